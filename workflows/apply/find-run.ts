import { digestOf } from "../engine/values/digest.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import type { Job } from "../ports/jobs.ts";
import type { Ledger } from "../ports/ledger.ts";
import { isOlderTitleOf, isTitleOf } from "./run-title.ts";

export type DispatchJob = Extract<Job, { kind: "dispatch" }>;

/** Clocks differ: a run may seem to have begun a little before its webhook. */
const CLOCK_SKEW_MS = 60_000;
/** GitHub may list a run a moment after it sent the webhook. */
const RUN_WAITS_MS = [1_000, 3_000, 6_000];
const RUN_REMEMBERED_MS = 24 * 60 * 60 * 1000;

interface FindRunDeps {
  readonly forge: { readonly id: Pick<Forge["id"], "id">; readonly trigger: Pick<Forge["trigger"], "dispatchedRuns"> };
  readonly ledger: Pick<Ledger, "claim">;
  readonly clock: Pick<Clock, "sleep">;
}

export interface FoundRun {
  readonly id: string;
  /** Whether GitHub's title of it says what the job says. */
  readonly isTitled: boolean;
}

/**
 * The event has no run id. Each dispatch takes the oldest run of this sender that no other dispatch has taken and whose
 * title says what the job says; a job that is delivered again keeps the one that it took. A run of which the title says
 * nothing of that, as an older copy of the file makes it, is taken as well, and `isTitled` is false. undefined: GitHub
 * lists none.
 */
export async function findRun(
  job: DispatchJob,
  { forge, ledger, clock }: FindRunDeps,
  signal: AbortSignal,
): Promise<FoundRun | undefined> {
  const branch = job.ref.replace(/^refs\/heads\//, "");
  const { workflow, senderId: sender, inputs } = job;
  const since = job.receivedAt - CLOCK_SKEW_MS;
  const isAccepting = (inputs["accept"] ?? "") !== "";
  for (const wait of [...RUN_WAITS_MS, null]) {
    const runs = await forge.trigger.dispatchedRuns({ workflow, branch, sender, since });
    const titled = runs.filter(({ title }) => isTitleOf(title, inputs));
    // The one that carries what is accepted may be listed later.
    const others = isAccepting && wait !== null ? [] : runs.filter(({ title }) => isOlderTitleOf(title, inputs));
    for (const run of [...titled, ...others]) {
      const key = `run:${forge.id.id}:${run.id}`;
      if (!(await ledger.claim(key, RUN_REMEMBERED_MS, holderOf(job)))) continue;
      return { id: String(run.id), isTitled: titled.includes(run) };
    }
    if (wait !== null) await clock.sleep(wait, signal);
  }
  return undefined;
}

/** Names a dispatch, by which it is known when it is delivered again. */
export function holderOf(job: DispatchJob): string {
  return digestOf({ ...job, repository: job.repository.id });
}
