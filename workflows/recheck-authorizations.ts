import type { ApplyContext } from "./apply-context.ts";
import { describeAuthorization, verdictOf } from "./await-authorization.ts";
import { withRetries } from "./await-operation.ts";
import type { ChangeResult } from "./engine/result.ts";
import { resultOf } from "./execute-change.ts";
import { explain } from "./explain-error.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import { CloudError } from "./ports/cloud.ts";
import type { ConnectionRecord } from "./ports/ledger.ts";

/**
 * Asks again for connections that were not authorised when they were last applied: a run is not done while one of
 * them is not. EventBridge's reason is not shown here, since the connection's secrets are not read to mask them.
 */
export async function recheckAuthorizations(
  records: readonly ConnectionRecord[],
  context: ApplyContext,
): Promise<readonly ChangeResult[]> {
  const open = records.filter(({ authorization }) => authorization !== null && verdictOf(authorization) !== "good");
  return await mapConcurrently(open, CALLS_AT_ONCE, (record) => recheck(record, context));
}

async function recheck(record: ConnectionRecord, context: ApplyContext): Promise<ChangeResult> {
  const { id, name, arn } = record;
  const subject = { id, name, action: "no-op" } as const;
  try {
    const found = await withRetries(() => context.aws.states.describe(name, context.signal), context);
    if (found === undefined) {
      const error = "EventBridge does not know the connection any more: a re-run reads it and creates it again";
      return resultOf(subject, { status: "failed", error, arn });
    }
    const { state } = found;
    await context.ledger.putRecord(await context.keeper.lease(), { ...record, authorization: state });
    const authorization = { state, reason: null, verdict: verdictOf(state) };
    return resultOf(subject, { ...describeAuthorization(authorization, context.redact), authorization: state, arn });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return resultOf(subject, { status: "failed", error: `its state cannot be read: ${explain(error, context)}`, arn });
  }
}
