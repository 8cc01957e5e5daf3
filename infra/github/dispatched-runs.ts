import * as v from "valibot";
import type { Dispatched, DispatchedRun, RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { unlessMissing } from "./unless-missing.ts";

const accountSchema = v.nullish(v.object({ id: v.number() }));

const runsSchema = v.pipe(
  v.object({
    workflow_runs: v.array(
      v.object({
        id: v.number(),
        path: v.string(),
        event: v.string(),
        head_branch: v.nullable(v.string()),
        display_title: v.string(),
        actor: accountSchema,
        triggering_actor: accountSchema,
        created_at: v.string(),
      }),
    ),
  }),
  v.transform((list) => list.workflow_runs),
);

/**
 * The runs of a workflow that somebody dispatched on a branch since a time, oldest first. GitHub keeps these times to the
 * second, so a run of the same second counts. Whoever starts somebody's run again is its `triggering_actor`, and it is
 * nobody's dispatch any more. A workflow that GitHub does not know has none.
 */
export async function dispatchedRuns(
  client: GithubClient,
  repository: RepositoryId,
  { workflow, branch, sender, since }: Dispatched,
): Promise<readonly DispatchedRun[]> {
  const earliest = Math.floor(since / 1000) * 1000;
  const runs = await unlessMissing(() =>
    client.collect("list workflow runs", runsSchema, (page) =>
      client.rest.actions.listWorkflowRuns({
        owner: repository.owner,
        repo: repository.name,
        workflow_id: workflow.split("/").at(-1) ?? workflow,
        branch,
        event: "workflow_dispatch",
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
        run.actor?.id === sender &&
        run.triggering_actor?.id === sender &&
        Date.parse(run.created_at) >= earliest,
    )
    .map(({ id, display_title: title }) => ({ id, title }))
    .toSorted((a, b) => a.id - b.id);
}
