import type { Look } from "../../engine/plan/look.ts";
import { exportsIn, noExports } from "../../engine/definition/own-options.ts";
import type { Adopt } from "../../engine/plan/plan.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { verdictOf } from "../../engine/kinds/resource-kind.ts";
import { Refusal } from "../../ports/answer.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import type { Sight } from "../../plan/look-at-resource.ts";
import { type ApplyContext, explain } from "../context.ts";
import { isExported } from "./export-arns.ts";
import { newIntent } from "./intent.ts";
import { isAsAsked, sightForSure } from "./observe.ts";
import { awaitReady, doneBy, type Named, resultOf, settle } from "./settle.ts";
import { whileHeld } from "../lease.ts";

/** An adoption that writes nothing, and what AWS told of the resource when it was planned. */
interface TakingOver {
  readonly change: Adopt;
  readonly told: Look["told"] | null;
}

/**
 * Takes a resource over as it is. AWS gets nothing but parameters that receive an ARN, and the record is written only
 * where all that can be read is still as the definition says.
 */
export async function takeOver({ change, told }: TakingOver, context: ApplyContext): Promise<ChangeResult> {
  const { ledger, keeper, clock } = context;
  const begin = async (): Promise<ChangeResult> => {
    const beginning = { change, generation: 0, attempt: 1, startedAt: clock.now(), told, after: null };
    const intent = newIntent(beginning, context);
    await ledger.putIntent(await keeper.lease(), intent);
    return (await endTakingOver({ subject: change, intent }, context)).result;
  };
  // Its intent stays, and whoever holds the lock now goes on with it.
  const afterLoss = () => resultOf(change, { status: "skipped", error: "the lock was lost", arn: told?.arn ?? null });
  return await whileHeld(keeper, begin, afterLoss);
}

interface Begun {
  readonly subject: Named;
  readonly intent: Intent;
}

export interface TakenOver {
  readonly result: ChangeResult;
  /** undefined: there is none. */
  readonly record: ResourceRecord | undefined;
  /** Whether the intent stays for a later run. */
  readonly isOpen: boolean;
}

interface Left extends Begun {
  /** What is managed under the key; undefined: nothing. */
  readonly known: ResourceRecord | undefined;
  /** Why nothing must be written now; null: it may. */
  readonly obstacle: string | null;
}

/**
 * Goes on with what an earlier run began. Where that has handed on nothing of the resource, nothing was taken over (null),
 * and the plan decides anew, whatever the definition says now.
 */
export async function resumeTakingOver(
  { subject, intent, known, obstacle }: Left,
  context: ApplyContext,
): Promise<TakenOver | null> {
  const handedOn = known === undefined ? await hasHandedOn(intent, context) : false;
  if (handedOn === false) {
    await context.ledger.settleIntent(await context.keeper.lease(), intent, {});
    return null;
  }
  const why = handedOn instanceof Refusal ? explain(handedOn, context) : obstacle;
  if (why === null) return await endTakingOver({ subject, intent }, context);
  const result = resultOf(subject, { status: "failed", error: why, arn: intent.arn });
  return { result, record: undefined, isOpen: true };
}

/** Whether a parameter holds the ARN that the run was to write there. */
async function hasHandedOn({ key, arn, record }: Intent, context: ApplyContext): Promise<boolean | Refusal> {
  for (const { name, parameter } of exportsIn(record?.options ?? noExports)) {
    const answer = await isExported({ record: { key, arn }, name, parameter }, context);
    if (answer !== false) return answer;
  }
  return false;
}

/** Somebody may have changed the resource since it was planned: then it is left alone, and planned anew. */
async function endTakingOver({ subject, intent }: Begun, context: ApplyContext): Promise<TakenOver> {
  const { ledger, keeper, kinds } = context;
  const sight = await settledSight(subject, context);
  if (sight instanceof Refusal) {
    const error = `"${subject.name}" cannot be read (${explain(sight, context)}); run the apply again`;
    return { result: resultOf(subject, { status: "failed", error }), record: undefined, isOpen: true };
  }
  const arn = sight?.told.arn ?? null;
  if (sight !== undefined && verdictOf(kinds.of(intent.key), sight.state) === "open") {
    return { result: resultOf(subject, { status: "continued", arn }), record: undefined, isOpen: true };
  }
  const why = whyNot(intent, sight, context);
  if (why !== null || sight === undefined) {
    const result = resultOf(subject, { status: "failed", error: `${why}; run the apply again, which plans anew`, arn });
    await ledger.settleIntent(await keeper.lease(), intent, { done: doneBy(result, intent.pull, context) });
    return { result, record: undefined, isOpen: false };
  }
  // The service's reason is not shown: it may quote a credential, and none was read to mask it.
  const decided = { subject, intent, record: undefined, sight: { ...sight, reason: null }, sinceAt: null };
  const { result, record } = await settle(decided, { kind: "applied" }, context);
  return { result, record: record ?? undefined, isOpen: false };
}

/** What is there once nobody is at work on it; undefined: nothing. */
async function settledSight(subject: Named, context: ApplyContext): Promise<Sight | undefined | Refusal> {
  const first = await sightForSure(subject.key, true, context);
  return first === undefined || first instanceof Refusal ? first : await awaitReady(subject, first, context);
}

/** Why the resource is not what was to be taken over; null: it is. */
function whyNot({ key, name, arn, record }: Intent, sight: Sight | undefined, context: ApplyContext): string | null {
  if (sight === undefined) return `"${name}" is no longer there`;
  const now = sight.told.arn;
  if (arn !== null && now !== null && now !== arn) return `somebody made "${name}" anew since it was planned`;
  const isAsPlanned = record !== null && isAsAsked(key, record.desired, { sight, context });
  return isAsPlanned ? null : `somebody changed "${name}" since it was planned`;
}
