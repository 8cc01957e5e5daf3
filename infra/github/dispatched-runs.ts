import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { unlessMissing } from "./unless-missing.ts";

const runsSchema = v.pipe(
  v.object({
    workflow_runs: v.array(
      v.object({
        id: v.number(),
        path: v.string(),
        event: v.string(),
        head_branch: v.nullable(v.string()),
        actor: v.nullable(v.object({ login: v.string() })),
        created_at: v.string(),
      }),
    ),
  }),
  v.transform((list) => list.workflow_runs),
);

/**
 * Ids of the runs of a workflow that a user dispatched on a branch since a time, oldest first. GitHub keeps these
 * times to the second, so a run of the same second counts. A workflow that GitHub does not know has none.
 */
export async function dispatchedRuns(
  client: GithubClient,
  repository: RepositoryId,
  dispatch: {
    /** The workflow file's path. */
    readonly workflow: string;
    readonly branch: string;
    readonly sender: string;
    /** Milliseconds since the epoch. */
    readonly since: number;
  },
): Promise<readonly number[]> {
  const { workflow, branch, sender } = dispatch;
  const earliest = Math.floor(dispatch.since / 1000) * 1000;
  const runs = await unlessMissing(() =>
    client.collect("list workflow runs", runsSchema, (page) =>
      client.rest.actions.listWorkflowRuns({
        owner: repository.owner,
        repo: repository.name,
        workflow_id: workflow.split("/").at(-1) ?? workflow,
        branch,
        event: "workflow_dispatch",
        actor: sender,
        created: `>=${new Date(earliest).toISOString().slice(0, 19)}Z`,
        per_page: 100,
        page,
      }),
    ),
  );
  return (runs ?? [])
    .filter(
      (run) =>
        // GitHub may write a run's path as path@ref.
        run.path.split("@")[0] === workflow &&
        run.event === "workflow_dispatch" &&
        run.head_branch === branch &&
        run.actor?.login === sender &&
        Date.parse(run.created_at) >= earliest,
    )
    .map((run) => run.id)
    .toSorted((a, b) => a - b);
}
