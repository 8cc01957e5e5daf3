import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { Queued } from "../../workflows/ports/review.ts";
import type { GithubClient } from "./github-client.ts";
import { oidSchema } from "./github-schemas.ts";
import type { Graph } from "./graph.ts";
import { listOf, present } from "./written.ts";

/** As many entries are asked for: a queue builds groups of a hundred at most. */
const MOST_ENTRIES = 100;

const refsSchema = v.array(v.object({ ref: v.string(), object: v.object({ sha: oidSchema }) }));
const entrySchema = v.object({
  headCommit: v.nullable(v.object({ oid: oidSchema })),
  pullRequest: v.nullable(v.object({ number: v.number() })),
});
const answerSchema = v.object({
  repository: v.object({ mergeQueue: v.nullable(v.object({ entries: v.nullable(listOf(entrySchema)) })) }),
});

/**
 * What a branch's merge queue has made groups of. The queue's branches say which commit is whose: GitHub keeps them, under
 * names that it documents by their beginning alone; they end with the pull request's number and the commit below. What
 * GraphQL names as the queue's pull requests leaves out of them what is not queued, and adds commits that it names itself.
 *
 * [U] whether an App is told queues by GraphQL, with which permission, and whether the commit that it names is the group's:
 * where it tells nothing the branches stand alone, and a commit of something else is on nobody's line.
 */
export async function queuedOf(
  client: GithubClient,
  { owner, name }: RepositoryId,
  branch: string,
  graph: Graph,
): Promise<readonly Queued[]> {
  const prefix = `gh-readonly-queue/${branch}/`;
  const refs = await client.collect("list the branches of a merge queue", refsSchema, (page) =>
    client.rest.git.listMatchingRefs({ owner, repo: name, ref: `heads/${prefix}`, per_page: 100, page }),
  );
  if (refs.length === 0) return [];
  const told = await graph.ask(
    "find the entries of a merge queue",
    answerSchema,
    `mergeQueue(branch: ${JSON.stringify(branch)}) { entries(first: ${MOST_ENTRIES}) { nodes { headCommit { oid } pullRequest { number } } } }`,
  );
  const entries = told?.repository.mergeQueue?.entries;
  const listed = entries === undefined || entries === null ? undefined : present(entries);
  const numbers = new Set(listed?.map(({ pullRequest }) => pullRequest?.number));
  const found = refs.flatMap(({ ref, object: { sha: commit } }): readonly Queued[] => {
    const [, number] = /^pr-([1-9]\d{0,8})-[0-9a-f]{7,64}$/.exec(ref.slice(`refs/heads/${prefix}`.length)) ?? [];
    const pullRequest = Number(number);
    const isQueued = number !== undefined && (listed === undefined || numbers.has(pullRequest));
    return isQueued ? [{ pullRequest, commit }] : [];
  });
  const named = (listed ?? []).flatMap(({ headCommit, pullRequest }): readonly Queued[] =>
    headCommit === null || pullRequest === null ? [] : [{ pullRequest: pullRequest.number, commit: headCommit.oid }],
  );
  const others = named.filter(
    ({ pullRequest, commit }) => !found.some((each) => each.pullRequest === pullRequest && each.commit === commit),
  );
  return [...found, ...others];
}
