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

/** By their kinds, so that the compiler misses one that nobody parses. */
const schemas = {
  plan: v.strictObject({
    kind: v.literal("plan"),
    ...base,
    pullRequest: positive,
    isOutdated: v.exactOptional(v.boolean()),
    asked: v.exactOptional(
      v.strictObject({ head: commitId, by: v.strictObject({ id: positive, login: text }), app: positive }),
    ),
    isFork: v.exactOptional(v.boolean()),
    byStranger: v.exactOptional(v.boolean()),
  }),
  refresh: v.strictObject({ kind: v.literal("refresh"), ...base, before: commitId }),
  group: v.strictObject({
    kind: v.literal("group"),
    ...base,
    commit: commitId,
    isGone: v.exactOptional(v.boolean()),
    by: v.exactOptional(v.strictObject({ id: positive, login: text })),
  }),
  apply: v.strictObject({
    kind: v.literal("apply"),
    ...base,
    ref: text,
    push: v.nullable(v.strictObject({ before: commitId, after: commitId, sender: positive })),
    isRepair: v.exactOptional(v.boolean()),
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
