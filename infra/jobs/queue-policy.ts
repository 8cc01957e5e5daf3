import type { JobQueueName } from "./queue-of.ts";

/*
 * What becomes of a message whose handling ended: the one answer, for the deployed queues and for the local one
 * (`docs/adr/0034-one-queue-policy.md`). Times are in seconds, as SQS has them.
 */

/** What the queues themselves are set to: `infra/resources/queues.yml` says the same to AWS. */
export interface QueueSettings {
  /**
   * How long a message stays hidden whose worker died and so said nothing of it: longer than a worker's longest
   * invocation, as AWS demands.
   */
  readonly visibilityTimeout: number;
  /**
   * A backstop for what the policy never gets to see, such as a worker that cannot even start: the queue itself moves a
   * message that was received more often to the dead letters.
   */
  readonly maxReceives: number;
  /** After this the queue forgets a message, and says nothing: the backstop comes before it. */
  readonly retention: number;
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const VISIBILITY = 930;

export const queueSettings: Readonly<Record<JobQueueName, QueueSettings>> = {
  // A plan that waited longer than a day is nobody's any more: the next push to the pull request makes another.
  plan: { visibilityTimeout: VISIBILITY, maxReceives: 20, retention: DAY },
  // More than anybody holds the target's lock: each wait for it is received once.
  apply: { visibilityTimeout: VISIBILITY, maxReceives: 200, retention: 4 * DAY },
};

export interface QueuePolicy {
  /** Until a message comes back that failed for the first time; doubled with each further failure. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** So many failures make a dead letter. A worker that died without a word is one. */
  readonly mostFailures: number;
  /** Longer than a lease: clocks differ, and what says otherwise is looked at again. */
  readonly longestWait: number;
}

/** Ten tries within some twenty minutes: outages of GitHub's are often longer, and then the reconciler goes on. */
export const queuePolicy: QueuePolicy = {
  firstDelay: 5,
  longestDelay: 5 * MINUTE,
  mostFailures: 10,
  longestWait: 5 * MINUTE,
};

/** How one handling of a message ended. */
export type Handled =
  | { readonly is: "done" }
  /** Somebody else has what the job needs, until then in milliseconds since the epoch. */
  | { readonly is: "waiting"; readonly until: number }
  /** Doing it again may end differently. */
  | { readonly is: "failed" }
  /** Doing it again ends the same. */
  | { readonly is: "permanent" }
  /** It is no job, or none for whoever received it. */
  | { readonly is: "no-job" }
  /** Nothing was done for it: each worker that took it before died. */
  | { readonly is: "died" };

/** What becomes of the message. */
export type Verdict =
  | { readonly is: "acknowledge" }
  /** Acknowledged, and people are told that it was not done. */
  | { readonly is: "report" }
  /** Received again after so many seconds, before anything else of its group; `counts`: as a failure. */
  | { readonly is: "return"; readonly seconds: number; readonly counts: boolean }
  /** Put among the dead letters; people are told of the job, if it is one. */
  | { readonly is: "dead" };

export interface Receipts {
  /** How often the message was received, this time included. */
  readonly receives: number;
  /** How many of these ended in waiting; undefined: the ledger, which counts them, did not say. */
  readonly waits: number | undefined;
}

/** How often it failed: each receipt that did not end in waiting, this one included, is one. */
export function failuresOf({ receives, waits = 0 }: Receipts): number {
  return Math.max(1, receives - waits);
}

/** Whether a message failed often enough before it was received this time: who fails and lives is told so, and says it. */
export function hasDied({ receives, waits }: Receipts, { mostFailures }: QueuePolicy): boolean {
  return waits !== undefined && receives - 1 - waits >= mostFailures;
}

/** What becomes of a message. `now`: milliseconds since the epoch. */
export function judge(handled: Handled, receipts: Receipts, now: number, policy: QueuePolicy): Verdict {
  switch (handled.is) {
    case "done":
      return { is: "acknowledge" };
    case "permanent":
      return { is: "report" };
    case "no-job":
    case "died":
      return { is: "dead" };
    case "waiting":
      return { is: "return", seconds: waitFor(handled.until - now, policy), counts: false };
    case "failed": {
      const failures = failuresOf(receipts);
      // In doubt it is tried again: the queue's own limit stays.
      if (receipts.waits !== undefined && failures >= policy.mostFailures) return { is: "dead" };
      const delay = policy.firstDelay * 2 ** (failures - 1);
      return { is: "return", seconds: Math.min(delay, policy.longestDelay), counts: true };
    }
  }
}

/** A lease ends within a second of what it says: whole ones, as SQS takes them. */
function waitFor(milliseconds: number, { longestWait }: QueuePolicy): number {
  return Math.min(Math.max(Math.ceil(milliseconds / 1000), 0) + 1, longestWait);
}
