import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

export interface InstalledRepository {
  readonly repository: RepositoryId;
  readonly installation: number;
}

const installationsSchema = v.array(v.object({ id: v.number(), suspended_at: v.nullish(v.string(), null) }));
const repositoriesSchema = v.pipe(
  v.object({
    repositories: v.array(v.object({ id: v.number(), name: v.string(), owner: v.object({ login: v.string() }) })),
  }),
  v.transform((list) => list.repositories),
);

/** Finds repositories by their ids, which is all that a schedule knows of them, with their current names. */
export async function installedRepositories(
  clientFor: (installation: number | null) => GithubClient,
  ids: ReadonlySet<number>,
): Promise<readonly InstalledRepository[]> {
  const app = clientFor(null);
  const installations = await app.collect("list installations", installationsSchema, (page) =>
    app.rest.apps.listInstallations({ per_page: 100, page }),
  );
  const found: InstalledRepository[] = [];
  for (const { id: installation, suspended_at: suspended } of installations) {
    if (suspended !== null || found.length === ids.size) continue;
    const client = clientFor(installation);
    const repositories = await client.collect("list installed repositories", repositoriesSchema, (page) =>
      client.rest.apps.listReposAccessibleToInstallation({ per_page: 100, page }),
    );
    for (const { id, name, owner } of repositories) {
      if (ids.has(id)) found.push({ repository: { id, owner: owner.login, name }, installation });
    }
  }
  return found;
}
