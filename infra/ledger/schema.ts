import * as v from "valibot";
import { actions } from "../../workflows/engine/plan/plan.ts";
import { type Key, keyText } from "../../workflows/engine/values/key.ts";
import { FORCED, noExports, removals } from "../../workflows/engine/definition/own-options.ts";
import { grants, recordStates } from "../../workflows/engine/plan/record-state.ts";
import { outcomes, reasons, resultStatuses, type Reason } from "../../workflows/engine/plan/write/result.ts";
import type {
  DoneChange,
  Intent,
  NotedPush,
  PublishedPlan,
  ResourceRecord,
  RunSummary,
} from "../../workflows/ports/ledger.ts";
import type { Codec } from "./format.ts";
import { jsonObjectSchema, textRecordSchema } from "./text-record.ts";
import { trailEvents, type TrailStep } from "../../workflows/ports/trail.ts";

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
  adopt: v.union([v.boolean(), v.literal(FORCED)]),
  removal: v.picklist(removals),
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
const pull = v.optional(v.nullable(count), null);

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
  pull: v.exactOptional(count),
  // What is older was written by Bridgehead. An older program refuses this member.
  unwritten: v.exactOptional(v.literal(true)),
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
  writes: v.exactOptional(v.literal(false)),
  status: v.picklist(resultStatuses),
  error: v.nullable(v.string()),
  authorization: v.nullable(v.string()),
  arn: v.nullable(v.string()),
  standing: v.exactOptional(v.string()),
  remarks: v.exactOptional(v.array(v.string())),
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
    writes: v.exactOptional(v.literal(false)),
    by: v.optional(by, null),
    pull,
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
        pull: null,
      })),
      v.transform(withKey(type)),
    ),
};

const done = v.strictObject({
  commit: v.string(),
  repository: v.optional(v.nullable(count), null),
  pull,
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
    isWide: v.exactOptional(v.literal(true)),
    pausedUntil: v.exactOptional(time),
    policy: v.optional(v.array(v.string()), []),
  }),
  first: (type) =>
    v.pipe(
      v.strictObject(publicationMembers),
      v.transform((plan) => ({ ...plan, engine: null, policy: [], changes: byKey(plan.changes, type) })),
    ),
};

/** A commit or a digest, with nothing that Markdown reads: a comment shows it. */
const id = v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/i));

const trailStep = v.strictObject({
  repository: count,
  pullRequest: count,
  at: time,
  what: v.picklist(trailEvents),
  commit: id,
  base: v.nullable(id),
  digest: v.nullable(id),
});

/** Format 1 had none. */
export const trailCodec: Codec<TrailStep> = { current: trailStep, first: () => trailStep };

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
