import { isBeingMade } from "../../engine/plan/record-state.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { verdictOf } from "../../engine/kinds/resource-kind.ts";
import type { Look } from "../../engine/plan/look.ts";
import { backoff } from "../../calls/insist.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import type { Sight } from "../../plan/look-at-resource.ts";
import { type ApplyContext, pause } from "../context.ts";
import { decide, needsLook, operationOf, type Verdict } from "./decide.ts";
import { newIntent } from "./intent.ts";
import { observe, type Observed, whatIsUnfinished } from "./observe.ts";
import { type End, operate, type OneOperation } from "./operation.ts";
import { recordLeft, resultOf, settle } from "./settle.ts";
import { whileHeld } from "../lease.ts";

/** How often an operation that AWS took and failed for a passing reason is submitted anew, with a new token. */
const OPERATION_ATTEMPTS = 3;
/** How long a change waits for another operation on the same resource. */
const LONGEST_BUSY_MS = 180_000;

/** A change that is to be made, and what is managed under its key. */
export interface Task {
  readonly change: OneOperation;
  readonly record: ResourceRecord | undefined;
  /** What the record will say after a delete; null: there will be none. */
  readonly after: ResourceRecord | null;
  /** What AWS told of the resource when it was planned; null: it is not there, or was not asked for. */
  readonly told: Look["told"] | null;
}

/** What AWS may have been asked for, so far. */
interface Asked {
  intent: Intent | null;
}

/**
 * Makes one change, by as many operations as the machine asks for. Refusals are results; it rejects only when the
 * ledger fails, or on an abort. Where the lock is lost after AWS may have been asked, a mark is left for the next run.
 */
export async function carryOut(task: Task, context: ApplyContext): Promise<ChangeResult> {
  const asked: Asked = { intent: null };
  const afterLoss = async (): Promise<ChangeResult> => {
    const { change, record } = task;
    const arn = record?.arn ?? null;
    if (asked.intent === null) return resultOf(change, { status: "skipped", error: "the lock was lost", arn });
    await context.ledger.leaveMark(asked.intent);
    const lost = "the lock was lost after AWS may have been asked: whether it took effect is for the next run to find";
    return resultOf(change, { status: "in-doubt", error: lost, arn });
  };
  return await whileHeld(context.keeper, () => makeChange(task, asked, context), afterLoss);
}

async function makeChange(task: Task, asked: Asked, context: ApplyContext): Promise<ChangeResult> {
  const { change: planned, after } = task;
  let { told } = task;
  const { ledger, keeper, clock } = context;
  const beginning = await begin(task, context);
  if ("error" in beginning) {
    return resultOf(planned, { status: "failed", error: beginning.error, arn: task.record?.arn ?? null });
  }
  const { generation } = beginning;
  let { change, record } = beginning;
  const startedAt = clock.now();
  const tries = countTries(context);
  for (let attempt = 1; ; attempt += 1) {
    const intent = newIntent({ change, generation, attempt, startedAt, told, after }, context);
    await ledger.putIntent(await keeper.lease(), intent);
    // Whoever slept here finds the lock lost before AWS is asked.
    await keeper.lease();
    asked.intent = intent;
    const end = await operate({ change, record, onTaken: (taken) => void (asked.intent = taken) }, intent, context);
    const wait = backoff(attempt);
    const verdict = end.kind === "failed" ? tries.afterFailure(end, wait) : end;
    if (verdict.kind === "failed" && !verdict.mayHaveActed) asked.intent = null;
    if (verdict.kind === "failed" && verdict.passing !== "no") await pause(wait, context);
    const { observation, sight } = await lookFor(verdict, intent, context);
    const operation = operationOf(intent.action);
    const decision = decide(operation, withAdvice(verdict, sight, { intent, context }), observation);
    if (decision.kind === "again" && (sight !== null || change.action === "create")) {
      // Whatever ends the run, the next one knows what this try may have left.
      const left = recordLeft({ intent, record, sight }, decision.left);
      if (left !== undefined) await ledger.settleIntent(await keeper.lease(), intent, { record: left });
      record = left ?? record;
      change = onWhatIsThere(change, sight);
      told = sight?.told ?? null;
    } else if (decision.kind === "complete" && sight !== null && change.action === "create") {
      record = recordLeft({ intent, record, sight }, "incomplete") ?? record;
      await ledger.settleIntent(await keeper.lease(), intent, { record });
      change = { ...change, action: "update", live: sight.live, seen: sight.seen, suspectedAt: null };
      told = sight.told;
    } else if (decision.kind === "again" || decision.kind === "complete") {
      throw new TypeError(`"${change.name}" is to be tried again, and nobody looked at it`);
    } else {
      return (await settle({ subject: planned, intent, record, sight, sinceAt: null }, decision, context)).result;
    }
  }
}

type Failure = Extract<End, { kind: "failed" }>;

/** Counts the tries of one change, and tells of a failure what is true of all of them. */
function countTries({ clock, deadline }: Pick<ApplyContext, "clock" | "deadline">) {
  const busyUntil = Math.min(clock.now() + LONGEST_BUSY_MS, deadline);
  let failures = 0;
  let mayHaveActed = false;
  return {
    /** Passing only while there is time for another try after `wait` milliseconds, and tries are left. */
    afterFailure(end: Failure, wait: number): Failure {
      const isBusy = end.passing === "busy";
      if (!isBusy) failures += 1;
      mayHaveActed ||= end.mayHaveActed;
      const isTimely = clock.now() + wait <= (isBusy ? busyUntil : deadline);
      const isWorthAnother = isTimely && (isBusy || failures < OPERATION_ATTEMPTS);
      return { ...end, mayHaveActed, passing: isWorthAnother ? end.passing : "no" };
    },
  };
}

const nothingSeen: Observed = { observation: { kind: "not-looked" }, sight: null };

/** Looks at what an operation is about, where its verdict leaves something to decide. */
export async function lookFor(end: End, intent: Intent, context: ApplyContext): Promise<Observed> {
  if (!needsLook(operationOf(intent.action), end)) return nothingSeen;
  const succeeded = end.kind === "succeeded" ? { sinceAt: sinceWhen(end) } : null;
  return await observe({ intent, succeeded }, context);
}

/** When an operation succeeded after which somebody may have gone on, by AWS's clock. */
export function sinceWhen(end: End): number | null {
  return end.kind === "succeeded" && end.isEarlier ? end.at : null;
}

/** AWS's own reason, and what to do about it: where the resource is there and does not work, that is why. */
export function withAdvice(
  end: End,
  sight: Sight | null,
  { intent, context }: { readonly intent: Intent; readonly context: Pick<ApplyContext, "kinds"> },
): Verdict {
  if (end.kind !== "failed") return end;
  const { advice, why, ...failed } = end;
  const kind = context.kinds.of(intent.key);
  const isBad = failed.mayHaveActed && sight !== null && verdictOf(kind, sight.state) === "bad";
  const remedy = isBad && kind.ready !== null ? `${lowerFirst(kind.ready.remedy)}, then apply it again` : advice;
  return { ...failed, why: `${why}; ${remedy}` };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function onWhatIsThere(change: OneOperation, sight: Sight | null): OneOperation {
  if (sight === null || change.action === "create") return change;
  const { live, seen } = sight;
  return change.action === "delete" ? { ...change, live } : { ...change, live, seen };
}

interface Beginning {
  readonly change: OneOperation;
  readonly record: ResourceRecord | undefined;
  /** The number of the creation that it is part of. */
  readonly generation: number;
}

/** What to do first. A creation that did not get to its end is completed where what it made is still there. */
async function begin({ change, record }: Task, context: ApplyContext): Promise<Beginning | { readonly error: string }> {
  const generation = record?.generation ?? 0;
  const another = { change, record, generation: change.action === "create" ? generation + 1 : generation };
  if (record === undefined || !isBeingMade(record)) return another;
  const found = await whatIsUnfinished(record, context);
  switch (found.kind) {
    case "absent":
      // Somebody took away what was left, or the old one of its name is gone: that makes this another creation.
      return another;
    case "foreign":
      // Without the record it is like every other resource that Bridgehead does not manage.
      await context.ledger.deleteRecord(await context.keeper.lease(), change.key);
      return { error: found.why };
    case "unreadable":
      return { error: found.why };
    case "ours": {
      const { live, seen } = found.sight;
      if (change.action !== "create") return another;
      return { change: { ...change, action: "update", live, seen, suspectedAt: null }, record, generation };
    }
  }
}
