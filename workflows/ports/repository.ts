import { BridgeheadError } from "../engine/bridgehead-error.ts";
import type { SourceFile } from "../engine/evaluation.ts";

/** Which repository, by the numeric id that a rename or a squatter cannot change, and its current name. */
export interface RepositoryId {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

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

/** The merge of a pull request's head into the current tip of its base. */
export type MergeCandidate =
  | { readonly kind: "merge"; readonly commit: string; readonly head: string; readonly base: string }
  | { readonly kind: "conflict"; readonly head: string; readonly base: string };

export type CheckConclusion = "success" | "failure" | "neutral" | "action_required";

export interface CheckAnnotation {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly line: number;
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

export interface CheckReport {
  readonly name: string;
  readonly commit: string;
  /** null: still running. */
  readonly conclusion: CheckConclusion | null;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
  /** Correlates the check with the workflow run that asked for it; null when none did. */
  readonly externalId: string | null;
}

/** How far the target is at a commit, as GitHub's deployments show it. */
export interface DeploymentReport {
  readonly commit: string;
  readonly environment: string;
  readonly state: "in_progress" | "success" | "failure" | "error";
  /** One line; cut after 140 characters. */
  readonly description: string;
}

/** A check run of this App's as it stands. */
export interface CheckState {
  readonly name: string;
  /** Whether it has not been concluded. */
  readonly open: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

const unreadable = {
  "too-large": "is larger than 1 MB",
  "not-text": "is not UTF-8 text",
  "not-a-file": "is no regular file, and no link to one inside the folder",
  "too-many": "holds more than 2,000 definition files, or more than 5 MB of them",
} as const;

/**
 * A file or folder in the repository that cannot be read as definitions. It is an error and not left out, since a
 * definition must never be taken for removed because its file is broken.
 */
export class DefinitionFileError extends BridgeheadError {
  override readonly name = "DefinitionFileError";
  /** From the root of the repository. */
  readonly path: string;
  readonly reason: keyof typeof unreadable;

  constructor(path: string, reason: keyof typeof unreadable) {
    super(`${path === "" ? "the repository" : path} ${unreadable[reason]}`);
    this.path = path;
    this.reason = reason;
  }
}

/** One repository on GitHub, as far as Bridgehead needs it. */
export interface Repository {
  readonly id: RepositoryId;
  /** Where GitHub is in a browser, without a slash at the end. */
  readonly webUrl: string;
  defaultBranch(): Promise<string>;
  /** The commit at the tip of a branch; undefined: no such branch. */
  tip(branch: string): Promise<string | undefined>;
  /** Whether `ancestor` is `commit` or one of its ancestors. */
  contains(commit: string, ancestor: string): Promise<boolean>;
  /**
   * TypeScript and JSON files below a folder at a commit, paths relative to that folder; a missing folder has none.
   * Rejects with `DefinitionFileError`.
   */
  files(commit: string, folder: string): Promise<readonly SourceFile[]>;
  /** One file's text at a commit; undefined: no such file. */
  file(commit: string, path: string): Promise<string | undefined>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Waits until GitHub has computed the merge against the base's current tip. */
  mergeCandidate(number: number, signal: AbortSignal): Promise<MergeCandidate>;
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
  /** Creates this App's check run of that name on that commit, or updates it. Returns its URL. */
  putCheck(report: CheckReport): Promise<string>;
  /** This App's check runs on a commit, the newest of each name. */
  checks(commit: string): Promise<readonly CheckState[]>;
  /** Pull requests into a branch that are open now. */
  openPullRequests(branch: string): Promise<readonly PullRequest[]>;
  /** Adds a status to this App's deployment of that commit to that environment, or begins one. */
  putDeployment(report: DeploymentReport): Promise<void>;
  /** Whether the user may write to the repository at this moment. */
  mayWrite(user: string): Promise<boolean>;
  /** Ids of the runs of a workflow that a user dispatched on a branch since a time, oldest first. */
  dispatchedRuns(workflow: string, branch: string, sender: string, since: number): Promise<readonly number[]>;
}
