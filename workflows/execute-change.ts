import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation, pause } from "./await-operation.ts";
import { normaliseLive } from "./engine/kinds/model.ts";
import type { Change } from "./engine/plan.ts";
import { isBeingMade } from "./engine/record-state.ts";
import type { ChangeResult } from "./engine/result.ts";
import { explain } from "./explain-error.ts";
import { findUnfinished } from "./find-remnant.ts";
import { inDoubt } from "./in-doubt.ts";
import { judgeProgress, judgeRefusal, type Step } from "./judge-step.ts";
import { doubtThatGone, readNow } from "./look-again.ts";
import { nextAttempt } from "./next-attempt.ts";
import { newIntent } from "./new-intent.ts";
import { settleSuccess } from "./settle-change.ts";
import { isTakenAsItIs, submitChange } from "./submit-change.ts";
import { backoff } from "./insist.ts";
import { need, Refusal, RefusedError } from "./ports/answer.ts";
import type { Progress } from "./ports/resources.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/** How often an operation that AWS took and failed for a passing reason is submitted anew, with a new token. */
const OPERATION_ATTEMPTS = 3;
/** How long a change waits for another operation on the same resource. */
const LONGEST_BUSY_MS = 180_000;

/**
 * Applies one change, in one operation. Refusals are results; it rejects only when the ledger or the lock fails, or on
 * an abort. `after` is what the record will say after a delete, where there will be one.
 */
export async function executeChange(
  change: Change,
  record: ResourceRecord | undefined,
  context: ApplyContext,
  after: ResourceRecord | null = null,
): Promise<ChangeResult> {
  const { ledger, keeper, clock } = context;
  const arn = record?.arn ?? null;
  const failed = (error: string): ChangeResult => resultOf(change, { status: "failed", error, arn });
  if (change.action === "forget") {
    const doubt = change.live === null ? await doubtThatGone(change, context) : null;
    if (doubt !== null) return failed(doubt);
    await ledger.deleteRecord(await keeper.lease(), change.key);
    return resultOf(change, { status: "applied" });
  }
  const beginning = await begin(change, record, context);
  if ("error" in beginning) return failed(beginning.error);
  const { generation } = beginning;
  let current = beginning.change;
  const startedAt = clock.now();
  const busyUntil = Math.min(startedAt + LONGEST_BUSY_MS, context.deadline);
  let failures = 0;
  let mayHaveLeft = false;
  for (let attempt = 1; ; attempt += 1) {
    const intent = newIntent({ change: current, generation, attempt, startedAt, after }, context);
    await ledger.putIntent(await keeper.lease(), intent);
    const step = await submitAndWait(current, intent, mayHaveLeft, context);
    if (step.kind === "succeeded") return await settle(change, intent, arn, context);
    if (step.kind === "continued") return resultOf(change, { status: "continued", arn });
    // Whether AWS took the operation, or how it ended, is not known: a later run finds out by the intent.
    if (step.kind === "unknown") return failed(step.error);

    if (step.kind === "again") failures += 1;
    mayHaveLeft ||= step.mayHaveLeft;
    const wait = backoff(attempt);
    const isTimely = clock.now() + wait <= (step.kind === "busy" ? busyUntil : context.deadline);
    const isPassing = step.kind === "busy" || (step.kind === "again" && failures < OPERATION_ATTEMPTS);
    const isWorthAnother = isPassing && isTimely;
    if (isWorthAnother) await pause(wait, context);
    const next = await nextAttempt({ change: current, intent, step, mayHaveLeft, isWorthAnother }, context);
    if (next.kind === "gone") return await settle(change, intent, arn, context);
    if (next.kind === "stop" && next.isOpen === true) return failed(next.error);
    if (next.kind === "stop" || next.record !== undefined) {
      const doubted = mayHaveLeft ? inDoubt(record, intent) : undefined;
      await ledger.settleIntent(await keeper.lease(), change.key, next.record ?? doubted);
    }
    if (next.kind === "stop") return failed(next.error);
    current = next.change;
  }
}

/** What to do first, and the number of the creation that it is part of. */
async function begin(
  change: Change,
  record: ResourceRecord | undefined,
  context: ApplyContext,
): Promise<{ readonly change: Change; readonly generation: number } | { readonly error: string }> {
  const generation = record?.generation ?? 0;
  const another = { change, generation: change.action === "create" ? generation + 1 : generation };
  if (record === undefined || !isBeingMade(record)) return another;
  const remnant = await findUnfinished(record, context);
  // Somebody took away what was left, or the old one of its name is gone: that makes this another creation.
  if (remnant.kind === "none") return another;
  // Without the record it is like every other resource that Bridgehead does not manage.
  if (remnant.kind === "foreign") await context.ledger.deleteRecord(await context.keeper.lease(), change.key);
  if (remnant.kind !== "ours") return { error: remnant.why };
  if (change.action !== "create") return another;
  const found = await readNow(change.key, context);
  if (found instanceof Refusal) return { error: `it cannot be read (${explain(found, context)})` };
  if (found === undefined) return { error: `Cloud Control does not find "${change.name}" yet; run the apply again` };
  const { schema } = context.kinds.of(change.key);
  return { change: { ...change, action: "update", live: normaliseLive(schema, found.properties) }, generation };
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

async function submitAndWait(change: Change, intent: Intent, isRepeat: boolean, context: ApplyContext): Promise<Step> {
  if (isTakenAsItIs(change, context)) return { kind: "succeeded" };
  let first: Progress;
  try {
    first = need(await submitChange(change, intent.clientToken, context));
  } catch (error) {
    return judgeRefusal({ change, isRepeat }, error, context);
  }
  const { requestToken } = first;
  await context.ledger.putIntent(await context.keeper.lease(), { ...intent, requestToken });
  try {
    const onPoll = ({ status }: Progress): void => context.onEvent?.({ kind: "polled", change, status });
    context.onEvent?.({ kind: "submitted", change, requestToken });
    const end = await awaitOperation(first, context.aws.resources, context, onPoll);
    return judgeProgress({ change, isRepeat: isRepeat || first.repeats > 0 }, end, context);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const what = `how the ${change.action} of "${change.name}" ends (request token ${requestToken}) cannot be read`;
    return {
      kind: "unknown",
      error: `${what}: ${explain(error.refusal, context)}; run the apply again, which continues it`,
    };
  }
}

export function resultOf(
  change: Pick<Change, "key" | "id" | "name" | "action">,
  fields: Pick<ChangeResult, "status"> & Partial<ChangeResult>,
): ChangeResult {
  const { key, id, name, action } = change;
  return { key, id, name, action, error: null, authorization: null, arn: null, ...fields };
}
