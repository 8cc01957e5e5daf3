import type { ApplyContext, ApplyServices } from "./apply-context.ts";
import { describeAuthorization, judge } from "./await-authorization.ts";
import { withRetries } from "./await-operation.ts";
import type { DefinitionSet } from "./engine/definition.ts";
import { equalJson } from "./engine/json.ts";
import { pendingChanges, type Change, type Plan } from "./engine/plan.ts";
import { redactor } from "./engine/redact.ts";
import type { ChangeResult, Reason, RunResult } from "./engine/result.ts";
import type { Review } from "./engine/review.ts";
import { executeChange, resultOf } from "./execute-change.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { planDefinitions, type PlanTargetDeps, type ReadScope } from "./plan-target.ts";
import { type ConnectionRecord, LeaseLostError } from "./ports/ledger.ts";
import { type ReadSecrets, readSecrets } from "./read-secrets.ts";
import { resumeIntents } from "./resume-intents.ts";
import { summarise } from "./summarise-results.ts";

/** Changes in flight at once. */
const CHANGES_AT_ONCE = 5;

export type ApplyDeps = ApplyServices & Omit<PlanTargetDeps, "evaluator" | "fingerprintKey" | "ledger" | "connections">;

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
 * stop what is independent of it; what does not end by the deadline is left for a later run.
 */
export async function applyDefinitions(
  request: ApplyRequest,
  deps: ApplyDeps,
  signal: AbortSignal,
): Promise<AppliedDefinitions> {
  const { definitions, run, commit, keeper, deadline } = request;
  const intents = await deps.ledger.intents();
  const earlier = await readSecrets(
    intents.flatMap(({ record }) => (record === null ? [] : [record])),
    deps.secrets,
    signal,
  );
  const base = { ...deps, run, commit, keeper, deadline, signal, literals: definitions.literals };
  const resumed = await resumeIntents(intents, withSecrets(base, earlier));

  const planned = await planDefinitions(definitions, request.read, deps, signal);
  const selected = request.select(planned.plan);
  if ("refused" in selected) {
    const nothing: Review = { allowed: [], noticed: [], held: [] };
    const result: RunResult = { outcome: "refused", reason: selected.refused, results: resumed };
    return { plan: planned.plan, review: nothing, result };
  }
  const { plan } = selected;
  const review = request.review(plan);
  if (plan.digest === null) {
    return { plan, review, result: { outcome: "failed", reason: "definitions-invalid", results: [] } };
  }

  const busy = new Set(resumed.filter(({ status }) => status === "continued").map(({ name }) => name));
  const changes = review.allowed.filter(({ name }) => !busy.has(name));
  const secrets = await readSecrets(changes, deps.secrets, signal);
  const context = withSecrets(base, secrets);
  const records = new Map(planned.records.map((record) => [record.name, record]));
  const results: ChangeResult[] = [
    ...resumed,
    ...review.held.map(({ change, why }) => resultOf(change, { status: "held", error: why })),
  ];
  try {
    results.push(...(await executeAll(changes, records, secrets, context)));
    await keepRecordsCurrent(plan, records, context);
    results.push(...(await recheckAuthorizations(planned.records, results, context)));
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    const done = new Set(results.map(({ name }) => name));
    const skipped = pendingChanges(plan).filter(({ name }) => !done.has(name));
    results.push(...skipped.map((change) => resultOf(change, { status: "skipped", error: "the lock was lost" })));
    return { plan, review, result: { outcome: "failed", reason: "lock-lost", results } };
  }
  return { plan, review, result: summarise(results, review, plan) };
}

function withSecrets(base: Omit<ApplyContext, "values" | "redact">, { values }: ReadSecrets): ApplyContext {
  return { ...base, values, redact: redactor([...values.values(), ...base.literals.all()]) };
}

/** Creates and updates come before deletes, so that what replaces something is there before that goes. */
async function executeAll(
  changes: readonly Change[],
  records: ReadonlyMap<string, ConnectionRecord>,
  { refusals }: ReadSecrets,
  context: ApplyContext,
): Promise<readonly ChangeResult[]> {
  const execute = async (change: Change): Promise<ChangeResult> => {
    context.onEvent?.({ kind: "started", change });
    const refusal = refusals.get(change.name);
    const result =
      refusal === undefined
        ? await executeChange(change, records.get(change.name), context)
        : resultOf(change, { status: "failed", error: refusal });
    context.onEvent?.({ kind: "ended", result });
    return result;
  };
  const removals = changes.filter(({ action }) => action === "delete" || action === "forget");
  const others = changes.filter((change) => !removals.includes(change));
  const first = await mapConcurrently(others, CHANGES_AT_ONCE, execute);
  return [...first, ...(await mapConcurrently(removals, CHANGES_AT_ONCE, execute))];
}

/** A definition that moved to another file or id, or changed only what AWS never sees, still changes its record. */
async function keepRecordsCurrent(
  plan: Plan,
  records: ReadonlyMap<string, ConnectionRecord>,
  { ledger, keeper }: ApplyContext,
): Promise<void> {
  for (const { action, name, id, file, options } of plan.changes) {
    const record = records.get(name);
    if (action !== "no-op" || record === undefined || file === null || options === null) continue;
    if (record.id === id && record.file === file && equalJson({ ...record.options }, { ...options })) continue;
    await ledger.putRecord(await keeper.lease(), { ...record, id, file, options });
  }
}

/** Connections that were not authorised when they were last applied: a run is not done while one of them is not. */
async function recheckAuthorizations(
  records: readonly ConnectionRecord[],
  results: readonly ChangeResult[],
  context: ApplyContext,
): Promise<readonly ChangeResult[]> {
  const done = new Set(results.map(({ name }) => name));
  const open = records.filter(
    ({ name, authorization }) =>
      !done.has(name) && authorization !== null && judge({ state: authorization, reason: null }).verdict !== "good",
  );
  return await mapConcurrently(open, CHANGES_AT_ONCE, async (record) => {
    const { id, name, arn } = record;
    const state = await withRetries(() => context.states.describe(name, context.signal), context);
    const authorization = judge(state ?? { state: "UNKNOWN", reason: "EventBridge does not know the connection" });
    await context.ledger.putRecord(await context.keeper.lease(), { ...record, authorization: authorization.state });
    const verdict = describeAuthorization(authorization, context.redact);
    return { id, name, action: "no-op", ...verdict, authorization: authorization.state, arn };
  });
}
