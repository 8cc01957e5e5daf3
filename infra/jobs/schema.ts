import * as v from "valibot";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Job } from "../../workflows/ports/jobs.ts";
import { commitId } from "../../workflows/webhook/payloads.ts";
import { textRecordSchema } from "../ledger/text-record.ts";

/** A queued message that is no job of this stack's, or none for whoever received it: delivering it again changes nothing. */
export class NoJobError extends BridgeheadError {
  override readonly name: string = "NoJobError";
}

export class MalformedJobError extends NoJobError {
  override readonly name = "MalformedJobError";
}

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024));

const base = {
  delivery: text,
  receivedAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  repository: v.strictObject({ id: positive, owner: text, name: text }),
  installation: v.nullable(positive),
};
const schedulable = { ...base, isScheduled: v.exactOptional(v.literal(true)) };

const by = v.strictObject({ id: positive, login: text });
const byComment = v.strictObject({ by, comment: positive });

/** By their kinds, so that the compiler misses one that nobody parses. */
const schemas = {
  plan: v.strictObject({
    kind: v.literal("plan"),
    ...schedulable,
    pullRequest: positive,
    isOutdated: v.exactOptional(v.boolean()),
    asked: v.exactOptional(
      v.union([v.strictObject({ head: commitId, by, app: positive }), byComment, v.strictObject({ by })]),
    ),
    isFork: v.exactOptional(v.boolean()),
    byStranger: v.exactOptional(v.boolean()),
  }),
  answer: v.strictObject({ kind: v.literal("answer"), ...base, pullRequest: positive, asked: byComment }),
  refresh: v.strictObject({ kind: v.literal("refresh"), ...schedulable, before: commitId }),
  group: v.strictObject({
    kind: v.literal("group"),
    ...schedulable,
    commit: commitId,
    isGone: v.exactOptional(v.boolean()),
    by: v.exactOptional(by),
  }),
  apply: v.strictObject({
    kind: v.literal("apply"),
    ...schedulable,
    ref: text,
    push: v.nullable(v.strictObject({ before: commitId, after: commitId, sender: positive })),
    isRepair: v.exactOptional(v.boolean()),
    asked: v.exactOptional(v.strictObject({ by })),
  }),
  dispatch: v.strictObject({
    kind: v.literal("dispatch"),
    ...base,
    ref: text,
    workflow: text,
    sender: text,
    senderId: positive,
    inputs: textRecordSchema,
  }),
} as const satisfies { readonly [Kind in Job["kind"]]: v.GenericSchema<unknown, Extract<Job, { kind: Kind }>> };

export const jobSchema: v.GenericSchema<unknown, Job> = v.variant("kind", [
  schemas.plan,
  schemas.answer,
  schemas.refresh,
  schemas.group,
  schemas.apply,
  schemas.dispatch,
]);

/** Parses the body of a queued message. Throws `MalformedJobError`, which names the path and quotes nothing. */
export function parseJob(body: string): Job {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new MalformedJobError("the message is not valid JSON");
  }
  const result = v.safeParse(jobSchema, value);
  if (result.success) return result.output;
  throw new MalformedJobError(`the message is not a job, at "${v.getDotPath(result.issues[0]) ?? ""}"`);
}
