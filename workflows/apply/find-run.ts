import { digestOf } from "../engine/values/digest.ts";
import type { Job } from "../ports/jobs.ts";
import type { ApplyBranchDeps } from "./context.ts";

export type DispatchJob = Extract<Job, { kind: "dispatch" }>;

/** Clocks differ: a run may seem to have begun a little before its webhook. */
const CLOCK_SKEW_MS = 60_000;
/** GitHub may list a run a moment after it sent the webhook. */
const RUN_WAITS_MS = [1_000, 3_000, 6_000];
const RUN_REMEMBERED_MS = 24 * 60 * 60 * 1000;

/**
 * The event has no run id. Each dispatch takes the oldest run of this sender that no other dispatch has taken; a job
 * that is delivered again keeps the one that it took.
 */
export async function findRun(
  job: DispatchJob,
  { forge, ledger, clock }: Pick<ApplyBranchDeps, "forge" | "ledger" | "clock">,
  signal: AbortSignal,
): Promise<string | null> {
  const branch = job.ref.replace(/^refs\/heads\//, "");
  const since = job.receivedAt - CLOCK_SKEW_MS;
  for (const wait of [...RUN_WAITS_MS, null]) {
    for (const id of await forge.trigger.dispatchedRuns(job.workflow, branch, job.sender, since)) {
      const key = `run:${forge.id.id}:${id}`;
      if (await ledger.claim(key, RUN_REMEMBERED_MS, holderOf(job))) return String(id);
    }
    if (wait !== null) await clock.sleep(wait, signal);
  }
  return null;
}

/** Names a dispatch, by which it is known when it is delivered again. */
export function holderOf(job: DispatchJob): string {
  return digestOf({ ...job, repository: job.repository.id });
}
