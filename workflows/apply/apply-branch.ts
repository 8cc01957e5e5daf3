import { allowedBy } from "../engine/policy/caps.ts";
import { compareKeys, keyText } from "../engine/values/key.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { ChangeResult, Outcome, Reason, RunResult } from "../engine/plan/write/result.ts";
import { guardPolicy } from "../plan/guard-policy.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import type { DoneChange, RunSummary } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";
import { type BranchDefinitions, readBranch } from "../plan/read-branch.ts";
import { type AppliedDefinitions, applyDefinitions, type Select } from "./apply-definitions.ts";
import { type Beginning, beginRun } from "./review/begin.ts";
import type { ApplyBranchDeps } from "./context.ts";
import { type Acceptance, createJudge, type Judge, verdictsOf } from "./review/judge.ts";
import { type LeaseKeeper, takeLock } from "./lease.ts";
import { pendingAfter } from "./review/pending.ts";
import { pullsDecided, pullsMerged } from "./report/pulls.ts";
import { policyAfter } from "./review/reviewed-policy.ts";
import { type ApplyReport, reportApply, reportBegin, reportCrash } from "./report/report.ts";
import { reportProgress } from "./report/progress.ts";

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
  const { forge, ledger, clock } = deps;
  const branch = await forge.source.defaultBranch();
  const tip = await forge.source.tip(branch);
  if (tip === undefined) return nothing("no-changes", "no-changes");
  const beginning = await beginRun({ branch, tip }, keeper, deps);
  const merged = request.connection === null ? await pullsMerged(beginning, forge) : [];
  const { connection } = request;
  const report: ApplyReport = { branch, commit: tip, merged, run: request.run, connection };
  if (request.announce) await reportBegin(report, deps);
  try {
    const startedAt = clock.now();
    const at: Occasion = { request, beginning, report, keeper };
    const { applied, source, judge } = await applyTip(at, deps, signal);
    const { result } = applied;
    const folder = source.config.definitions;
    if (result.outcome === "refused") return { ...result, commit: tip, folder, applied, asksAgain: false };
    const hasNewPolicy = await endRun(at, { applied, source, judge, startedAt }, deps);
    const whole = {
      ...applied,
      result: withEarlier(
        result,
        (await doneAt(tip, merged, deps)).map((done) => done.result),
      ),
    };
    const told = [...merged, ...(await pullsDecided(beginning, { merged, result }, forge))];
    await reportApply({ ...report, merged: told, folder }, whole, clock.now() - startedAt, deps);
    if (request.connection === null) await ledger.noteTold(await keeper.lease(), forge.id.id, { reported: tip });
    deps.log.info("applied the default branch", { run: request.run, commit: tip, outcome: result.outcome });
    return { ...result, commit: tip, folder, applied, asksAgain: hasNewPolicy && result.outcome === "held" };
  } catch (error) {
    // A check that stays open, or an older green one, must not stand beside a run that failed.
    if (request.announce) await reportCrash(report, error, await doneAt(tip, merged, deps), deps);
    throw error;
  }
}

/** What runs did at a commit: of pull requests that it brings, and of none. */
async function doneAt(
  commit: string,
  merged: readonly PullRequest[],
  { forge, ledger }: ApplyBranchDeps,
): Promise<readonly DoneChange[]> {
  const pulls = merged.map(({ number }) => ledger.done({ repository: forge.id.id, pull: number }));
  const done = (await Promise.all([ledger.done({ commit }), ...pulls])).flat();
  return done.filter((each) => each.commit === commit).toSorted((a, b) => compareKeys(a.result.key, b.result.key));
}

/** One run on one commit. */
interface Occasion {
  readonly request: ApplyBranchRequest;
  readonly beginning: Beginning;
  readonly report: ApplyReport;
  readonly keeper: LeaseKeeper;
}

interface AppliedTip {
  readonly applied: AppliedDefinitions;
  readonly source: BranchDefinitions;
  readonly judge: Judge;
}

async function applyTip(
  { request, beginning, report, keeper }: Occasion,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AppliedTip> {
  const { tip } = beginning;
  const source = await readBranch(tip, { ...deps, source: deps.forge.source }, signal);
  const { definitions, config } = source;
  // GitHub and the evaluator may each take a good part of a lease.
  await keeper.lease();
  const accepted = await request.accept(tip);
  const judge = createJudge({ beginning, merged: report.merged, accepted, config, keeper }, deps, signal);
  const progress = reportProgress(report, { ...deps, review: deps.forge.review });
  const { run, read, deadline } = request;
  const { policy } = beginning.progress;
  const select: Select = (plan) =>
    request.select(guardPolicy(plan, source, { stored: policy?.value ?? null }, deps.kinds), tip);
  try {
    const applied = await applyDefinitions(
      {
        run,
        commit: tip,
        repository: deps.forge.id.id,
        definitions,
        read,
        keeper,
        deadline,
        select,
        review: judge.review,
      },
      { ...deps, limits: allowedBy(config, deps.caps), onEvent: progress.onEvent },
      signal,
    );
    return { applied, source, judge };
  } finally {
    // What comes after it is the last word.
    await progress.end();
  }
}

interface Ended extends AppliedTip {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * Tells the ledger how a run ended. Only a run of the whole target that had a plan has looked at everything. Returns
 * whether it has moved the stored policy.
 */
async function endRun({ request, beginning, keeper }: Occasion, ended: Ended, deps: ApplyBranchDeps): Promise<boolean> {
  const { ledger, forge, clock } = deps;
  const { applied, source, judge, startedAt } = ended;
  const { tip, progress } = beginning;
  const now = clock.now();
  const run = summaryOf({ id: request.run, commit: tip, startedAt, endedAt: now }, applied);
  if (request.connection !== null || applied.plan.digest === null || keeper.isLost()) {
    await ledger.putRun(await keeper.lease(), run);
    return false;
  }
  const pending = await pendingAfter(applied, { ...judge, tip, progress, now });
  // Of a history that was rewritten nothing is to be told any more.
  const reported = progress.doubt === "rewritten" ? tip : progress.reported;
  const { history, isApproved } = judge;
  const { engine, kinds } = deps;
  const reading = { kinds, ledger, engine, history, isApproved, source: forge.source, repository: forge.id.id };
  const policy = await policyAfter(beginning, source, reading);
  const end = { progress: { commit: tip, run: run.id, at: now }, pending, reported, untold: [], ...policy };
  await ledger.finish(await keeper.lease(), forge.id.id, end, run);
  return progress.policy !== null && policy.policy?.digest !== progress.policy.digest;
}

/** As many results of a run are kept, those first that did not go well; every change's own end is kept apart. */
const KEPT_RESULTS = 200;

function summaryOf(
  run: Pick<RunSummary, "id" | "commit" | "startedAt" | "endedAt">,
  { result, review }: AppliedDefinitions,
): RunSummary {
  const isBad = ({ status }: ChangeResult): boolean => status !== "applied";
  const results = [...result.results.filter(isBad), ...result.results.filter((each) => !isBad(each))];
  const verdicts = verdictsOf(review).slice(0, KEPT_RESULTS);
  return { ...run, result: { ...result, results: results.slice(0, KEPT_RESULTS) }, verdicts };
}

/** A run of two passes: what the first one did is of it all the same. */
function joined(first: BranchRun, second: BranchRun): BranchRun {
  if (second.applied === null) return second;
  const result = withEarlier(second.applied.result, first.results);
  return { ...second, ...result, applied: { ...second.applied, result } };
}

/** The result with what was done before for the same commit: it was the commit's apply all the same. */
function withEarlier(result: RunResult, before: readonly ChangeResult[]): RunResult {
  const told = new Set(result.results.map(({ key }) => keyText(key)));
  // What failed then is planned anew, so that this run has the last word on it.
  const earlier = before.filter(({ key, status }) => status === "applied" && !told.has(keyText(key)));
  if (earlier.length === 0) return result;
  const results = [...result.results, ...earlier].toSorted((a, b) => compareKeys(a.key, b.key));
  return result.outcome === "no-changes" ? { outcome: "applied", reason: "applied", results } : { ...result, results };
}

function nothing(outcome: Outcome, reason: Reason): BranchRun {
  return { outcome, reason, results: [], commit: null, folder: "", applied: null, asksAgain: false };
}
