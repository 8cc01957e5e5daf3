import { applyBranch, type BranchRun } from "./apply/apply-branch.ts";
import type { ApplyBranchDeps } from "./apply/context.ts";
import { putStage } from "./apply/report/put.ts";
import { authorise } from "./doors/authorise.ts";
import type { RunResult } from "./engine/plan/write/result.ts";
import { BridgeheadError } from "./engine/values/errors.ts";
import type { Job } from "./ports/jobs.ts";

type ApplyJob = Extract<Job, { kind: "apply" }>;

/**
 * Answers a push to the default branch. The push only says that something happened: what is applied is the branch's
 * tip as it is when the lock is held, and everything that was merged since the last applied commit. undefined: the push was
 * to another branch.
 */
export async function applyPush(
  job: ApplyJob,
  request: { readonly run: string; readonly deadline: number },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<(RunResult & Pick<BranchRun, "heldUntil">) | undefined> {
  // Whatever becomes of the run: it is asked for when somebody accepts what this push left.
  if (job.push !== null) await deps.ledger.notePush(deps.forge.id.id, { ...job.push, at: job.receivedAt });
  // The default branch may have been renamed since; then this push was to another one.
  const branch = await deps.forge.source.defaultBranch();
  if (job.ref !== `refs/heads/${branch}`) return undefined;
  const refusal = job.asked === undefined ? undefined : await authorise(job.asked.by, deps);
  if (refusal !== undefined) return { outcome: "refused", reason: refusal, results: [] };
  const run = await applyBranch(
    {
      ...request,
      read: job.isRepair === true ? "all" : "changed",
      connection: null,
      announce: true,
      accept: async () => null,
      select: (plan) => ({ plan }),
    },
    deps,
    signal,
  );
  if (run.heldUntil !== undefined) await showWaiting(branch, deps);
  return run;
}

/** A run that died, or sleeps, holds the lock: until its lease ends nothing is done for the tip. That is no reason to fail. */
async function showWaiting(branch: string, deps: ApplyBranchDeps): Promise<void> {
  try {
    const tip = await deps.forge.source.tip(branch);
    if (tip !== undefined) await putStage(tip, { is: "waits", description: "Waits for another run to end" }, deps);
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error;
    deps.log.error("a deployment does not say that its run waits", error);
  }
}
