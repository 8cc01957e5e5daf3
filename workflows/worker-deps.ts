import type { Job } from "./ports/jobs.ts";

export type PlanJob = Extract<Job, { kind: "plan" }>;
export type ApplyJob = Exclude<Job, PlanJob>;

/** What a queue's worker needs: one function that does one job. */
export interface WorkerDeps<J extends Job> {
  /**
   * Does the job to its end, refusals included. It rejects only when doing the same job again may end differently;
   * then the queue delivers it again, and after the last time keeps it in its dead-letter queue. An aborted `signal`
   * asks it to stop at the next safe place.
   */
  readonly runJob: (job: J, signal: AbortSignal) => Promise<void>;
}
