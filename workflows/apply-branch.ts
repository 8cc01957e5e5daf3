import { type AppliedDefinitions, applyDefinitions, type ApplyDeps, type Select } from "./apply-definitions.ts";
import type { Config } from "./engine/config.ts";
import type { Plan } from "./engine/plan.ts";
import type { Outcome, Reason, RunResult } from "./engine/result.ts";
import { type Review, reviewPlan } from "./engine/review.ts";
import { type LeaseKeeper, takeLock } from "./lease-keeper.ts";
import { type PlanTargetDeps, readDefinitions, type ReadScope } from "./plan-target.ts";
import type { RunSummary } from "./ports/ledger.ts";
import type { Repository } from "./ports/repository.ts";
import { readConfig } from "./read-repository.ts";
import { type ApplyReport, reportApply, reportBegin, reportCrash } from "./report-apply.ts";
import { reviewedDigests } from "./reviewed-digests.ts";

export type ApplyBranchDeps = ApplyDeps & PlanTargetDeps & { readonly repository: Repository };

export interface ApplyBranchRequest {
  readonly run: string;
  readonly read: ReadScope;
  /** Narrows the apply to what somebody asked for, or refuses it. */
  readonly select: Select;
  /** Whether to show that the run has begun; a re-run may yet be refused, and then leaves everything as it was. */
  readonly announce: boolean;
  /** Digest of a plan that somebody accepted; null: none. Asked once, with the commit that it would hold for. */
  readonly accept: (commit: string) => Promise<string | null>;
  /** Whether the run covers the whole target, so that its end can say that the commit was applied. */
  readonly isWhole: boolean;
  /** When waiting for AWS ends, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** How an apply of the default branch ended, and on which commit. */
export interface BranchRun extends RunResult {
  readonly commit: string | null;
  readonly applied: AppliedDefinitions | null;
}

/** Brings the target to the tip of the default branch, under the target's lock, and reports what happened. */
export async function applyBranch(
  request: ApplyBranchRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<BranchRun> {
  const keeper = await takeLock(deps.ledger, request.run, deps.clock);
  if (keeper === undefined) return { ...nothing("refused", "target-locked"), commit: null, applied: null };
  try {
    return await applyUnderLock(request, keeper, deps, signal);
  } finally {
    await keeper.release();
  }
}

async function applyUnderLock(
  request: ApplyBranchRequest,
  keeper: LeaseKeeper,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<BranchRun> {
  const { repository } = deps;
  const branch = await repository.defaultBranch();
  const commit = await repository.tip(branch);
  if (commit === undefined) return { ...nothing("no-changes", "no-changes"), commit: null, applied: null };

  const last = (await deps.ledger.lastApplied(repository.id.id)) ?? null;
  const isRewritten = last !== null && !(await repository.contains(commit, last));
  const merged = isRewritten ? [] : await repository.mergedBetween(branch, last, commit);
  const config = await readConfig(repository);
  const report = { branch, commit, folder: config.definitions, merged, run: request.run };
  if (request.announce) await reportBegin(report, deps);
  try {
    const startedAt = deps.clock.now();
    const applied = await applyCommit(request, { ...report, config, isRewritten, keeper }, deps, signal);
    if (applied.result.outcome === "refused") return { ...applied.result, commit, applied };
    await recordRun(request, { commit, startedAt, result: applied.result }, keeper, deps);
    await reportApply(report, applied, deps.clock.now() - startedAt, deps);
    return { ...applied.result, commit, applied };
  } catch (error) {
    // A check that stays open, or an older green one, must not stand beside a run that failed.
    if (request.announce) await reportCrash(report, error, deps);
    throw error;
  }
}

async function applyCommit(
  request: ApplyBranchRequest,
  at: ApplyReport & { readonly config: Config; readonly isRewritten: boolean; readonly keeper: LeaseKeeper },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AppliedDefinitions> {
  const { repository, ledger } = deps;
  const { commit, config, isRewritten, keeper, merged } = at;
  const accepted = await request.accept(commit);
  const files = await repository.files(commit, config.definitions);
  // GitHub and the evaluator may each take a good part of a lease.
  await keeper.lease();
  const definitions = await readDefinitions({ files, config }, { ...deps, region: deps.target.region }, signal);
  await keeper.lease();
  const reviewed = await reviewedDigests(merged, repository.id.id, ledger);
  const { run, read, select, deadline } = request;
  const review = (plan: Plan): Review =>
    isRewritten && (accepted === null || accepted !== plan.digest)
      ? holdAll(plan)
      : reviewPlan(plan, reviewed, accepted);
  const applied = await applyDefinitions(
    { run, commit, definitions, read, keeper, deadline, select, review },
    deps,
    signal,
  );
  const isHeld = isRewritten && applied.result.outcome === "held";
  return isHeld ? { ...applied, result: { ...applied.result, reason: "history-rewritten" } } : applied;
}

async function recordRun(
  request: ApplyBranchRequest,
  run: Omit<RunSummary, "id" | "endedAt">,
  keeper: LeaseKeeper,
  { ledger, clock, repository, log }: ApplyBranchDeps,
): Promise<void> {
  const { outcome } = run.result;
  await ledger.putRun(await keeper.lease(), { id: request.run, endedAt: clock.now(), ...run });
  const isDone = outcome === "applied" || outcome === "no-changes";
  if (isDone && request.isWhole && run.commit !== null) {
    await ledger.setLastApplied(await keeper.lease(), repository.id.id, run.commit);
  }
  log.info("applied the default branch", { run: request.run, commit: run.commit, outcome });
}

/** After a force push nothing of the plan was reviewed in a history that still exists. */
function holdAll(plan: Plan): Review {
  const why = "the default branch was rewritten: it no longer contains the commit that was applied last";
  const held = plan.changes.filter(({ action }) => action !== "no-op").map((change) => ({ change, why }));
  return { allowed: [], noticed: [], held };
}

function nothing(outcome: Outcome, reason: Reason): RunResult {
  return { outcome, reason, results: [] };
}
