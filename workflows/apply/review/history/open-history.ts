import type { Clock } from "../../../ports/clock.ts";
import type { Forge } from "../../../ports/forge.ts";
import type { BranchProgress } from "../../../ports/progress.ts";
import type { PullRequest } from "../../../ports/review.ts";
import { remember } from "./remember.ts";
import type { DeclaredReader } from "./declared.ts";
import { createLine, type History } from "./steps.ts";

/** As much is asked of GitHub and git for one run's causes; a request for a whole list counts as one. */
const MOST_REQUESTS = 300;
/** The commits of a push, at most, that GitHub is asked about again because no run has seen them. */
const NEW_COMMITS = 100;
/** Commits of a push, at most, whose definitions are read together. */
const AHEAD = 20;

export interface OpenHistory {
  readonly forge: Forge;
  readonly declared: DeclaredReader;
  readonly clock: Clock;
  /** GitHub may name a commit's pull request some seconds after the push: how long to wait before each new question. */
  readonly indexWaits: readonly number[];
  /** Called before each question to GitHub: many may take a good part of a lease. */
  readonly keep: () => Promise<unknown>;
}

/** The history of a branch as one run reads it: every question is asked once, and all together are bounded. */
export function openHistory(
  { tip, progress }: { readonly tip: string; readonly progress: BranchProgress },
  { forge, declared, clock, indexWaits, keep }: OpenHistory,
  signal: AbortSignal,
): History {
  const pulls = new Map<string, Promise<readonly PullRequest[]>>();
  let left = MOST_REQUESTS;
  const spend = <Result>(question: Promise<Result>): Promise<Result> => {
    left -= 1;
    return question;
  };
  const waits = [...indexWaits];
  const seen = new Set<string | null>();
  const line = (from: string, count: number) => spend(forge.source.line(from, count));
  const newest = createLine(tip, { line });
  let ahead: Promise<void> | undefined;

  async function ask(commit: string): Promise<readonly PullRequest[]> {
    await keep();
    const named = await spend(forge.review.pullRequestsOf(commit));
    return named.filter(({ mergeCommit, baseRef }) => mergeCommit !== null && progress.branches.includes(baseRef));
  }

  /** What no earlier run has seen may be too new for GitHub's index: for all of it together it is waited once. */
  async function askPatiently(commit: string): Promise<readonly PullRequest[]> {
    let named = await ask(commit);
    if (named.length > 0 || waits.length === 0 || !(await isNew(commit))) return named;
    while (named.length === 0) {
      const wait = waits.shift();
      if (wait === undefined) break;
      await clock.sleep(wait, signal);
      named = await ask(commit);
    }
    return named;
  }

  async function isNew(commit: string): Promise<boolean> {
    const { pinned } = progress;
    if (pinned === null) return commit === tip;
    for (let index = 0; index < NEW_COMMITS; index += 1) {
      const found = await newest.at(index);
      if (found === undefined || found.sha === pinned) return false;
      if (found.sha === commit) return true;
    }
    return false;
  }

  /** Whoever asks of one commit what it declares asks it of those that no run has looked at. */
  async function readAhead(): Promise<void> {
    const from = progress.progress?.commit;
    const commits: string[] = [];
    for (let index = 0; index < AHEAD; index += 1) {
      const found = await newest.at(index);
      if (found === undefined) break;
      commits.push(found.sha);
      if (found.sha === from) break;
    }
    await declared.ahead(commits);
  }

  return {
    line,
    async idOf(commit) {
      if (!seen.has(commit)) left -= 1;
      seen.add(commit);
      await (ahead ??= readAhead());
      return await declared.idOf(commit);
    },
    pullRequestsOf: (commit) => remember(pulls, commit, () => askPatiently(commit)),
    isSpent: () => left <= 0,
  };
}
