import * as v from "valibot";
import type { HookDeliveries } from "../../workflows/ports/deliveries.ts";
import type { Forge, RepositoryId } from "../../workflows/ports/forge.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { KeptValue } from "../kept-value.ts";
import { createContentCache } from "./content-cache.ts";
import { type AppCredentials, createGithubClient, type GithubClient } from "./github-client.ts";
import { createHookDeliveries } from "./hook-deliveries.ts";
import { type InstalledRepository, installedRepositories } from "./installed-repositories.ts";
import { createGithubRepository } from "./github-repository.ts";
import type { MergePolling } from "./merge-candidate.ts";
import { createRenewedClient } from "./renewed-client.ts";

export interface GithubAppOptions {
  readonly credentials: KeptValue<AppCredentials>;
  /** `https://api.github.com`, or another server's address. */
  readonly baseUrl: string;
  readonly log?: Log;
  readonly fetch?: typeof fetch;
  /** Whether GitHub's pace is kept, as GitHub asks; default: unless `baseUrl` is the loopback. */
  readonly remote?: boolean;
  /** When to ask for a test merge again; default: from half a second (the loopback: 20 ms) up to 5 s, for a minute. */
  readonly polling?: MergePolling;
  /** Milliseconds since the epoch; default: the machine's clock. */
  readonly now?: () => number;
}

export interface GithubApp {
  /**
   * A repository that the App is installed on. `installation` null: it is looked up. Rejects with a `GithubError`. Whether
   * the repository of that name is the one with that id is asked beside the first question to it.
   */
  repository(id: RepositoryId, installation: number | null): Promise<Forge>;
  /** Those of the repositories with these ids that the App is installed on, under their current names. */
  installedRepositories(ids: ReadonlySet<number>): Promise<readonly InstalledRepository[]>;
  readonly deliveries: HookDeliveries;
}

const appSchema = v.object({ slug: v.string() });
const installationSchema = v.object({ id: v.number() });

/** The App's access to GitHub. One token for each installation is kept, and renewed before it ends; so is what was read of git. */
export function createGithubApp(options: GithubAppOptions): GithubApp {
  const clients = new Map<number | null, GithubClient>();
  const cache = createContentCache();
  const remote = options.remote ?? !["127.0.0.1", "[::1]", "localhost"].includes(new URL(options.baseUrl).hostname);
  const polling = options.polling ?? { first: remote ? 500 : 20, longest: 5_000, deadline: 60_000 };

  function clientFor(installation: number | null): GithubClient {
    const known = clients.get(installation);
    if (known !== undefined) return known;
    const { baseUrl, log, fetch: send = fetch } = options;
    const client = createRenewedClient(options.credentials, (credentials) =>
      createGithubClient({ ...credentials, installation, baseUrl, remote, log, fetch: send }),
    );
    clients.set(installation, client);
    return client;
  }

  let bot: { readonly app: AppCredentials; readonly slug: string } | undefined;
  async function botLogin(): Promise<string> {
    const client = clientFor(null);
    const app = await options.credentials.get();
    if (bot?.app !== app) {
      const { slug } = await client.call("read the App", appSchema, () => client.rest.apps.getAuthenticated());
      bot = { app, slug };
    }
    return `${bot.slug}[bot]`;
  }

  return {
    installedRepositories: (ids) => installedRepositories(clientFor, ids),
    deliveries: createHookDeliveries(clientFor(null)),
    async repository(id, installation) {
      const inRepo = { owner: id.owner, repo: id.name };
      const found =
        installation ??
        (
          await clientFor(null).call("find the installation", installationSchema, () =>
            clientFor(null).rest.apps.getRepoInstallation(inRepo),
          )
        ).id;
      const client = clientFor(found);
      const { baseUrl, log, now = Date.now } = options;
      const { appId } = await options.credentials.get();
      const webUrl = webUrlOf(baseUrl);
      return createGithubRepository({ client, appId, botLogin, id, webUrl, polling, cache, log, now });
    },
  };
}

/** Where a GitHub whose API is at `baseUrl` is in a browser: github.com has a host of its own for it. */
function webUrlOf(baseUrl: string): string {
  const { origin, hostname } = new URL(baseUrl);
  return hostname === "api.github.com" ? "https://github.com" : origin;
}
