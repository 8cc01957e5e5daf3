import { equalJson, type JsonObject } from "../engine/json.ts";
import { verdictOf } from "../engine/kinds/resource-kind.ts";
import { type Look, toldBy } from "../engine/look.ts";
import type { NoOp } from "../engine/plan.ts";
import type { ChangeResult } from "../engine/result.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../map-concurrently.ts";
import { Refusal } from "../ports/answer.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { sightOf } from "../sight.ts";
import { type ApplyContext, explain } from "./context.ts";
import { exportArn } from "./export-arn.ts";
import { describeReadiness, resultOf } from "./settle.ts";

/** A resource that does not change, and its record. */
export interface Unchanged {
  readonly change: NoOp;
  readonly record: ResourceRecord;
  /** What AWS told of it when it was planned; null: it was not asked. */
  readonly look: Look | null;
  /** Whether there is a result of it already. */
  readonly isTold: boolean;
}

/**
 * Keeps the records of resources that do not change. A definition that moved to another file or id, or changed only
 * what AWS never sees, changes its record, and so does what AWS tells. A resource that did not work when it was last
 * applied is asked for again: a run is not done while one of them does not.
 */
export async function keepUp(
  resources: readonly Unchanged[],
  note: (result: ChangeResult) => void,
  context: ApplyContext,
): Promise<void> {
  await mapConcurrently(resources, CALLS_AT_ONCE, async (unchanged) => {
    const result = await keepOne(unchanged, context);
    if (result !== null && !unchanged.isTold) note(result);
  });
}

async function keepOne(unchanged: Unchanged, context: ApplyContext): Promise<ChangeResult | null> {
  const { change, record, look } = unchanged;
  const { id, file, options, desired, live, parameters } = change;
  const kind = context.kinds.of(change.key);
  const isWorking = [record.authorization, look?.state ?? null].every((state) => verdictOf(kind, state) === "good");
  const again = isWorking ? null : await lookAgain(unchanged, context);
  if (again !== null && "failed" in again) return again.failed;
  const arn = look?.told.arn ?? record.arn;
  const now: ResourceRecord = {
    ...record,
    id,
    file,
    options,
    desired,
    live,
    parameters,
    arn,
    authorization: again === null ? record.authorization : again.state,
    // What the service itself moved, such as a time, is not asked about for ever.
    told: look === null || look.seen === null ? record.told : toldBy(look),
    state: "applied",
    begun: null,
  };
  const isExported = record.options.exportArn === options.exportArn;
  const kept = isExported ? { record: now, error: null } : await exportArn(now, context);
  if (!equalJson(contentOf(kept.record), contentOf(record))) {
    await context.ledger.putRecord(await context.keeper.lease(), kept.record);
  }
  if (kept.error !== null) return resultOf(change, { status: "failed", error: kept.error, arn });
  if (again === null) return null;
  // The service's reason is not shown here, since the resource's secrets are not read to mask it.
  const verdict = describeReadiness({ state: again.state, reason: null }, kind, context.redact);
  return resultOf(change, { ...verdict, authorization: again.state, arn });
}

async function lookAgain(
  { change, record: { arn } }: Unchanged,
  context: ApplyContext,
): Promise<{ readonly state: string | null } | { readonly failed: ChangeResult }> {
  const { service, noun } = context.kinds.of(change.key);
  const sight = await sightOf(change.key, context);
  if (sight instanceof Refusal) {
    const error = `its state cannot be read: ${explain(sight, context)}`;
    return { failed: resultOf(change, { status: "failed", error, arn }) };
  }
  if (sight !== undefined) return { state: sight.state };
  const error = `${service} does not know the ${noun} any more: a re-run reads it and creates it again`;
  return { failed: resultOf(change, { status: "failed", error, arn }) };
}

/** What of a record comes from the definition and from AWS. */
function contentOf(record: ResourceRecord): JsonObject {
  const { id, file, options, desired, live, parameters, arn, authorization, told, state } = record;
  return {
    id,
    arn,
    file,
    options: { ...options },
    desired,
    live,
    parameters: parameters.map((each) => ({ ...each })),
    authorization,
    told: told === null ? null : { ...told },
    state,
  };
}
