import * as v from "valibot";
import { BridgeheadError } from "../workflows/engine/bridgehead-error.ts";
import { actions } from "../workflows/engine/plan.ts";
import { type Key, keyText } from "../workflows/engine/kinds/key.ts";
import { noExports } from "../workflows/engine/own-options.ts";
import { grants, recordStates } from "../workflows/engine/record-state.ts";
import { outcomes, reasons, resultStatuses, type Reason } from "../workflows/engine/result.ts";
import type {
  DoneChange,
  Intent,
  NotedPush,
  PublishedPlan,
  ResourceRecord,
  RunSummary,
} from "../workflows/ports/ledger.ts";
import { isObject } from "../workflows/engine/json.ts";
import { jsonObjectSchema, textRecordSchema } from "./text-record.ts";

/** What the ledger holds is not what Bridgehead writes: somebody edited it. */
export class LedgerCorruptError extends BridgeheadError {
  override readonly name = "LedgerCorruptError";
}

/** A newer version of Bridgehead wrote it. Nothing of it is read, so that nothing of it is lost. */
export class LedgerFormatError extends BridgeheadError {
  override readonly name = "LedgerFormatError";
}

/**
 * The format of what is written. Items of format 1 had no member `format` and named a resource by its name alone, since
 * all were connections; a newer program reads the formats before its own.
 */
export const LEDGER_FORMAT = 2;

/** Milliseconds since the epoch. */
export const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.nonEmpty());
export const keySchema = v.strictObject({ type: name, identifier: name });
const key = keySchema;

/*
 * Every object is strict: a member that this version does not know would be lost at the next write. `named` is what an
 * item is named by: its key, or in format 1 nothing but its name.
 */

const options = v.strictObject({
  adopt: v.boolean(),
  removal: v.picklist(["delete", "retain"]),
  protect: v.boolean(),
  exportArn: v.nullable(v.string()),
  // There was none at first.
  exportSecretArn: v.optional(v.nullable(v.string()), null),
});

const recordMembers = {
  name,
  id: v.string(),
  file: v.string(),
  generation: count,
  desired: jsonObjectSchema,
  live: jsonObjectSchema,
  options,
  parameters: v.array(v.strictObject({ path: v.string(), version: count, modified: time })),
  arn: v.nullable(v.string()),
  authorization: v.nullable(v.string()),
  run: v.string(),
  commit: v.nullable(v.string()),
  appliedAt: time,
};

const model = v.nullable(jsonObjectSchema);

/** What was written before it was kept does not say. */
const by = v.nullable(v.picklist(grants));

const stateMembers = {
  state: v.picklist(recordStates),
  begun: v.nullable(
    v.strictObject({
      digest: v.nullable(v.string()),
      desired: model,
      before: model,
      by: v.optional(by, null),
      options: v.exactOptional(options),
    }),
  ),
  written: v.exactOptional(v.array(name)),
  told: v.nullable(v.strictObject({ modified: v.nullable(time), authorized: v.nullable(time), seen: model })),
};

const intentMembers = {
  name,
  action: v.picklist(actions),
  changeDigest: v.string(),
  generation: count,
  attempt: count,
  clientToken: v.string(),
  requestToken: v.nullable(v.string()),
  run: v.string(),
  startedAt: time,
};

const publicationMembers = {
  repository: count,
  pullRequest: count,
  head: v.string(),
  base: v.string(),
  digest: v.string(),
  changes: textRecordSchema,
  publishedAt: time,
};

const resultMembers = {
  id: v.string(),
  name: v.string(),
  action: v.picklist(actions),
  status: v.picklist(resultStatuses),
  error: v.nullable(v.string()),
  authorization: v.nullable(v.string()),
  arn: v.nullable(v.string()),
};

/** `result` is the schema of one result. */
const runMembers = <Result extends v.GenericSchema>(result: Result) => ({
  id: name,
  commit: v.nullable(v.string()),
  startedAt: time,
  endedAt: time,
  result: v.strictObject({
    outcome: v.picklist(outcomes),
    reason: v.picklist(Object.keys(reasons) as Reason[]), // `Object.keys` forgets the literal types.
    results: v.array(result),
  }),
});

/** How one sort of item is read. */
export interface Codec<Item> {
  readonly current: v.GenericSchema<unknown, Item>;
  /** Format 1, in which every resource was of `type`. */
  readonly first: (type: string) => v.GenericSchema<unknown, Item>;
}

const record: v.GenericSchema<unknown, ResourceRecord> = v.strictObject({ key, ...recordMembers, ...stateMembers });

/** Format 1 said so in two members of their own, and did not keep which change it was. */
const firstStateMembers = {
  unfinished: v.exactOptional(v.literal(true)),
  inDoubt: v.exactOptional(v.strictObject({ attempted: model })),
};

const firstRecord = (type: string): v.GenericSchema<unknown, ResourceRecord> =>
  v.pipe(
    v.strictObject({ ...recordMembers, ...firstStateMembers }),
    v.transform(({ unfinished, inDoubt, ...old }): Omit<ResourceRecord, "key"> => {
      const told = null;
      if (unfinished === true) {
        const begun = { digest: null, desired: old.desired, before: null, by: null, options: old.options };
        // Its ARN was handed to nobody yet.
        const options = { ...old.options, ...noExports };
        return { ...old, options, desired: {}, live: {}, parameters: [], told, state: "incomplete", begun };
      }
      if (inDoubt === undefined) return { ...old, told, state: "applied", begun: null };
      const begun = { digest: null, desired: inDoubt.attempted, before: old.live, by: null };
      return { ...old, told, state: "in-doubt", begun };
    }),
    v.transform(withKey(type)),
  );

export const recordCodec: Codec<ResourceRecord> = { current: record, first: firstRecord };

export const intentCodec: Codec<Intent> = {
  current: v.strictObject({
    key,
    ...intentMembers,
    record: v.nullable(record),
    before: model,
    arn: v.nullable(v.string()),
    modified: v.nullable(time),
    isMark: v.boolean(),
    by: v.optional(by, null),
  }),
  first: (type) =>
    v.pipe(
      v.strictObject({ ...intentMembers, record: v.nullable(firstRecord(type)) }),
      v.transform((intent): Omit<Intent, "key"> => ({
        ...intent,
        before: null,
        arn: null,
        modified: null,
        isMark: false,
        by: null,
      })),
      v.transform(withKey(type)),
    ),
};

const done = v.strictObject({
  commit: v.string(),
  run: v.string(),
  at: time,
  result: v.strictObject({ key, ...resultMembers }),
});

/** Format 1 had none. */
export const doneCodec: Codec<DoneChange> = { current: done, first: () => done };

export const publicationCodec: Codec<PublishedPlan> = {
  current: v.strictObject({
    ...publicationMembers,
    engine: v.optional(v.nullable(v.string()), null),
    policy: v.optional(v.nullable(v.string()), null),
  }),
  first: (type) =>
    v.pipe(
      v.strictObject(publicationMembers),
      v.transform((plan) => ({ ...plan, engine: null, policy: null, changes: byKey(plan.changes, type) })),
    ),
};

const push = v.strictObject({ before: name, after: name, sender: count, at: time });

/** Format 1 had none. */
export const pushCodec: Codec<NotedPush> = { current: push, first: () => push };

const verdict = v.strictObject({
  key,
  digest: v.string(),
  verdict: v.picklist([...grants, "held"]),
  pull: v.nullable(count),
});

export const runCodec: Codec<RunSummary> = {
  current: v.strictObject({
    ...runMembers(v.strictObject({ key, ...resultMembers })),
    verdicts: v.optional(v.array(verdict), []),
  }),
  first: (type) =>
    v.pipe(
      v.strictObject(runMembers(v.pipe(v.strictObject(resultMembers), v.transform(withKey(type))))),
      v.transform((run) => ({ ...run, verdicts: [] })),
    ),
};

function withKey(type: string): <Item extends { readonly name: string }>(item: Item) => Item & { readonly key: Key } {
  return (item) => ({ ...item, key: { type, identifier: item.name } });
}

function byKey(byName: Readonly<Record<string, string>>, type: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(byName).map(([identifier, digest]) => [keyText({ type, identifier }), digest]),
  );
}

/** Where something stands, for errors, and what to do about it. Values are in none of these. */
export interface LedgerPlace {
  /** Such as `The ledger "path"`. */
  readonly where: string;
  /** The way from there to the item, such as `scopes.0.records.3`; none: it is the whole. */
  readonly within?: string;
  readonly fix: string;
  /** The type of the resources in items of format 1, which name none. */
  readonly firstType: string;
}

/** An item as it is stored. */
export function toStored<Item extends object>(item: Item): Item & { readonly format: typeof LEDGER_FORMAT } {
  return { format: LEDGER_FORMAT, ...item };
}

/** The gate for every item that a ledger reads, in any format that there has been. */
export function fromStored<Item>({ current, first }: Codec<Item>, stored: unknown, place: LedgerPlace): Item {
  if (!isObject(stored)) return parseLedger(current, stored, place);
  const { format, ...item } = stored;
  // No member is the name of the first format.
  if (format === undefined) return parseLedger(first(place.firstType), item, place);
  checkFormat(format, place);
  return parseLedger(format === LEDGER_FORMAT ? current : first(place.firstType), item, place);
}

/** Refuses what a newer version wrote, by name. */
export function checkFormat(format: unknown, { where }: Pick<LedgerPlace, "where">): void {
  if (format === 1 || format === LEDGER_FORMAT) return;
  const shown = typeof format === "number" || typeof format === "string" ? String(format).slice(0, 20) : "no number";
  throw new LedgerFormatError(
    `${where} has the format ${shown}, and this version of Bridgehead reads the formats 1 and ${LEDGER_FORMAT}. ` +
      "Use the version that wrote it, or a newer one; nothing was changed.",
  );
}

/** JSON text of a ledger. The parser's own message quotes the text, so it is no cause. */
export function parseLedgerText(text: string, { where, fix }: Pick<LedgerPlace, "where" | "fix">): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerCorruptError(`${where} is not valid JSON. ${fix}`);
  }
}

export function parseLedger<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  { where, within, fix }: Omit<LedgerPlace, "firstType">,
): Output {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = [within, v.getDotPath(issue)].filter((part) => part !== undefined && part !== null).join(".");
  throw new LedgerCorruptError(`${where} is not a ledger of this version, at "${at}". ${fix}`);
}
