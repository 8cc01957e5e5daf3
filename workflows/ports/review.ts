/** Somebody on GitHub. People are told apart by the number: a login may be another's tomorrow. */
export interface Account {
  /** Numeric, which is never given to another account. */
  readonly id: number;
  /** What GitHub has to be asked by, and people are shown. */
  readonly login: string;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly merged: boolean;
  /** Milliseconds since the epoch, to the second; null when it is not merged. */
  readonly mergedAt: number | null;
  readonly author: string;
  /** Numeric, which is never given to another account; null: the account was deleted. */
  readonly authorId: number | null;
  readonly head: string;
  /** Whether the head is in another repository. */
  readonly isFork: boolean;
  readonly baseRef: string;
  /** The commit on the base branch that the merge made; null when it is not merged. */
  readonly mergeCommit: string | null;
  /** Numeric id of who merged it; null where nobody did, or where a list named it. */
  readonly mergedBy: number | null;
  /** What people know that account by; absent where `mergedBy` is null. */
  readonly mergedLogin?: string;
  /** Whose review is still wanted: logins, and teams as `org/team-slug`. Empty where a list answer does not say. */
  readonly requested: readonly string[];
}

/** An open pull request in a list. */
export interface ListedPull extends PullRequest {
  /** When anything of it last changed, its head included: milliseconds since the epoch, to the second. */
  readonly updatedAt: number;
}

/** A page of a list. */
export interface PullPage {
  readonly pulls: readonly ListedPull[];
  /** How many pages there are; they count from 1. */
  readonly pages: number;
}

/** Somebody's standing approval of a pull request. */
export interface Approval extends Account {
  /** The head that was approved. */
  readonly commit: string;
  /** Milliseconds since the epoch, to the second. */
  readonly at: number;
}

/** Where something is to be told. */
export interface Told {
  /** Numbers. */
  readonly pullRequests: readonly number[];
  /** Name of the check that tells it on commits. */
  readonly check: string;
  readonly commits: readonly string[];
}

/** A pull request in a merge queue, and the commit that GitHub made of its group. */
export interface Queued {
  readonly pullRequest: number;
  readonly commit: string;
}

/** Pull requests, and what is said on them. */
export interface Reviews {
  /** A pull request as it is now, with the repository's default branch: what a plan begins with, in one question. */
  look(number: number): Promise<{ readonly pull: PullRequest; readonly defaultBranch: string }>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Whether GitHub could merge it now; null: it has not tried yet, and does so because it was asked. */
  isMergeable(number: number): Promise<boolean | null>;
  /** What a branch's merge queue has made groups of; empty: it has none, or there is no queue. */
  queued(branch: string): Promise<readonly Queued[]>;
  /** Pull requests into a branch that are open now. */
  openPullRequests(branch: string): Promise<readonly PullRequest[]>;
  /** A page of them, a hundred at most, those that were opened first on the first. One question. */
  openPage(branch: string, page: number): Promise<PullPage>;
  /**
   * Pull requests merged into `branch` by the commits after `from` up to `to`, oldest first. `from` null: by the newest
   * hundred commits up to `to`, since nothing was applied yet.
   */
  mergedBetween(branch: string, from: string | null, to: string): Promise<readonly PullRequest[]>;
  /**
   * The merged pull requests of this very repository that GitHub names for a commit; an unknown commit has none. GitHub
   * may name them some time after the merge, so that each call asks again as long as it names none.
   */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  /**
   * Numeric ids of the accounts that GitHub names as a commit's author and committer, itself left out. It finds them by
   * the commit's addresses, which whoever makes a commit chooses: they add to who may have made it, and exclude nobody.
   */
  accountsOf(commit: string): Promise<readonly number[]>;
  /**
   * Of each account the newest review that approves, asks for changes or was dismissed, where it approves; whether that
   * account may write to the repository is not asked. Bots and deleted accounts are left out.
   */
  approvals(pullRequest: number): Promise<readonly Approval[]>;
  /**
   * Finds together what this App wrote there, before it is written to one by one: what it does not find is looked for then.
   * Absent: all of it is.
   */
  findWritten?(told: Told): Promise<void>;
  /**
   * Creates the one comment of this kind on the pull request, or edits it in place. Returns its URL; undefined: there
   * was none to edit.
   */
  putComment(
    pullRequest: number,
    marker: string,
    body: string,
    mode: "create-or-edit" | "edit-only",
  ): Promise<string | undefined>;
  /** Writes a comment that nothing edits later. */
  addComment(pullRequest: number, body: string): Promise<void>;
}
