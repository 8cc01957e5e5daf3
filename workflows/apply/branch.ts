import type { ApplyDeps } from "./context.ts";
import { type AppliedDefinitions, applyDefinitions, type Select } from "./apply.ts";
import { allowedBy, type Caps } from "../engine/caps.ts";
import { compareKeys, keyText } from "../engine/kinds/key.ts";
import type { Kinds } from "../engine/kinds/registry.ts";
import type { Plan } from "../engine/plan.ts";
import type { Outcome, Reason, RunResult } from "../engine/result.ts";
import { type Review, reviewPlan } from "../engine/review.ts";
import { policyGuard } from "../guard-policy.ts";
import { type LeaseKeeper, takeLock } from "./lease.ts";
import type { ReadScope } from "../look-at-target.ts";
import type { DefinitionReader } from "../ports/evaluator.ts";
import type { DoneChange } from "../ports/ledger.ts";
import type { Forge } from "../ports/forge.ts";
import { type BranchDefinitions, readBranch } from "../read-branch.ts";
import { type ApplyReport, reportApply, reportBegin, reportCrash } from "./report.ts";
import { reportProgress } from "./report-progress.ts";
import { reviewedDigests } from "./reviewed-digests.ts";

/** What an apply of the default branch has. */
export interface ApplyBranchDeps extends Omit<ApplyDeps, "limits"> {
  readonly kinds: Kinds;
  readonly forge: Forge;
  readonly definitions: DefinitionReader;
  /** What the stack allows at most. */
  readonly caps: Caps;
}

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
  /** The definitions folder, from the root of the repository. */
  readonly folder: string;
  readonly applied: AppliedDefinitions | null;
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
  const { forge } = deps;
  const branch = await forge.source.defaultBranch();
  const commit = await forge.source.tip(branch);
  if (commit === undefined) return nothing("no-changes", "no-changes");

  const last = (await deps.ledger.lastApplied(forge.id.id)) ?? null;
  const isRewritten = last !== null && !(await forge.source.contains(commit, last));
  const merged = isRewritten ? [] : await forge.review.mergedBetween(branch, last, commit);
  const report = { branch, commit, merged, run: request.run };
  if (request.announce) await reportBegin(report, deps);
  try {
    const startedAt = deps.clock.now();
    const source = await readBranch(commit, { ...deps, source: forge.source }, signal);
    const folder = source.config.definitions;
    // GitHub and the evaluator may each take a good part of a lease.
    await keeper.lease();
    const progress = reportProgress(report, { ...deps, review: forge.review });
    const at = { ...report, source, isRewritten, keeper };
    let applied: AppliedDefinitions;
    try {
      applied = await applyCommit(request, at, { ...deps, onEvent: progress.onEvent }, signal);
    } finally {
      // What comes after it is the last word.
      await progress.end();
    }
    const { result } = applied;
    if (result.outcome === "refused") return { ...result, commit, folder, applied };
    await deps.ledger.putRun(await keeper.lease(), {
      id: request.run,
      commit,
      startedAt,
      endedAt: deps.clock.now(),
      result,
    });
    const whole = { ...applied, result: withEarlier(result, await deps.ledger.done(commit)) };
    await reportApply({ ...report, folder }, whole, deps.clock.now() - startedAt, deps);
    // Last of all: a report that was lost is made again by the next run, as long as it takes the commit for not applied.
    const isDone = result.outcome === "applied" || result.outcome === "no-changes";
    if (isDone && request.isWhole) await deps.ledger.setLastApplied(await keeper.lease(), forge.id.id, commit);
    deps.log.info("applied the default branch", { run: request.run, commit, outcome: result.outcome });
    return { ...result, commit, folder, applied };
  } catch (error) {
    // A check that stays open, or an older green one, must not stand beside a run that failed.
    if (request.announce) await reportCrash(report, error, await deps.ledger.done(commit), deps);
    throw error;
  }
}

async function applyCommit(
  request: ApplyBranchRequest,
  at: ApplyReport & {
    readonly source: BranchDefinitions;
    readonly isRewritten: boolean;
    readonly keeper: LeaseKeeper;
  },
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AppliedDefinitions> {
  const { forge, ledger } = deps;
  const { commit, source, isRewritten, keeper, merged } = at;
  const accepted = await request.accept(commit);
  const reviewed = await reviewedDigests(merged, forge.id.id, ledger);
  await keeper.lease();
  const { run, read, deadline } = request;
  const guard = await policyGuard(source, deps);
  const select: Select = (plan) => request.select(guard(plan));
  const review = (plan: Plan): Review =>
    isRewritten && (accepted === null || accepted !== plan.digest)
      ? holdAll(plan)
      : reviewPlan(plan, reviewed, accepted);
  return await applyDefinitions(
    { run, commit, definitions: source.definitions, read, keeper, deadline, select, review },
    { ...deps, limits: allowedBy(source.config, deps.caps) },
    signal,
  );
}

/** The result with what earlier runs of the commit did: it was the commit's apply all the same. */
function withEarlier(result: RunResult, done: readonly DoneChange[]): RunResult {
  const told = new Set(result.results.map(({ key }) => keyText(key)));
  // What failed then is planned anew, so that this run has the last word on it.
  const earlier = done
    .map((each) => each.result)
    .filter(({ key, status }) => status === "applied" && !told.has(keyText(key)));
  if (earlier.length === 0) return result;
  const results = [...result.results, ...earlier].toSorted((a, b) => compareKeys(a.key, b.key));
  return result.outcome === "no-changes" ? { outcome: "applied", reason: "applied", results } : { ...result, results };
}

/** After a force push nothing of the plan was reviewed in a history that still exists. */
function holdAll(plan: Plan): Review {
  const why = "the default branch was rewritten: it no longer contains the commit that was applied last";
  const held = plan.changes
    .filter(({ action }) => action !== "no-op")
    .map((change) => ({ change, cause: "history-rewritten" as const, why }));
  return { allowed: [], noticed: [], held };
}

function nothing(outcome: Outcome, reason: Reason): BranchRun {
  return { outcome, reason, results: [], commit: null, folder: "", applied: null };
}
