import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation, backoff, pause, withRetries } from "./await-operation.ts";
import { UnresolvedError } from "./engine/materialise.ts";
import type { Change } from "./engine/plan.ts";
import type { ChangeResult } from "./engine/result.ts";
import { explain } from "./explain-error.ts";
import { describeRemnant, lookAgain } from "./look-again.ts";
import { newIntent } from "./new-intent.ts";
import { settleSuccess } from "./settle-change.ts";
import { submitChange } from "./submit-change.ts";
import { CloudError, type Progress } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";

/** How often an operation that AWS took and failed for a passing reason is submitted anew, with a new token. */
const OPERATION_ATTEMPTS = 3;
/** How long a change waits for another operation on the same connection. */
const LONGEST_BUSY_MS = 180_000;
/** Handler error codes that AWS documents as retriable, and ServiceTimeout, of which that is unconfirmed. */
const retriableCodes: ReadonlySet<string> = new Set([
  "Throttling",
  "NetworkFailure",
  "ResourceConflict",
  "ServiceInternalError",
  "ServiceTimeout",
]);

/** Applies one change. Refusals are results; it rejects only when the ledger or the lock fails, or on an abort. */
export async function executeChange(
  change: Change,
  record: ConnectionRecord | undefined,
  context: ApplyContext,
): Promise<ChangeResult> {
  const { ledger, keeper, clock } = context;
  const arn = record?.arn ?? null;
  if (change.action === "forget") {
    await ledger.deleteRecord(await keeper.lease(), change.name);
    return resultOf(change, { status: "applied" });
  }
  const generation = (record?.generation ?? 0) + (change.action === "create" ? 1 : 0);
  const busyUntil = Math.min(clock.now() + LONGEST_BUSY_MS, context.deadline);
  let current = change;
  let failures = 0;
  for (let attempt = 1; ; attempt += 1) {
    const intent = newIntent(current, generation, attempt, context);
    await ledger.putIntent(await keeper.lease(), intent);
    const step = await submitAndWait(current, intent, context);
    if (step.kind === "succeeded") return await settle(current, intent, arn, context);
    if (step.kind === "continued") return resultOf(current, { status: "continued", arn });
    // Whether AWS took the operation, or how it ended, is not known: a later run finds out by the intent.
    if (step.kind === "unknown") return resultOf(current, { status: "failed", error: step.error, arn });

    if (step.kind === "again") failures += 1;
    const wait = backoff(attempt);
    const isWorthAnother = step.kind === "busy" || (step.kind === "again" && failures < OPERATION_ATTEMPTS);
    const until = step.kind === "busy" ? busyUntil : context.deadline;
    let { error } = step;
    if (isWorthAnother && clock.now() + wait <= until) {
      await pause(wait, context);
      const now = await lookAgain(current, step.kind === "busy", context);
      if (now.kind === "gone") return await settle(current, intent, arn, context);
      if (now.kind === "as-planned") {
        current = now.change;
        continue;
      }
      error = `${error}; ${now.why}`;
    } else if (step.mayHaveLeft) {
      error += await describeRemnant(current.name, context);
    }
    await ledger.settleIntent(await keeper.lease(), current.name, undefined);
    return resultOf(current, { status: "failed", error, arn });
  }
}

async function settle(
  change: Change,
  intent: Intent,
  arn: string | null,
  context: ApplyContext,
): Promise<ChangeResult> {
  const settlement = await settleSuccess(change, intent, context);
  if (settlement.kind === "settled") return settlement.result;
  return resultOf(change, { status: "failed", error: settlement.error, arn });
}

type Step =
  | { readonly kind: "succeeded" }
  | { readonly kind: "continued" }
  | { readonly kind: "unknown"; readonly error: string }
  /** again: it failed for a passing reason; busy: another operation was in the way. */
  | {
      readonly kind: "again" | "busy" | "failed";
      readonly error: string;
      /** Whether a create came so far that something may exist now. */
      readonly mayHaveLeft: boolean;
    };

async function submitAndWait(change: Change, intent: Intent, context: ApplyContext): Promise<Step> {
  let first: Progress;
  try {
    first = await withRetries(() => submitChange(change, intent.clientToken, context), context);
  } catch (error) {
    return judgeRefusal(change.action, error, context);
  }
  await context.ledger.putIntent(await context.keeper.lease(), { ...intent, requestToken: first.requestToken });
  try {
    return judgeProgress(change.action, await awaitOperation(first, context.connections, context), context);
  } catch (error) {
    if (error instanceof CloudError) return { kind: "unknown", error: explain(error, context) };
    throw error;
  }
}

/** What it means that AWS refused to take an operation. */
function judgeRefusal(action: Change["action"], error: unknown, context: ApplyContext): Step {
  if (error instanceof UnresolvedError) return { kind: "failed", error: error.message, mayHaveLeft: false };
  if (!(error instanceof CloudError)) throw error;
  if (action === "delete" && error.kind === "not-found") return { kind: "succeeded" };
  const text = explain(error, context);
  // An answer that was lost, or a failure inside AWS, may have come after AWS took the operation.
  if (error.kind === "retriable") return { kind: "unknown", error: text };
  return { kind: error.kind === "busy" ? "busy" : "failed", error: text, mayHaveLeft: false };
}

/** What an operation's end means. undefined: it had not ended at the deadline. */
export function judgeProgress(
  action: Change["action"],
  end: Progress | undefined,
  context: Pick<ApplyContext, "redact">,
): Step {
  if (end === undefined) return { kind: "continued" };
  if (end.status === "SUCCESS") return { kind: "succeeded" };
  if (action === "delete" && end.errorCode === "NotFound") return { kind: "succeeded" };
  const request = `request ${end.requestToken}`;
  // What exists already is not ours: AWS made nothing.
  const mayHaveLeft = action === "create" && end.errorCode !== "AlreadyExists";
  if (end.status === "CANCEL_COMPLETE") {
    const error = `somebody cancelled the operation in AWS (${request}); run the apply again`;
    return { kind: "failed", error, mayHaveLeft };
  }
  const detail = end.message === null ? "" : `: ${context.redact(end.message)}`;
  const error = `AWS failed the ${action} with ${end.errorCode ?? "no error code"}${detail} (${request})`;
  const isPassing = end.errorCode !== null && retriableCodes.has(end.errorCode);
  return { kind: isPassing ? "again" : "failed", error, mayHaveLeft };
}

export function resultOf(
  change: Pick<Change, "id" | "name" | "action">,
  fields: Pick<ChangeResult, "status"> & Partial<ChangeResult>,
): ChangeResult {
  const { id, name, action } = change;
  return { id, name, action, error: null, authorization: null, arn: null, ...fields };
}
