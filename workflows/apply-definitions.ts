import type { ApplyContext, ApplyDeps } from "./apply-context.ts";
import type { DefinitionSet } from "./engine/definition.ts";
import { equalJson, type JsonObject } from "./engine/json.ts";
import { keyText } from "./engine/kinds/key.ts";
import { type Change, pendingChanges, type Plan } from "./engine/plan.ts";
import { redactor } from "./engine/redact.ts";
import type { ChangeResult, Reason, RunResult } from "./engine/result.ts";
import type { Review } from "./engine/review.ts";
import { resultOf } from "./execute-change.ts";
import { declaredAs, executeChanges } from "./execute-changes.ts";
import { exportArn } from "./export-arn.ts";
import { toldBy } from "./engine/look.ts";
import { insisting, type Patience } from "./insist.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { ReadScope } from "./look-at-target.ts";
import { type PlannedTarget, planDefinitions } from "./plan-target.ts";
import { type ResourceRecord, LeaseLostError } from "./ports/ledger.ts";
import { readSecrets } from "./read-secrets.ts";
import { recheckAuthorizations } from "./recheck-authorizations.ts";
import { type Resumed, resumeIntents } from "./resume-intents.ts";
import { summarise } from "./summarise-results.ts";

/** What of a plan was asked for; a reason: what was asked for is not what there is, so nothing is done. */
export type Select = (plan: Plan) => { readonly plan: Plan } | { readonly refused: Reason };

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
  /** Tells what of the plan may be applied. */
  readonly review: (plan: Plan) => Review;
}

export interface AppliedDefinitions {
  readonly plan: Plan;
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
  const { definitions, run, commit, keeper, deadline } = request;
  // Whatever is read may take longer than a lease runs.
  const patience: Patience = { signal, deadline, keep: () => keeper.lease() };
  const aws = insisting(deps.aws, patience, deps.clock);
  const base = { ...deps, aws, run, commit, keeper, deadline, signal, literals: definitions.literals };
  const resumed = await resumeIntents(await deps.ledger.intents(), base);
  const planned = await planDefinitions(definitions, request.read, deps, patience);
  const selected = request.select(planned.plan);
  if ("refused" in selected) {
    const nothing: Review = { allowed: [], noticed: [], held: [] };
    const result: RunResult = { outcome: "refused", reason: selected.refused, results: resumed.results };
    return { plan: planned.plan, review: nothing, result };
  }
  const { plan } = selected;
  const review = request.review(plan);
  if (plan.digest === null) {
    return { plan, review, result: { outcome: "failed", reason: "definitions-invalid", results: resumed.results } };
  }
  const results = new Map(resumed.results.map((result) => [keyText(result.key), result]));
  for (const { change, why } of review.held) {
    const key = keyText(change.key);
    if (!resumed.open.has(key)) results.set(key, resultOf(change, { status: "held", error: why }));
  }
  try {
    await bringAbout({ plan, review, planned, resumed }, results, base);
    return { plan, review, result: summarise([...results.values()], review, deps.kinds) };
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    const skipped = pendingChanges(plan)
      .filter(({ key }) => !results.has(keyText(key)))
      .map((change) => resultOf(change, { status: "skipped", error: "the lock was lost" }));
    return {
      plan,
      review,
      result: { outcome: "failed", reason: "lock-lost", results: [...results.values(), ...skipped] },
    };
  }
}

interface Work {
  readonly plan: Plan;
  readonly review: Review;
  readonly planned: PlannedTarget;
  readonly resumed: Resumed;
}

/** Does what the review allows, and notes each result as it comes. */
async function bringAbout(
  { plan, review, planned, resumed }: Work,
  results: Map<string, ChangeResult>,
  base: Omit<ApplyContext, "values" | "redact">,
): Promise<void> {
  const changes = review.allowed.filter(({ key }) => !resumed.open.has(keyText(key)));
  const { values, refusals } = await readSecrets(changes, base.aws.secrets, base.signal);
  const context = { ...base, values, redact: redactor([...values.values(), ...base.literals.all()]) };
  const waiting = new Set([
    ...review.held.flatMap(({ change }) => (change.desired === null ? [] : [declaredAs(change)])),
    ...plan.changes.filter(({ key, desired }) => desired !== null && resumed.open.has(keyText(key))).map(declaredAs),
  ]);
  const byKey = new Map(planned.records.map((record) => [keyText(record.key), record]));
  const note = (result: ChangeResult): void => void results.set(keyText(result.key), result);
  await executeChanges({ changes, records: byKey, refusals, waiting }, note, context);

  const settled = plan.changes.filter(({ key }) => !resumed.open.has(keyText(key)));
  const current = await keepRecordsCurrent(settled, { records: byKey, looks: planned.looks }, note, context);
  const rechecked = await recheckAuthorizations(
    current.filter(({ key }) => !results.has(keyText(key))),
    context,
  );
  rechecked.forEach(note);
}

/**
 * A definition that moved to another file or id, or changed only what AWS never sees, still changes its record; so does
 * one whose change took effect though AWS said that it failed. Returns the records of the resources that do not change
 * otherwise.
 */
async function keepRecordsCurrent(
  changes: readonly Change[],
  { records, looks }: { readonly records: ReadonlyMap<string, ResourceRecord> } & Pick<PlannedTarget, "looks">,
  note: (result: ChangeResult) => void,
  context: ApplyContext,
): Promise<readonly ResourceRecord[]> {
  const { ledger, keeper } = context;
  const current: ResourceRecord[] = [];
  for (const change of changes) {
    const { action, id, file, options, desired, live, parameters } = change;
    const record = records.get(keyText(change.key));
    if (action !== "no-op" || record === undefined || file === null || options === null || desired === null) continue;
    const look = looks.get(keyText(change.key)) ?? null;
    // What the service itself moved, such as a time, is not asked about for ever.
    const told = look === null || look.seen === null ? record.told : toldBy(look);
    const now = { ...record, id, file, options, desired, live, parameters, told };
    const isSame = equalJson(contentOf(now), contentOf(record));
    if (isSame) {
      current.push(record);
      continue;
    }
    const isExported = record.options.exportArn === options.exportArn;
    const kept = isExported ? { record: now, error: null } : await exportArn(now, context);
    await ledger.putRecord(await keeper.lease(), kept.record);
    current.push(kept.record);
    if (kept.error !== null) note(resultOf(change, { status: "failed", error: kept.error, arn: record.arn }));
  }
  return current;
}

/** What of a record comes from the definition and from AWS. */
function contentOf({ id, file, options, desired, live, parameters, told }: ResourceRecord): JsonObject {
  const versions = parameters.map((each) => ({ ...each }));
  return { id, file, options: { ...options }, desired, live, parameters: versions, told: told && { ...told } };
}
