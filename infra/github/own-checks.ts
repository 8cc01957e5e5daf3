import * as v from "valibot";
import type { CheckState } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

/** A page of the check runs of a commit, of which each App has its own. */
export const checkListSchema = v.pipe(
  v.object({
    check_runs: v.array(
      v.object({
        name: v.string(),
        status: v.string(),
        started_at: v.nullable(v.string()),
        external_id: v.nullish(v.string()),
        app: v.nullable(v.object({ id: v.number() })),
      }),
    ),
  }),
  v.transform((list) => list.check_runs),
);

/** This App's check runs on a commit, the newest of each name. Others may use the same names: theirs do not count. */
export async function ownChecks(
  client: GithubClient,
  repository: RepositoryId,
  appId: number,
  commit: string,
): Promise<readonly CheckState[]> {
  const runs = await client.collect("list check runs", checkListSchema, (page) =>
    client.rest.checks.listForRef({
      owner: repository.owner,
      repo: repository.name,
      ref: commit,
      app_id: appId,
      filter: "latest",
      per_page: 100,
      page,
    }),
  );
  return runs
    .filter(({ app }) => app?.id === appId)
    .map(({ name, status, started_at: startedAt, external_id: externalId }) => ({
      name,
      open: status !== "completed",
      startedAt: startedAt === null ? 0 : Date.parse(startedAt),
      ...((externalId ?? "") !== "" && { externalId: String(externalId) }),
    }));
}
