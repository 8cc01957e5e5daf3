import { isSameKey, type Key } from "../engine/values/key.ts";
import type { HoldCause } from "../engine/plan/review/review.ts";
import type { Limits } from "../engine/policy/limits.ts";

/* How far the target is on a repository's default branch. */

/**
 * Whether what runs looked at is still on the branch. off-line: it is an ancestor of the tip, but not by first parents,
 * as after somebody's own merge. rewritten: it is no ancestor at all.
 */
export const doubts = ["none", "off-line", "rewritten"] as const;
export type Doubt = (typeof doubts)[number];

/** What caused a change, by its commits: who brought them is asked of GitHub at every run anew. */
export interface StoredCause {
  /** The commit before the step; null: the step began the history. */
  readonly from: string | null;
  /** The last commit of the step. */
  readonly to: string;
  /** The tip of the run that found it: the step lies on its line of first parents. */
  readonly until: string;
  /** The pull request that brought it, as GitHub said then; null: none. */
  readonly pull: number | null;
}

/** A change that the newest run of the whole target did not bring to its end. */
export interface PendingChange {
  readonly key: Key;
  readonly state: "held" | "failed" | "continued";
  /** In words for people. */
  readonly reason: string;
  /** What holds it; absent: it is not held, or an earlier version of Bridgehead did not keep it. */
  readonly hold?: HoldCause | undefined;
  /** null: no commit caused it, or none that still counts. */
  readonly cause: StoredCause | null;
  /** Whether it stands since a rewrite of the branch: what was reviewed before that counts no more. */
  readonly isBarred: boolean;
  /**
   * The progress before it came up: what it consists of was pushed after this commit. null: there was no progress.
   * Without it nobody knows.
   */
  readonly base?: string | null | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly sinceCommit: string;
}

/** What is pending of a key; undefined: nothing. */
export function entryOf(key: Key, pending: readonly PendingChange[]): PendingChange | undefined {
  return pending.find((each) => isSameKey(each.key, key));
}

/** The policy that was last reviewed: the policy part of the configuration at a commit. */
export interface StoredPolicy {
  readonly commit: string;
  /** Over `value`. */
  readonly digest: string;
  readonly value: Limits;
}

/** The newest commit that a run of the whole target looked at to its end. */
export interface Progress {
  readonly commit: string;
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface BranchProgress {
  /** The newest commit that any run began with; null: none yet. */
  readonly pinned: string | null;
  /** Stands until a run of the whole target came to its end. */
  readonly doubt: Doubt;
  /** null: none yet. */
  readonly progress: Progress | null;
  /** Sorted by key. */
  readonly pending: readonly PendingChange[];
  /** null: none was reviewed yet. */
  readonly policy: StoredPolicy | null;
  /** What changed the configuration's policy, where that is not the reviewed one; null: nothing did. */
  readonly policyCause: StoredCause | null;
  /** The newest commit whose run was reported to the end; null: none yet. */
  readonly reported: string | null;
  /** Pull requests merged before `reported` of which something was decided since that they were not told. */
  readonly untold: readonly number[];
  /** The names that the default branch had when runs began, today's last; at most two. */
  readonly branches: readonly string[];
}

/** What a run that begins writes before it calls AWS. */
export type Pin = Pick<BranchProgress, "pinned" | "doubt" | "branches">;

/** What a run of the whole target writes at its end. */
export interface RunEnd {
  readonly progress: Progress;
  readonly pending: readonly PendingChange[];
  readonly policy: StoredPolicy | null;
  readonly policyCause: StoredCause | null;
  readonly reported: string | null;
  readonly untold: readonly number[];
}

/** What was told of runs. `pending` is given where a run of less than the whole target brought something to its end. */
export type Reported = Partial<Pick<BranchProgress, "reported" | "untold" | "pending">>;

export const noProgress: BranchProgress = {
  pinned: null,
  doubt: "none",
  progress: null,
  pending: [],
  policy: null,
  policyCause: null,
  reported: null,
  untold: [],
  branches: [],
};
