import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import { type HeadCheck, pullOfCheck } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { oidSchema } from "./github-schemas.ts";
import type { Graph } from "./graph.ts";
import { checkListSchema } from "./own-checks.ts";
import { listOf, present } from "./written.ts";

/** Commits of one question. */
const atOnce = 50;
/** As many are asked about one by one, where GitHub answers no question about many. */
const mostAlone = 30;
/** Check runs of one name on a commit: one for each pull request that has the head. */
const mostRuns = 20;

const runSchema = v.object({
  status: v.string(),
  startedAt: v.nullable(v.string()),
  externalId: v.nullable(v.string()),
});
const commitSchema = v.object({
  oid: oidSchema,
  checkSuites: v.nullable(listOf(v.object({ checkRuns: v.nullable(listOf(runSchema)) }))),
});
const answerSchema = v.object({ repository: v.record(v.string(), v.unknown()) });

/** Where checks are asked for. */
export interface ManyChecks {
  readonly client: GithubClient;
  readonly graph: Graph;
  readonly id: RepositoryId;
  readonly appId: number;
}

/** This App's check runs of a name on commits, whatever their external id. A commit that nobody spoke of is missing. */
export async function checksOnMany(
  access: ManyChecks,
  name: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, readonly HeadCheck[]>> {
  const found = new Map<string, readonly HeadCheck[]>();
  let alone = 0;
  for (const page of chunked([...new Set(commits)], atOnce)) {
    const answer = await askTogether(access, name, page);
    for (const [index, commit] of page.entries()) {
      if (answer !== undefined) {
        const told = v.safeParse(commitSchema, answer[`c${index}`]);
        if (told.success && told.output.oid === commit) found.set(commit, checksOf(told.output));
      } else if (alone < mostAlone) {
        alone += 1;
        found.set(commit, await askAlone(access, name, commit));
      }
    }
  }
  return found;
}

async function askTogether({ graph, appId }: ManyChecks, name: string, commits: readonly string[]) {
  const fields = `oid checkSuites(first: 10, filterBy: { appId: ${appId} }) {
    nodes { checkRuns(first: ${mostRuns}, filterBy: { checkName: ${JSON.stringify(name)}, checkType: ALL }) {
      nodes { status startedAt externalId }
    } }
  }`;
  const selection = commits
    .map((commit, index) => `c${index}: object(oid: ${JSON.stringify(commit)}) { ... on Commit { ${fields} } }`)
    .join(" ");
  return (await graph.ask("find checks", answerSchema, selection))?.repository;
}

function checksOf({ checkSuites }: v.InferOutput<typeof commitSchema>): readonly HeadCheck[] {
  return present(checkSuites)
    .flatMap(({ checkRuns }) => present(checkRuns))
    .map(({ status, startedAt, externalId }) => ({
      open: status !== "COMPLETED",
      startedAt: startedAt === null ? 0 : Date.parse(startedAt),
      fork: pullOfCheck(externalId),
    }));
}

async function askAlone(
  { client, id, appId }: ManyChecks,
  name: string,
  commit: string,
): Promise<readonly HeadCheck[]> {
  const { items } = await client.page("list check runs", checkListSchema, () =>
    client.rest.checks.listForRef({
      owner: id.owner,
      repo: id.name,
      ref: commit,
      check_name: name,
      app_id: appId,
      filter: "all",
      per_page: 100,
    }),
  );
  return items
    .filter((run) => run.app?.id === appId && run.name === name)
    .map((run) => ({
      open: run.status !== "completed",
      startedAt: run.started_at === null ? 0 : Date.parse(run.started_at),
      fork: pullOfCheck(run.external_id),
    }));
}
