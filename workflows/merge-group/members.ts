import { createLine, isOnLine, MOST_COMMITS } from "../apply/review/history/steps.ts";
import type { Forge } from "../ports/forge.ts";
import type { PullRequest } from "../ports/review.ts";
import type { Commit } from "../ports/source.ts";

/** A part of a group's line of first parents, and the pull request that it merges; null: nobody can tell whose it is. */
export interface Member {
  readonly from: string;
  readonly to: string;
  /** The commits after `from` up to `to`. */
  readonly commits: ReadonlySet<string>;
  readonly pull: PullRequest | null;
}

/** What a merge queue's group is made of: `members` oldest first, from the tip of the branch that it is for. */
export interface Group {
  readonly commit: string;
  readonly branch: string;
  /** The tip of the branch. */
  readonly base: string;
  readonly members: readonly Member[];
}

/** Why there is no group to judge: it is merged, or stands on something else than the branch, or is not in the queue. */
export type NoGroup = "merged" | "off-line" | "not-queued";

/**
 * Finds which pull requests a group merges into a branch, by git and GitHub. The queue says at which commits its groups end;
 * a part of the line that ends there is of that pull request, where it is open and for this branch, and where a merge commit
 * is one of exactly its head. Nothing that a webhook said is asked of anybody, but for the commit.
 */
export async function findGroup(
  commit: string,
  branch: string,
  { source, review }: Pick<Forge, "source" | "review">,
): Promise<Group | NoGroup> {
  const [base, queued] = await Promise.all([source.tip(branch), review.queued(branch)]);
  if (base === undefined || (await source.commit(commit)) === undefined) return "not-queued";
  if (await isOnLine(commit, { tip: base, within: MOST_COMMITS }, source)) return "merged";
  const numbersAt = Map.groupBy(queued, (each) => each.commit);
  if (!numbersAt.has(commit)) return "not-queued";
  const line = await lineAbove(base, commit, source);
  if (line === undefined) return "off-line";
  const members: Member[] = [];
  let part: Commit[] = [];
  for (const each of line) {
    part.push(each);
    const numbers = numbersAt.get(each.sha);
    if (numbers === undefined) continue;
    const [only, ...others] = numbers;
    const found = only === undefined || others.length > 0 ? undefined : await review.pullRequest(only.pullRequest);
    const pull = found !== undefined && isMergeOf(found, part, branch) ? found : null;
    const from = members.at(-1)?.to ?? base;
    members.push({ from, to: each.sha, commits: new Set(part.map(({ sha }) => sha)), pull });
    part = [];
  }
  return { commit, branch, base, members };
}

/** The commits of a line of first parents above one of them, oldest first; undefined: that is not on it. */
async function lineAbove(
  base: string,
  tip: string,
  source: Pick<Forge["source"], "line">,
): Promise<readonly Commit[] | undefined> {
  const line = createLine(tip, source);
  const above: Commit[] = [];
  for (let index = 0; index < MOST_COMMITS; index += 1) {
    const commit = await line.at(index);
    if (commit === undefined) return undefined;
    if (commit.sha === base) return above.toReversed();
    above.push(commit);
  }
  return undefined;
}

/** Whether these commits can be what merging a pull request made: a merge of its head alone, or commits in a row. */
function isMergeOf({ open, baseRef, head }: PullRequest, commits: readonly Commit[], branch: string): boolean {
  if (!open || baseRef !== branch) return false;
  const merges = commits.filter(({ parents }) => parents.length > 1);
  const [merge] = merges;
  if (merge === undefined) return true;
  return commits.length === 1 && merge.parents.length === 2 && merge.parents[1] === head;
}
