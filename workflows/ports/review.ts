export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly merged: boolean;
  /** Milliseconds since the epoch, to the second; null when it is not merged. */
  readonly mergedAt: number | null;
  readonly author: string;
  readonly head: string;
  /** Whether the head is in another repository. */
  readonly isFork: boolean;
  readonly baseRef: string;
  /** The commit on the base branch that the merge made; null when it is not merged. */
  readonly mergeCommit: string | null;
}

/** Pull requests, and what is said on them. */
export interface Reviews {
  pullRequest(number: number): Promise<PullRequest>;
  /** Pull requests into a branch that are open now. */
  openPullRequests(branch: string): Promise<readonly PullRequest[]>;
  /**
   * Pull requests merged into `branch` by the commits after `from` up to `to`, oldest first. `from` null: by the newest
   * hundred commits up to `to`, since nothing was applied yet.
   */
  mergedBetween(branch: string, from: string | null, to: string): Promise<readonly PullRequest[]>;
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
}
