import { allowedBy } from "../engine/policy/caps.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { Review } from "../engine/plan/review/review.ts";
import type { Outcome, Reason, RunResult } from "../engine/plan/write/result.ts";
import { guardPolicy } from "../plan/guard-policy.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import type { PlannedTarget } from "../plan/plan-definitions.ts";
import { readBranch } from "../plan/read-branch.ts";
import { type AppliedDefinitions, applyDefinitions, type Refused, type Select } from "./apply-definitions.ts";
import type { ApplyBranchDeps } from "./context.ts";
import { type AppliedTip, endRun, type Occasion } from "./end-run.ts";
import { type LeaseKeeper, takeLock } from "./lease.ts";
import { closeLeft, reportBegin, reportCrash, reportGo, reportStopped } from "./report/announce.ts";
import { withEarlier } from "./report/part.ts";
import { reportProgress } from "./report/progress.ts";
import { planOutdated } from "./report/plan-outdated.ts";
import { pullsMerged } from "./report/pulls.ts";
import type { ApplyReport } from "./report/report.ts";
import { tellEnd } from "./report/tell-end.ts";
import { beginRun } from "./review/begin.ts";
import { withPulls } from "./review/brought-by.ts";
import { type Acceptance, createJudge } from "./review/judge.ts";

export interface ApplyBranchRequest {
  readonly run: string;
  readonly read: ReadScope;
  /** Narrows the apply to what somebody asked for, or refuses it. The commit is the one that is applied. */
  readonly select: (plan: Plan, commit: string) => ReturnType<Select>;
  /** Whether to show that the run has begun; a re-run may yet be refused, and then leaves everything as it was. */
  readonly announce: boolean;
  /** What somebody accepted; null: nothing. Asked once, with the commit that it would hold for. */
  readonly accept: (commit: string) => Promise<Acceptance | null>;
  /** The one resource that was asked for, as it was named; null: the run covers the whole target, and moves its progress. */
  readonly connection: string | null;
  /** When waiting for AWS ends, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** How an apply of the default branch ended, and on which commit. */
export interface BranchRun extends RunResult {
  readonly commit: string | null;
  /** The definitions folder, from the root of the repository. */
  readonly folder: string;
  readonly applied: AppliedDefinitions | null;
  /** Whether the run has moved the stored policy, and held something that the new one may allow. */
  readonly asksAgain: boolean;
  /** Present: nothing was done, since another run has the lock, until then in milliseconds since the epoch. */
  readonly heldUntil?: number;
}

/** Brings the target to the tip of the default branch, under the target's lock, and reports what happened. */
export async function applyBranch(
  request: ApplyBranchRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<BranchRun> {
  const keeper = await takeLock(deps.ledger, request.run, deps);
  if ("heldUntil" in keeper) return { ...nothing("refused", "target-locked"), heldUntil: keeper.heldUntil };
  const run = await applyHolding(keeper, request, deps, signal);
  await planOutdated(run.results, request.run, deps);
  return run;
}

async function applyHolding(
  keeper: LeaseKeeper,
  request: ApplyBranchRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<BranchRun> {
  try {
    const run = await applyUnderLock(request, keeper, deps, signal);
    if (!run.asksAgain) return run;
    return joined(run, await applyUnderLock({ ...request, run: `${request.run}-again` }, keeper, deps, signal));
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
  const { forge, clock } = deps;
  const branch = await forge.source.defaultBranch();
  const tip = await forge.source.tip(branch);
  if (tip === undefined) return nothing("no-changes", "no-changes");
  const beginning = await beginRun({ branch, tip }, keeper, deps);
  const { connection, announce: isAnnounced } = request;
  const merged = connection === null ? await pullsMerged(beginning, deps) : [];
  const report: ApplyReport = { branch, commit: tip, merged, run: request.run, connection, isAnnounced };
  await closeLeft(beginning, deps);
  if (isAnnounced) await reportBegin(report, deps);
  let isShown = isAnnounced;
  // A re-run that is refused leaves everything as it was; one that goes on is seen to, and is not lost where it dies.
  const onGo = async (): Promise<void> => {
    if (isShown) return;
    isShown = true;
    await reportGo(report, deps);
  };
  try {
    const at: Occasion = { beginning, report, keeper, startedAt: clock.now() };
    const ended = await applyTip(at, { ...request, onGo }, deps, signal);
    const { applied, source } = ended;
    const { result } = applied;
    const folder = source.config.definitions;
    if (result.outcome === "refused") return { ...result, commit: tip, folder, applied, asksAgain: false };
    const end = await endRun(at, ended, deps);
    await tellEnd(at, ended, end, deps);
    deps.log.info("applied the default branch", { run: request.run, commit: tip, outcome: result.outcome });
    return { ...result, commit: tip, folder, applied, asksAgain: end.hasNewPolicy && result.outcome === "held" };
  } catch (error) {
    // A check that stays open, or an older green one, must not stand beside a run that failed.
    if (isAnnounced) await reportCrash(report, error, deps);
    else if (isShown) await reportStopped(report, deps);
    throw error;
  }
}

async function applyTip(
  { beginning, report, keeper }: Occasion,
  request: ApplyBranchRequest & { readonly onGo: () => Promise<void> },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AppliedTip> {
  const { tip } = beginning;
  const { forge, kinds } = deps;
  const source = await readBranch(tip, { ...deps, source: forge.source }, signal);
  const { definitions, config } = source;
  // GitHub and the evaluator may each take a good part of a lease.
  await keeper.lease();
  const accepted = await request.accept(tip);
  const merged = report.merged.map(({ pull }) => pull);
  const judge = createJudge({ beginning, merged, accepted, config, keeper }, deps, signal);
  const progress = reportProgress(report, { ...deps, review: forge.review });
  const { run, read, deadline } = request;
  const { policy } = beginning.progress;
  let whole: Plan | undefined;
  const select: Select = (plan) => {
    whole = guardPolicy(plan, source, { stored: policy?.value ?? null }, kinds);
    return request.select(whole, tip);
  };
  const review = async (planned: PlannedTarget): Promise<Review | Refused> => {
    const decided = await judge.review(planned);
    if ("refused" in decided) return decided;
    const owned = await withPulls(decided, beginning, judge.evidenceOf);
    progress.expect(owned);
    if (owned.allowed.length > 0) await request.onGo();
    return owned;
  };
  const repository = forge.id.id;
  try {
    const applied = await applyDefinitions(
      { run, commit: tip, repository, definitions, read, keeper, deadline, select, review },
      { ...deps, limits: allowedBy(config, deps.caps), onEvent: progress.onEvent },
      signal,
    );
    return { applied, whole: whole ?? applied.plan, source, judge };
  } finally {
    // What comes after it is the last word.
    await progress.end();
  }
}

/** A run of two passes: what the first one did is of it all the same. */
function joined(first: BranchRun, second: BranchRun): BranchRun {
  if (second.applied === null) return second;
  const result = withEarlier(second.applied.result, first.results);
  return { ...second, ...result, applied: { ...second.applied, result } };
}

function nothing(outcome: Outcome, reason: Reason): BranchRun {
  return { outcome, reason, results: [], commit: null, folder: "", applied: null, asksAgain: false };
}
