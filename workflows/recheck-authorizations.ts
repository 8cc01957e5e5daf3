import type { ApplyContext } from "./apply-context.ts";
import { describeAuthorization } from "./await-authorization.ts";
import { verdictOf } from "./engine/kinds/resource-kind.ts";
import type { ChangeResult } from "./engine/result.ts";
import { resultOf } from "./execute-change.ts";
import { explain } from "./explain-error.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import { need, RefusedError } from "./ports/answer.ts";
import type { ResourceRecord } from "./ports/ledger.ts";

/**
 * Asks again for resources that were not authorised when they were last applied: a run is not done while one of them
 * is not. The service's reason is not shown here, since the resource's secrets are not read to mask them.
 */
export async function recheckAuthorizations(
  records: readonly ResourceRecord[],
  context: ApplyContext,
): Promise<readonly ChangeResult[]> {
  const open = records.filter(({ key, authorization }) => verdictOf(context.kinds.of(key), authorization) !== "good");
  return await mapConcurrently(open, CALLS_AT_ONCE, (record) => recheck(record, context));
}

async function recheck(record: ResourceRecord, context: ApplyContext): Promise<ChangeResult> {
  const { key, id, name, arn } = record;
  const kind = context.kinds.of(key);
  const subject = { key, id, name, action: "no-op" } as const;
  try {
    const found = need(await context.aws.services.describe(key, context.signal));
    if (found === undefined) {
      const error = `${kind.service} does not know the ${kind.noun} any more: a re-run reads it and creates it again`;
      return resultOf(subject, { status: "failed", error, arn });
    }
    const { state } = found;
    await context.ledger.putRecord(await context.keeper.lease(), { ...record, authorization: state });
    const authorization = { state, reason: null, verdict: verdictOf(kind, state) };
    const verdict = describeAuthorization(authorization, kind, context.redact);
    return resultOf(subject, { ...verdict, authorization: state, arn });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return resultOf(subject, {
      status: "failed",
      error: `its state cannot be read: ${explain(error.refusal, context)}`,
      arn,
    });
  }
}
