import { allowedBy } from "../engine/policy/caps.ts";
import { keyText } from "../engine/values/key.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { Review } from "../engine/plan/review/review.ts";
import type { Outcome, Reason, RunResult } from "../engine/plan/write/result.ts";
import { guardPolicy } from "../plan/guard-policy.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import type { PlannedTarget } from "../plan/plan-definitions.ts";
import { readBranch } from "../plan/read-branch.ts";
import type { Reported } from "../ports/progress.ts";
import { type AppliedDefinitions, applyDefinitions, type Refused, type Select } from "./apply-definitions.ts";
import type { ApplyBranchDeps } from "./context.ts";
import { type AppliedTip, type EndedRun, endRun, type Occasion } from "./end-run.ts";
import { type LeaseKeeper, takeLock } from "./lease.ts";
import { reportBegin, reportCrash } from "./report/announce.ts";
import { withEarlier } from "./report/part.ts";
import { reportProgress } from "./report/progress.ts";
import { pullsDeclaring, pullsMerged, type ShownPull, withShown } from "./report/pulls.ts";
import { type ApplyReport, reportApply } from "./report/report.ts";
import { beginRun } from "./review/begin.ts";
import { withPulls } from "./review/brought-by.ts";
import { type Acceptance, createJudge } from "./review/judge.ts";
import { isAbout, openPlans, planAgain } from "../pull-request/again.ts";

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
}

/** Brings the target to the tip of the default branch, under the target's lock, and reports what happened. */
export async function applyBranch(
  request: ApplyBranchRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<BranchRun> {
  const keeper = await takeLock(deps.ledger, request.run, deps.clock);
  if (keeper === undefined) return nothing("refused", "target-locked");
  const run = await applyHolding(keeper, request, deps, signal);
  await planOthersAgain(run, request.run, deps);
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
  if (isAnnounced) await reportBegin(report, deps);
  try {
    const at: Occasion = { beginning, report, keeper, startedAt: clock.now() };
    const ended = await applyTip(at, request, deps, signal);
    const { applied, source } = ended;
    const { result } = applied;
    const folder = source.config.definitions;
    if (result.outcome === "refused") return { ...result, commit: tip, folder, applied, asksAgain: false };
    const end = await endRun(at, ended, deps);
    await tell(at, ended, end, deps);
    deps.log.info("applied the default branch", { run: request.run, commit: tip, outcome: result.outcome });
    return { ...result, commit: tip, folder, applied, asksAgain: end.hasNewPolicy && result.outcome === "held" };
  } catch (error) {
    // A check that stays open, or an older green one, must not stand beside a run that failed.
    if (isAnnounced) await reportCrash(report, error, deps);
    throw error;
  }
}

async function applyTip(
  { beginning, report, keeper }: Occasion,
  request: ApplyBranchRequest,
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

/**
 * Has the open pull requests planned again that publish a resource which the run changed. What they show is of before it;
 * that it could not be asked for fails no run.
 */
async function planOthersAgain({ results }: BranchRun, cause: string, deps: ApplyBranchDeps): Promise<void> {
  const changed = new Set(
    results.filter(({ status }) => status !== "held" && status !== "skipped").map(({ key }) => keyText(key)),
  );
  if (changed.size === 0) return;
  try {
    const open = await openPlans(await deps.forge.source.defaultBranch(), deps);
    const outdated = open.filter(({ published }) => isAbout(published, (key) => changed.has(key)));
    await planAgain(outdated, `run:${cause}`, deps);
  } catch (error) {
    deps.log.error("the plans that a run outdated are not made again", error, { run: cause });
  }
}

/** As many pull requests of earlier runs are told by one run; the next one tells more. */
const MOST_TOLD = 20;

/** Tells everybody concerned how a run ended, and the ledger that they were told. */
async function tell(
  { beginning, report, keeper, startedAt }: Occasion,
  { applied, source, judge }: AppliedTip,
  { decided, untold, isFinished }: EndedRun,
  deps: ApplyBranchDeps,
): Promise<void> {
  const { ledger, forge, clock } = deps;
  const earlier: ShownPull[] = [];
  for (const number of untold.slice(0, MOST_TOLD)) {
    earlier.push(await withShown(await forge.review.pullRequest(number), deps));
  }
  const declaring = applied.plan.digest === null ? await pullsDeclaring(beginning, judge.history) : null;
  const folder = source.config.definitions;
  const duration = clock.now() - startedAt;
  const failed = await reportApply(report, { decided, earlier, declaring, folder, duration }, deps);
  const { before, pending, isWhole } = decided;
  const isOther = pending.length < before.pending.length || pending.some((each) => !before.pending.includes(each));
  // A run about one resource tells nobody who waited before it.
  const left = new Set([...(isWhole ? [] : before.untold), ...untold.slice(MOST_TOLD), ...failed]);
  const told: Reported = {
    ...(isWhole ? { reported: beginning.tip } : {}),
    ...(isWhole || left.size > before.untold.length ? { untold: [...left] } : {}),
    ...(!isFinished && isOther ? { pending } : {}),
  };
  if (Object.keys(told).length > 0) await ledger.noteTold(await keeper.lease(), forge.id.id, told);
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
