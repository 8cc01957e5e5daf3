import type { Key } from "../../values/key.ts";
import type { Action } from "../plan.ts";

export const outcomes = ["applied", "no-changes", "held", "failed", "continued", "refused"] as const;
/** How a run ended. */
export type Outcome = (typeof outcomes)[number];

/** Why a run ended as it did: the one closed list. */
export const reasons = {
  applied: "every change was applied",
  "no-changes": "the target already matches the definitions",
  "definitions-invalid": "a definition has an error, so there is no plan",
  "not-reviewed": "nobody reviewed some of the changes",
  "stopped-by-error": "an error about a resource stops its change",
  "blocked-by-finding": "a finding blocks the plan",
  "history-rewritten": "the branch no longer contains what an earlier run began with",
  "change-failed": "at least one change failed",
  "not-authorized": "a connection was applied, but AWS could not authorise it",
  "still-running": "at least one change goes on in AWS; a later run continues it",
  "stacks-unknown": "what the stacks of this account and region manage cannot be looked up",
  "target-locked": "another run holds the target's lock",
  "lock-lost": "the run lost the target's lock",
  "accept-malformed": "the input `accept` is not a whole digest",
  "accept-of-plan": "the input `accept` is the digest of a plan, which accepts nothing",
  "accept-mismatch": "the input `accept` is not the digest of what would be applied now",
  "accept-expired": "the acceptance is older than an hour",
  "accept-used": "the acceptance was used before",
  "accept-waits": "more people have to accept the same digest within the hour",
  "pusher-may-not-accept": "who pushed, merged or wrote what is held may not accept it",
  "pusher-unknown": "nobody knows who pushed what is held, so nobody may accept it",
  "not-confirmed": "nobody confirmed the plan",
  "wrong-workflow": "the workflow is not the one that may ask for a re-run",
  "wrong-branch": "a re-run is possible from the default branch only",
  "repository-not-allowed": "the repository is not one that this stack serves",
  "sender-not-allowed": "the sender has no write permission on the repository",
  "asked-too-often": "too many comments have asked for something in this hour",
  "unknown-command": "the comment is no command",
  "run-not-found": "GitHub lists no run of the workflow that this dispatch belongs to",
  "run-title-differs": "the run's title on GitHub does not carry what is accepted",
  "unknown-operation": "the operation is not one of plan, apply and drift",
  "unknown-connection": "no connection of that name is defined or managed",
  "ambiguous-name": "more than one resource has that name",
  "invalid-input": "an input of the re-run is not understood",
  "head-moved": "the pull request's head moved while it was planned",
  "planned-since": "the pull request was planned again meanwhile",
  "base-moved": "the base moved since the pull request was planned",
  "merge-conflict": "the pull request conflicts with its base",
  "not-open": "the pull request is not open",
  "other-base": "the pull request is not for the default branch",
  fork: "the pull request's head is in a fork, and nobody who may write here asked for a plan of it",
  "requests-spent": "the plans of the pull request have asked GitHub for as much as they may in an hour",
  "internal-error": "Bridgehead itself failed; nothing else was done",
} as const;
export type Reason = keyof typeof reasons;

/** in-doubt: whether it took effect is not known; the next run looks. */
export const resultStatuses = ["applied", "failed", "held", "continued", "skipped", "in-doubt"] as const;
export type ResultStatus = (typeof resultStatuses)[number];

/** How one change ended. No text in it comes from a credential. */
export interface ChangeResult {
  readonly key: Key;
  readonly id: string;
  readonly name: string;
  readonly action: Action;
  /** Present: it is an adoption that writes nothing. */
  readonly writes?: false;
  readonly status: ResultStatus;
  readonly error: string | null;
  /** The state that the service reports, such as `AUTHORIZED`; null when it was not asked, or has none. */
  readonly authorization: string | null;
  readonly arn: string | null;
  /** What the state is worth, where it says less than it seems to; absent: what it says. */
  readonly standing?: string;
  /** What is odd about what was sent, a clause each; absent: nothing. */
  readonly remarks?: readonly string[];
}

/** How a run ended, as `apply --json` prints it. */
export interface RunResult {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly results: readonly ChangeResult[];
}
