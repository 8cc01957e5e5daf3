import * as v from "valibot";
import { BridgeheadError } from "../workflows/engine/bridgehead-error.ts";
import { actions } from "../workflows/engine/plan.ts";
import { outcomes, reasons, type Reason } from "../workflows/engine/result.ts";
import type { ConnectionRecord, Intent, PublishedPlan, RunSummary } from "../workflows/ports/ledger.ts";
import { jsonObjectSchema, textRecordSchema } from "./text-record.ts";

/** What the ledger holds is not what Bridgehead writes: somebody edited it, or another version wrote it. */
export class LedgerCorruptError extends BridgeheadError {
  override readonly name = "LedgerCorruptError";
}

/** Milliseconds since the epoch. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.nonEmpty());

/*
 * Every object is strict: a member that this version does not know would be lost at the next write, so a ledger
 * written by a newer version is refused instead.
 */

export const connectionRecordSchema: v.GenericSchema<unknown, ConnectionRecord> = v.strictObject({
  name,
  id: v.string(),
  file: v.string(),
  generation: count,
  desired: jsonObjectSchema,
  live: jsonObjectSchema,
  options: v.strictObject({
    adopt: v.boolean(),
    removal: v.picklist(["delete", "retain"]),
    protect: v.boolean(),
    exportArn: v.nullable(v.string()),
  }),
  parameters: v.array(v.strictObject({ path: v.string(), version: count, modified: time })),
  arn: v.nullable(v.string()),
  authorization: v.nullable(v.string()),
  run: v.string(),
  commit: v.nullable(v.string()),
  appliedAt: time,
  unfinished: v.exactOptional(v.literal(true)),
  inDoubt: v.exactOptional(v.strictObject({ attempted: v.nullable(jsonObjectSchema) })),
});

export const intentSchema: v.GenericSchema<unknown, Intent> = v.strictObject({
  name,
  action: v.picklist(actions),
  changeDigest: v.string(),
  generation: count,
  attempt: count,
  clientToken: v.string(),
  requestToken: v.nullable(v.string()),
  run: v.string(),
  record: v.nullable(connectionRecordSchema),
  startedAt: time,
});

export const publishedPlanSchema: v.GenericSchema<unknown, PublishedPlan> = v.strictObject({
  repository: count,
  pullRequest: count,
  head: v.string(),
  base: v.string(),
  digest: v.string(),
  changes: textRecordSchema,
  publishedAt: time,
});

export const runSummarySchema: v.GenericSchema<unknown, RunSummary> = v.strictObject({
  id: name,
  commit: v.nullable(v.string()),
  startedAt: time,
  endedAt: time,
  result: v.strictObject({
    outcome: v.picklist(outcomes),
    reason: v.picklist(Object.keys(reasons) as Reason[]), // `Object.keys` forgets the literal types.
    results: v.array(
      v.strictObject({
        id: v.string(),
        name: v.string(),
        action: v.picklist(actions),
        status: v.picklist(["applied", "failed", "held", "continued", "skipped"]),
        error: v.nullable(v.string()),
        authorization: v.nullable(v.string()),
        arn: v.nullable(v.string()),
      }),
    ),
  }),
});

/** The gate for everything that a ledger reads. `where` names the file or item in the error; values never do. */
export function parseLedgerText<Output>(
  schema: v.GenericSchema<unknown, Output>,
  text: string,
  where: string,
  fix: string,
): Output {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, so it is no cause.
    throw new LedgerCorruptError(`${where} is not valid JSON. ${fix}`);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new LedgerCorruptError(`${where} is not a ledger of this version, at "${v.getDotPath(issue) ?? ""}". ${fix}`);
}
