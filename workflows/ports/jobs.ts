import type { RepositoryId } from "./forge.ts";
import type { Target } from "../engine/plan/plan.ts";
import type { Account } from "./review.ts";

interface JobBase {
  /** Names the delivery in logs: GitHub's `X-GitHub-Delivery`, which is not signed and proves nothing. */
  readonly delivery: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly repository: RepositoryId;
  readonly installation: number | null;
}

/** What the schedule may find, too. */
interface Schedulable extends JobBase {
  /** Present: the schedule found it. */
  readonly isScheduled?: true | undefined;
}

/** What a push to the default branch did. */
export interface Push {
  /** The commits that the branch was at; zeros: there was no branch. */
  readonly before: string;
  readonly after: string;
  /** Numeric id of the account that pushed. */
  readonly sender: number;
}

/** Somebody pressed a button beside a check, or _Re-run_. */
interface AskedByButton {
  readonly by: Account;
}

/** Somebody pressed the one that asks for a plan of a fork's head. */
export interface AskedHead extends AskedByButton {
  /** The commit that the check is of. */
  readonly head: string;
  /** Numeric id of the App whose check it is. */
  readonly app: number;
}

/** The one thing that a comment can ask for. */
export const PLAN_COMMAND = "/bridgehead plan";

/** Somebody wrote a comment that is meant for Bridgehead. */
export interface AskedByComment {
  readonly by: Account;
  /** Id of the comment. */
  readonly comment: number;
}

/** Who asked for work by hand. Whether they may is for the worker to find out: a webhook says who it was, and no more. */
export type Asked = AskedByButton | AskedHead | AskedByComment;

/** The queued work that a webhook causes. It carries no plan and no file list: the worker asks GitHub again. */
export type Job =
  | (Schedulable & {
      readonly kind: "plan";
      readonly pullRequest: number;
      /** Whether it is only to say that the plan is outdated. Default: false. */
      readonly isOutdated?: boolean | undefined;
      readonly asked?: Asked | undefined;
      /** Present: whatever caused it knew that the head is not in the repository. The worker asks again. */
      readonly isFork?: boolean | undefined;
      /** Present: whoever caused it is nobody of whom GitHub says that they may be able to write. */
      readonly byStranger?: boolean | undefined;
    })
  | (JobBase & {
      /** A comment is addressed to Bridgehead, and is no command. */
      readonly kind: "answer";
      readonly pullRequest: number;
      readonly asked: AskedByComment;
    })
  | (Schedulable & {
      /** The default branch moved: which plans of open pull requests are other ones now? */
      readonly kind: "refresh";
      /** The commit that it was at. */
      readonly before: string;
    })
  | (Schedulable & {
      /** A merge queue made a group of pull requests, and waits for its check; or the group is gone. */
      readonly kind: "group";
      /** The group's commit. */
      readonly commit: string;
      /** Whether the group is gone. Default: false. */
      readonly isGone?: boolean | undefined;
      /** Who asked for it to be planned again; absent: the queue did. */
      readonly by?: Account | undefined;
    })
  | (Schedulable & {
      readonly kind: "apply";
      readonly ref: string;
      /** null: no push asked for it, or nobody knows which. */
      readonly push: Push | null;
      /** Present: it is to undo what was done by hand, so that everything is looked at, and not what may have changed alone. */
      readonly isRepair?: boolean | undefined;
      /** Present: somebody pressed _Re-run_ at its check. */
      readonly asked?: AskedByButton | undefined;
    })
  | (JobBase & {
      readonly kind: "dispatch";
      readonly ref: string;
      /** Path of the workflow file. */
      readonly workflow: string;
      readonly sender: string;
      /** Numeric, which is never given to another account. */
      readonly senderId: number;
      readonly inputs: Readonly<Record<string, string>>;
    });

/** First in, first out within a group; a job with a key that was seen in the last five minutes is dropped. */
export interface JobQueue {
  send(job: Job, group: string, deduplicationKey: string): Promise<void>;
}

export type PlanJob = Extract<Job, { kind: "plan" | "answer" | "refresh" | "group" }>;
export type ApplyJob = Exclude<Job, PlanJob>;

/** How a job ended that did not fail. */
export type JobEnd =
  | { readonly is: "done" }
  /** Somebody else has what it needs until then, in milliseconds since the epoch, and nothing was done. */
  | { readonly is: "waiting"; readonly until: number };

/** Why a job is not done, and is not tried again by the queue. */
export interface GivenUp {
  readonly why: "failed-too-often" | "worker-died" | "permanent";
  /** How often it was tried. */
  readonly tries: number;
  /** What it failed with last; undefined: the worker died and said nothing. */
  readonly error: unknown;
}

/** What a queue's worker needs: one function that does one job, and one that says of it that it is given up. */
export interface WorkerDeps<J extends Job> {
  /**
   * Does the job to its end, refusals included. It rejects when doing the same job again may end differently, and with
   * `PermanentError` when it may not: the queue's policy says what becomes of it then. An aborted `signal` asks it to stop
   * at the next safe place.
   */
  readonly runJob: (job: J, signal: AbortSignal) => Promise<JobEnd>;
  /** Says where people look that a job is not done, and what they can do. Rejects when it could not be said. */
  readonly giveUp: (job: J, given: GivenUp, signal: AbortSignal) => Promise<void>;
  /** Adds to how often a message waited, and says how often that is. Absent: its jobs wait for nobody. */
  readonly waits?: (message: string, add: 0 | 1) => Promise<number>;
}

/** Name of a target in a queue's groups. */
export function targetName({ account, region, stage }: Target): string {
  return `${account}:${region}:${stage}`;
}

/**
 * Jobs of one group run in order, one at a time: those of one pull request or merge group, and all that may write to the
 * target.
 */
export function groupOf(job: Job, target: string): string {
  switch (job.kind) {
    case "plan":
      return `plan:${job.repository.id}:${job.pullRequest}`;
    case "answer":
      return `answer:${job.repository.id}`;
    case "refresh":
      return `refresh:${job.repository.id}`;
    case "group":
      return `group:${job.repository.id}:${job.commit}`;
    case "apply":
    case "dispatch":
      return `apply:${target}`;
  }
}
