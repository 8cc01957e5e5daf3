import type { Plan } from "../engine/plan/plan.ts";
import type { ChangeResult } from "../engine/plan/write/result.ts";
import type { BranchDefinitions } from "../plan/read-branch.ts";
import type { RunSummary } from "../ports/ledger.ts";
import type { AppliedDefinitions } from "./apply-definitions.ts";
import type { ApplyBranchDeps } from "./context.ts";
import type { LeaseKeeper } from "./lease.ts";
import { type Decided, earlierPulls } from "./report/decided.ts";
import type { ApplyReport } from "./report/report.ts";
import type { Beginning } from "./review/begin.ts";
import { type Judge, verdictsOf } from "./review/judge.ts";
import { pendingAfter, pendingBeside } from "./review/pending.ts";
import { policyAfter } from "./review/reviewed-policy.ts";

/** One run on one commit. */
export interface Occasion {
  readonly beginning: Beginning;
  readonly report: ApplyReport;
  readonly keeper: LeaseKeeper;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface AppliedTip {
  readonly applied: AppliedDefinitions;
  /** The plan of all, before it was narrowed to what was asked for. */
  readonly whole: Plan;
  readonly source: BranchDefinitions;
  readonly judge: Judge;
}

/** How the ledger was told that a run ended. */
export interface EndedRun {
  readonly decided: Decided;
  /** Numbers of pull requests of earlier runs that have something to be told. */
  readonly untold: readonly number[];
  /** Whether the ledger has what is pending: of what did not look at everything it is told with the reports. */
  readonly isFinished: boolean;
  /** Whether it has moved the stored policy. */
  readonly hasNewPolicy: boolean;
}

/** Tells the ledger how a run ended. Only a run of the whole target that had a plan has looked at everything. */
export async function endRun(
  { beginning, report, keeper, startedAt }: Occasion,
  { applied, whole, source, judge }: AppliedTip,
  deps: ApplyBranchDeps,
): Promise<EndedRun> {
  const { ledger, forge, clock } = deps;
  const { tip, progress } = beginning;
  const now = clock.now();
  const run = summaryOf({ id: report.run, commit: tip, startedAt, endedAt: now }, applied);
  const merged = new Set(report.merged.map(({ pull }) => pull.number));
  const isWhole = report.connection === null;
  const base = { applied, whole, before: progress, isWhole };
  if (!isWhole || applied.plan.digest === null || keeper.isLost()) {
    const decided = { ...base, pending: pendingBeside(progress.pending, applied) };
    await ledger.putRun(await keeper.lease(), run);
    return { decided, untold: earlierPulls(decided, merged), isFinished: false, hasNewPolicy: false };
  }
  const pending = await pendingAfter(applied, { ...judge, tip, progress, now });
  const decided = { ...base, pending };
  const untold = earlierPulls(decided, merged);
  // Of a history that was rewritten nothing is to be told any more.
  const reported = progress.doubt === "rewritten" ? tip : progress.reported;
  const { history, isApproved } = judge;
  const { engine, kinds } = deps;
  const reading = { kinds, ledger, engine, history, isApproved, source: forge.source, repository: forge.id.id };
  const policy = await policyAfter(beginning, source, reading);
  const end = { progress: { commit: tip, run: run.id, at: now }, pending, reported, untold, ...policy };
  await ledger.finish(await keeper.lease(), forge.id.id, end, run);
  const hasNewPolicy = progress.policy !== null && policy.policy?.digest !== progress.policy.digest;
  return { decided, untold, isFinished: true, hasNewPolicy };
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
