import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { KeptValue } from "../kept-value.ts";
import type { AppCredentials, GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";

/** A client whose requests are made outside of its calls. */
class UnusedClientError extends BridgeheadError {
  override readonly name = "UnusedClientError";
}

/**
 * A client that goes by the App's credentials as they are. Where GitHub refused them and they have changed meanwhile, the
 * call is made once more with the new ones: what is refused so has had no effect. Where they have not, the call fails,
 * and only the token that was made with them is let go.
 */
export function createRenewedClient(
  credentials: KeptValue<AppCredentials>,
  make: (credentials: AppCredentials) => GithubClient,
): GithubClient {
  let current: { readonly credentials: AppCredentials; readonly client: GithubClient; isRefused: boolean } | undefined;

  async function use(): Promise<NonNullable<typeof current>> {
    const known = await credentials.get();
    if (current === undefined || current.isRefused || current.credentials !== known) {
      // A client of its own for each pair: Octokit keeps the token that it got for the old one for an hour.
      current = { credentials: known, client: make(known), isRefused: false };
    }
    return current;
  }

  async function attempt<T>(ask: (client: GithubClient) => Promise<T>): Promise<T> {
    const used = await use();
    try {
      return await ask(used.client);
    } catch (error) {
      if (!(error instanceof GithubError && error.refusesApp)) throw error;
      used.isRefused = true;
      if ((await credentials.afterRefusal(used.credentials)) === used.credentials) throw error;
      return await ask((await use()).client);
    }
  }

  return {
    get rest() {
      if (current === undefined) throw new UnusedClientError("a request was made outside of a call");
      return current.client.rest;
    },
    graphql: (...asked) => attempt((client) => client.graphql(...asked)),
    call: (operation, schema, request) => attempt((client) => client.call(operation, schema, request)),
    page: (operation, schema, request) => attempt((client) => client.page(operation, schema, request)),
    collect: (operation, schema, request) => attempt((client) => client.collect(operation, schema, request)),
    follow: (...asked) => attempt((client) => client.follow(...asked)),
  };
}
