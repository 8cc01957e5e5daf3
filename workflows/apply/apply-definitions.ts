import type { DefinitionSet } from "../engine/definition/definition.ts";
import { compareKeys, isSameKey, keyText } from "../engine/values/key.ts";
import { isSent, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { ChangeResult, Reason, RunResult } from "../engine/plan/write/result.ts";
import { halvesOf } from "../engine/plan/replacement.ts";
import type { AllowedChange, Review } from "../engine/plan/review/review.ts";
import { insisting, type Patience } from "../calls/insist.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import { type PlannedTarget, planDefinitions } from "../plan/plan-definitions.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { type ApplyDeps, type ApplyRun, type Granted, showAll } from "./context.ts";
import { writtenParameters } from "./machine/export-arns.ts";
import { declaredAs, executeChanges } from "./machine/execute.ts";
import { type LeaseKeeper, whileHeld } from "./lease.ts";
import { type Resumed, resumeIntents } from "./machine/resume.ts";
import { checkSecrets, readSecrets } from "./machine/secrets.ts";
import { resultOf } from "./machine/settle.ts";
import { summarise } from "./summarise.ts";
import { keepUp, type Note } from "./machine/upkeep.ts";

/** Why nothing is done of what was asked for. */
export interface Refused {
  readonly refused: Reason;
}

/** What of a plan was asked for; refused: what was asked for is not what there is. */
export type Select = (plan: Plan) => { readonly plan: Plan } | Refused;

export interface ApplyRequest {
  readonly run: string;
  /** As in `ApplyRun`. */
  readonly commit: string | null;
  readonly repository: number | null;
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
  /** The pull request that brought what the run did, by the text of the key; null: none. */
  readonly pulls: ReadonlyMap<string, number | null>;
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
  const { definitions, run: id, commit, repository, keeper, deadline } = request;
  const { literals } = definitions;
  // Whatever is read may take longer than a lease runs.
  const patience: Patience = { signal, deadline, keep: () => keeper.lease() };
  const aws = insisting(deps.aws, patience, deps.clock);
  const run: ApplyRun = { ...deps, aws, run: id, commit, repository, keeper, deadline, signal, literals };
  const resumed = await resumeIntents(await deps.ledger.intents(), run);
  const planned = await planDefinitions(definitions, request.read, deps, patience);
  const records = new Map(planned.records.map((record) => [keyText(record.key), record]));
  const selected = request.select(planned.plan);
  const refuse = ({ refused: reason }: Refused, plan: Plan): AppliedDefinitions => {
    const result: RunResult = { outcome: "refused", reason, results: allOf(resumed) };
    return { plan, records, review: { allowed: [], held: [] }, result, pulls: resumed.pulls };
  };
  if ("refused" in selected) return refuse(selected, planned.plan);
  const { plan } = selected;
  const review = await request.review({ ...planned, plan });
  if ("refused" in review) return refuse(review, plan);
  const pulls = new Map(resumed.pulls);
  const decided = { plan, records, review, pulls };
  if (plan.digest === null) {
    return { ...decided, result: { outcome: "failed", reason: "definitions-invalid", results: allOf(resumed) } };
  }
  for (const { change, pull } of review.allowed) {
    for (const { key } of halvesOf(change)) if (!resumed.open.has(keyText(key))) pulls.set(keyText(key), pull);
  }
  const results = new Map(resumed.results.map((result) => [keyText(result.key), result]));
  const inPlan = new Set(plan.changes.map(({ key }) => keyText(key)));
  // Of what is not planned any more nobody else tells what failed.
  for (const [key, failed] of resumed.failures) if (!inPlan.has(key)) results.set(key, failed);
  for (const { change, why } of review.held) {
    const key = keyText(change.key);
    const before = resumed.failures.get(key);
    const error = before === undefined ? why : `${why}; an earlier run had begun it: ${before.error}`;
    if (resumed.open.has(key)) continue;
    results.set(key, resultOf(change, { status: "held", error }));
    // Somebody else may have changed since what was begun.
    pulls.delete(key);
  }
  const note: Note = (result, pull) => {
    results.set(keyText(result.key), result);
    if (pull !== undefined) pulls.set(keyText(result.key), pull);
  };
  const isTold = (key: string): boolean => results.has(key);
  const work = () => bringAbout({ planned: { ...planned, plan }, records, review, resumed, isTold }, note, run);
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
  /** Whether there is a result for the text of a key already. */
  readonly isTold: (key: string) => boolean;
}

/** What a stack has taken over is not the terminal's again when the stack lets go of it: the record of it goes. */
async function letGoOfTaken({ records }: PlannedTarget, { beside, ledger, keeper }: ApplyRun): Promise<void> {
  if (beside === undefined) return;
  const own = new Set(records.map(({ key }) => keyText(key)));
  const taken = (await ledger.records()).filter(({ key }) => !own.has(keyText(key)));
  for (const { key } of taken) await ledger.deleteRecord(await keeper.lease(), key);
}

/** Of a replacement, each half's. */
function grantsOf({ change, by, pull }: AllowedChange): readonly (readonly [string, Granted])[] {
  return halvesOf(change).map(({ key }) => {
    const isReplacement = change.action === "replace" && isSameKey(key, change.key);
    return [keyText(key), { by, pull, isReplacement }];
  });
}

/** Does what the review allows, and notes each result as it comes. */
async function bringAbout(
  { planned, records, review, resumed, isTold }: Work,
  note: Note,
  run: ApplyRun,
): Promise<void> {
  const { plan, looks } = planned;
  await letGoOfTaken(planned, run);
  const allowed = review.allowed.filter(({ change }) => !resumed.open.has(keyText(change.key)));
  const changes = allowed.map(({ change }) => change);
  const sent = changes.filter(isSent);
  const read = await readSecrets(sent, run.aws.secrets, run.signal);
  const { values, unusable, remarks } = checkSecrets(sent, read, run);
  const grants = new Map(allowed.flatMap(grantsOf));
  const context = { ...run, values, remarks, grants, redact: showAll, written: writtenParameters(planned.records) };
  const waiting = new Set([
    ...review.held.flatMap(({ change }) => (change.desired === null ? [] : [declaredAs(change)])),
    ...plan.changes.filter(({ key, desired }) => desired !== null && resumed.open.has(keyText(key))).map(declaredAs),
  ]);
  await executeChanges({ changes, records, looks, unusable, waiting }, note, context);
  if (run.keeper.isLost()) return;
  const unchanged = plan.changes.flatMap((change) => {
    const record = records.get(keyText(change.key));
    return change.action !== "no-op" || record === undefined || resumed.open.has(keyText(change.key))
      ? []
      : [{ change, record, look: looks.get(keyText(change.key)) ?? null, isTold: isTold(keyText(change.key)) }];
  });
  await keepUp(unchanged, note, context);
}
