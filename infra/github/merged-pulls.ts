import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";
import type { GithubClient } from "./github-client.ts";
import { mergedPullsOf } from "./commit-origin.ts";
import { gitCommitSchema, type PullAnswer, pullRequestFrom } from "./github-schemas.ts";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";

const concurrency = 8;
const pageSize = 100;

const comparisonSchema = v.pipe(
  v.object({ commits: v.array(gitCommitSchema) }),
  v.transform(({ commits }) => commits),
);

type Commit = v.InferOutput<typeof gitCommitSchema>;

/** A part of a branch. */
export interface MergedInto {
  readonly branch: string;
  /** The commit before the first; null: the newest hundred count. */
  readonly from: string | null;
  readonly to: string;
}

/**
 * Pull requests merged into `branch` by the commits after `from` up to `to`, oldest first; without `from`, by the
 * newest hundred up to `to`.
 *
 * GitHub says of each commit which pull request introduced it. The branch's own line (first parents) is asked about
 * first: a pull request found by its merge commit accounts for all that this commit brought in, which saves a request
 * for each of those.
 */
export async function mergedPulls(
  { branch, from, to }: MergedInto,
  client: GithubClient,
  repository: RepositoryId,
): Promise<readonly PullRequest[]> {
  const place = { owner: repository.owner, repo: repository.name };
  const commits = from === null ? await newestCommits() : await commitsBetween(from);
  const bySha = new Map<string, Commit>(commits.map((commit) => [commit.sha, commit]));
  const found = new Map<number, PullAnswer>();

  const line = firstParents(bySha, to);
  const covered = new Set(line);
  await mapConcurrently(line, concurrency, async (sha) => {
    const pulls = await pullsOf(sha);
    if (pulls.some((pull) => pull.merge_commit_sha === sha)) {
      for (const parent of bySha.get(sha)?.parents.slice(1) ?? []) cover(parent.sha);
    }
  });
  const rest = commits.map(({ sha }) => sha).filter((sha) => !covered.has(sha));
  await mapConcurrently(rest, concurrency, pullsOf);

  const order = new Map(commits.map(({ sha }, index) => [sha, index]));
  const position = (pull: PullAnswer): number => order.get(pull.merge_commit_sha ?? "") ?? commits.length;
  return [...found.values()]
    .toSorted(
      (a, b) =>
        Date.parse(a.merged_at ?? "") - Date.parse(b.merged_at ?? "") ||
        position(a) - position(b) ||
        a.number - b.number,
    )
    .map(pullRequestFrom);

  function newestCommits(): Promise<readonly Commit[]> {
    return client.call("list commits", v.array(gitCommitSchema), () =>
      client.rest.repos.listCommits({ ...place, sha: to, per_page: pageSize }),
    );
  }

  function commitsBetween(start: string): Promise<readonly Commit[]> {
    return client.collect("compare commits", comparisonSchema, (page) =>
      client.rest.repos.compareCommitsWithBasehead({
        ...place,
        basehead: `${start}...${to}`,
        per_page: pageSize,
        page,
      }),
    );
  }

  async function pullsOf(sha: string): Promise<readonly PullAnswer[]> {
    const merged = (await mergedPullsOf(client, repository, sha)).filter(({ base }) => base.ref === branch);
    for (const pull of merged) found.set(pull.number, pull);
    return merged;
  }

  function cover(start: string): void {
    const waiting = [start];
    for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
      const commit = bySha.get(sha);
      if (commit === undefined || covered.has(sha)) continue;
      covered.add(sha);
      waiting.push(...commit.parents.map((parent) => parent.sha));
    }
  }
}

function firstParents(commits: ReadonlyMap<string, Commit>, tip: string): readonly string[] {
  const line: string[] = [];
  for (let commit = commits.get(tip); commit !== undefined; commit = commits.get(commit.parents[0]?.sha ?? "")) {
    line.push(commit.sha);
  }
  return line;
}
