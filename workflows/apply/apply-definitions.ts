import type { DefinitionSet } from "../engine/definition/definition.ts";
import { compareKeys, keyText } from "../engine/values/key.ts";
import { isSent, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { ChangeResult, Reason, RunResult } from "../engine/plan/write/result.ts";
import { halvesOf } from "../engine/plan/replacement.ts";
import type { Review } from "../engine/plan/review/review.ts";
import { insisting, type Patience } from "../calls/insist.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import { type PlannedTarget, planDefinitions } from "../plan/plan-definitions.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { type ApplyDeps, type ApplyRun, showAll } from "./context.ts";
import { writtenParameters } from "./machine/export-arns.ts";
import { declaredAs, executeChanges } from "./machine/execute.ts";
import { type LeaseKeeper, whileHeld } from "./lease.ts";
import { type Resumed, resumeIntents } from "./machine/resume.ts";
import { checkSecrets, readSecrets } from "./machine/secrets.ts";
import { resultOf } from "./machine/settle.ts";
import { summarise } from "./summarise.ts";
import { keepUp } from "./machine/upkeep.ts";

/** Why nothing is done of what was asked for. */
export interface Refused {
  readonly refused: Reason;
}

/** What of a plan was asked for; refused: what was asked for is not what there is. */
export type Select = (plan: Plan) => { readonly plan: Plan } | Refused;

export interface ApplyRequest {
  readonly run: string;
  /** null on the command line. */
  readonly commit: string | null;
  readonly definitions: DefinitionSet;
  readonly read: ReadScope;
  readonly keeper: LeaseKeeper;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Narrows the plan to what was asked for, or refuses it. */
  readonly select: Select;
  /** Tells what of the plan may be applied, or refuses it. */
  readonly review: (planned: PlannedTarget) => Promise<Review | Refused>;
}

export interface AppliedDefinitions {
  readonly plan: Plan;
  /** What the plan took for managed, by the text of the key. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  readonly review: Review;
  readonly result: RunResult;
}

/**
 * Brings the target to the definitions, as far as the review allows. The caller holds the lock. What fails does not
 * stop what is independent of it; what does not end by the deadline is left for a later run. An aborted signal
 * rejects with its reason, and so does a ledger that fails, once nothing is written any more: what was begun stays in
 * the ledger for a later run.
 */
export async function applyDefinitions(
  request: ApplyRequest,
  deps: ApplyDeps,
  signal: AbortSignal,
): Promise<AppliedDefinitions> {
  const { definitions, run: id, commit, keeper, deadline } = request;
  // Whatever is read may take longer than a lease runs.
  const patience: Patience = { signal, deadline, keep: () => keeper.lease() };
  const aws = insisting(deps.aws, patience, deps.clock);
  const run: ApplyRun = { ...deps, aws, run: id, commit, keeper, deadline, signal, literals: definitions.literals };
  const resumed = await resumeIntents(await deps.ledger.intents(), run);
  const planned = await planDefinitions(definitions, request.read, deps, patience);
  const records = new Map(planned.records.map((record) => [keyText(record.key), record]));
  const selected = request.select(planned.plan);
  const refuse = ({ refused: reason }: Refused, plan: Plan): AppliedDefinitions => {
    const result: RunResult = { outcome: "refused", reason, results: allOf(resumed) };
    return { plan, records, review: { allowed: [], held: [] }, result };
  };
  if ("refused" in selected) return refuse(selected, planned.plan);
  const { plan } = selected;
  const review = await request.review({ ...planned, plan });
  if ("refused" in review) return refuse(review, plan);
  const decided = { plan, records, review };
  if (plan.digest === null) {
    return { ...decided, result: { outcome: "failed", reason: "definitions-invalid", results: allOf(resumed) } };
  }
  const results = new Map(resumed.results.map((result) => [keyText(result.key), result]));
  const inPlan = new Set(plan.changes.map(({ key }) => keyText(key)));
  // Of what is not planned any more nobody else tells what failed.
  for (const [key, failed] of resumed.failures) if (!inPlan.has(key)) results.set(key, failed);
  for (const { change, why } of review.held) {
    const key = keyText(change.key);
    const before = resumed.failures.get(key);
    const error = before === undefined ? why : `${why}; an earlier run had begun it: ${before.error}`;
    if (!resumed.open.has(key)) results.set(key, resultOf(change, { status: "held", error }));
  }
  const work = () => bringAbout({ planned: { ...planned, plan }, records, review, resumed }, results, run);
  await whileHeld(keeper, work, () => undefined);
  if (!keeper.isLost()) return { ...decided, result: summarise([...results.values()], review, deps.kinds) };
  const skipped = pendingChanges(plan)
    .filter(({ key }) => !results.has(keyText(key)))
    .map((change) => resultOf(change, { status: "skipped", error: "the lock was lost" }));
  const result: RunResult = { outcome: "failed", reason: "lock-lost", results: [...results.values(), ...skipped] };
  return { ...decided, result };
}

/** Where nothing is planned nobody else tells what failed. */
function allOf({ results, failures }: Resumed): readonly ChangeResult[] {
  return [...results, ...failures.values()].toSorted((a, b) => compareKeys(a.key, b.key));
}

interface Work {
  readonly planned: PlannedTarget;
  /** By the text of the key. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  readonly review: Review;
  readonly resumed: Resumed;
}

/** What a stack has taken over is not the terminal's again when the stack lets go of it: the record of it goes. */
async function letGoOfTaken({ records }: PlannedTarget, { beside, ledger, keeper }: ApplyRun): Promise<void> {
  if (beside === undefined) return;
  const own = new Set(records.map(({ key }) => keyText(key)));
  const taken = (await ledger.records()).filter(({ key }) => !own.has(keyText(key)));
  for (const { key } of taken) await ledger.deleteRecord(await keeper.lease(), key);
}

/** Does what the review allows, and notes each result as it comes. */
async function bringAbout(
  { planned, records, review, resumed }: Work,
  results: Map<string, ChangeResult>,
  run: ApplyRun,
): Promise<void> {
  const { plan, looks } = planned;
  await letGoOfTaken(planned, run);
  const allowed = review.allowed.filter(({ change }) => !resumed.open.has(keyText(change.key)));
  const changes = allowed.map(({ change }) => change);
  const sent = changes.filter(isSent);
  const read = await readSecrets(sent, run.aws.secrets, run.signal);
  const { values, unusable, remarks } = checkSecrets(sent, read, run);
  const grants = new Map(
    allowed.flatMap(({ change, by }) => halvesOf(change).map(({ key }) => [keyText(key), by] as const)),
  );
  const context = { ...run, values, remarks, grants, redact: showAll, written: writtenParameters(planned.records) };
  const waiting = new Set([
    ...review.held.flatMap(({ change }) => (change.desired === null ? [] : [declaredAs(change)])),
    ...plan.changes.filter(({ key, desired }) => desired !== null && resumed.open.has(keyText(key))).map(declaredAs),
  ]);
  const note = (result: ChangeResult): void => void results.set(keyText(result.key), result);
  await executeChanges({ changes, records, looks, unusable, waiting }, note, context);
  if (run.keeper.isLost()) return;
  const unchanged = plan.changes.flatMap((change) => {
    const record = records.get(keyText(change.key));
    return change.action !== "no-op" || record === undefined || resumed.open.has(keyText(change.key))
      ? []
      : [{ change, record, look: looks.get(keyText(change.key)) ?? null, isTold: results.has(keyText(change.key)) }];
  });
  await keepUp(unchanged, note, context);
}
