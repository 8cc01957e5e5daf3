import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";
import type { GithubClient } from "./github-client.ts";
import type { MergedPulls } from "./commit-origin.ts";
import type { CommitReader } from "./commit-reader.ts";
import { gitCommitSchema, type PullAnswer, pullRequestFrom } from "./github-schemas.ts";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";

const concurrency = 8;
const pageSize = 100;

const comparisonSchema = v.pipe(
  v.object({ commits: v.array(gitCommitSchema) }),
  v.transform(({ commits }) => commits),
);

type Commit = v.InferOutput<typeof gitCommitSchema>;

/** As many commits of the branch's own line are looked through for the first one, before a comparison is asked for. */
const SHORT_LINE = 10;

export interface MergedPullsDeps {
  readonly client: GithubClient;
  readonly repository: RepositoryId;
  readonly commits: CommitReader;
  readonly pulls: MergedPulls;
}

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
 * first, all of it with one question: a pull request found by its merge commit accounts for all that this commit brought in, which saves a request
 * for each of those, and the comparison that would list them.
 */
export async function mergedPulls(
  { branch, from, to }: MergedInto,
  { client, repository, commits: reader, pulls: merged }: MergedPullsDeps,
): Promise<readonly PullRequest[]> {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const commits = from === null ? await newestCommits() : ((await lineAlone(from)) ?? (await commitsBetween(from)));
  const bySha = new Map<string, Commit>(commits.map((commit) => [commit.sha, commit]));
  const found = new Map<number, PullAnswer>();

  const line = firstParents(bySha, to);
  const covered = new Set(line);
  await merged.ahead(line);
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

  /** Oldest first, as in a comparison; undefined: it is not known to be all that there is after the first one. */
  async function lineAlone(start: string): Promise<readonly Commit[] | undefined> {
    const newest = await reader.line(to, SHORT_LINE);
    const end = newest.findIndex(({ sha }) => sha === start);
    if (end < 0) return undefined;
    const commits = newest.slice(0, end);
    await merged.ahead(commits.map(({ sha }) => sha));
    const isWhole = await mapConcurrently(commits, concurrency, async ({ sha, parents }) => {
      return parents.length === 1 || (await merged.of(sha)).some((pull) => pull.merge_commit_sha === sha);
    });
    if (!isWhole.every(Boolean)) return undefined;
    return commits
      .toReversed()
      .map(({ sha, parents }) => ({ sha, parents: parents.map((parent) => ({ sha: parent })) }));
  }

  function newestCommits(): Promise<readonly Commit[]> {
    return client.call("list commits", v.array(gitCommitSchema), () =>
      client.rest.repos.listCommits({ ...inRepo, sha: to, per_page: pageSize }),
    );
  }

  function commitsBetween(start: string): Promise<readonly Commit[]> {
    return client.collect("compare commits", comparisonSchema, (page) =>
      client.rest.repos.compareCommitsWithBasehead({
        ...inRepo,
        basehead: `${start}...${to}`,
        per_page: pageSize,
        page,
      }),
    );
  }

  async function pullsOf(sha: string): Promise<readonly PullAnswer[]> {
    const into = (await merged.of(sha)).filter(({ base }) => base.ref === branch);
    for (const pull of into) found.set(pull.number, pull);
    return into;
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
