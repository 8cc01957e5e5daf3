import { diffResource } from "../../engine/plan/diff.ts";
import { equalJson } from "../../engine/values/json.ts";
import type { Model } from "../../engine/values/model.ts";
import { anyOf } from "../../engine/kinds/noun.ts";
import type { Key } from "../../engine/values/key.ts";
import { type ResourceKind, samenessAt } from "../../engine/kinds/resource-kind.ts";
import type { PropertyChange } from "../../engine/plan/plan.ts";
import { referencesIn } from "../../engine/values/reference.ts";
import { backoff } from "../../calls/insist.ts";
import { type Answer, Refusal } from "../../ports/answer.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import { type Sight, sightOf } from "../../plan/look-at-resource.ts";
import { type ApplyContext, explain, pause } from "../context.ts";
import type { Observation } from "./decide.ts";

/** What is there now, as the machine takes it, and all that was seen of it; null: nothing, or it cannot be read. */
export interface Observed {
  readonly observation: Observation;
  readonly sight: Sight | null;
}

/** Reads, a few seconds apart, after which what one witness does not show counts as absent. */
const ABSENT_READS = 6;
/** How far AWS's clock may be behind ours; its times may also be whole seconds. */
export const CLOCK_SKEW_MS = 2_000;

export interface Subject {
  readonly intent: Intent;
  /**
   * AWS says that the operation succeeded: reads may be behind. sinceAt: in an earlier run, at that time of AWS's clock,
   * so that somebody may have gone on since; null: just now. null: AWS does not say so.
   */
  readonly succeeded: { readonly sinceAt: number | null } | null;
}

/** Looks at what an operation is about. */
export async function observe({ intent, succeeded }: Subject, context: ApplyContext): Promise<Observed> {
  const sight = await sightForSure(intent.key, succeeded !== null, context);
  if (sight === undefined) return { observation: { kind: "absent" }, sight: null };
  if (sight instanceof Refusal) {
    const why = `"${intent.name}" cannot be read (${explain(sight, context)})`;
    return { observation: { kind: "unreadable", why }, sight: null };
  }
  const observation =
    intent.action === "create"
      ? whoseCreate({ intent, succeeded }, sight, context)
      : whoseChange(intent, { sight, context });
  return { observation, sight };
}

/**
 * A look that does not take a late read for an absence. `isExpected`: AWS says that it is there. Where Cloud Control is
 * the only witness, one answer of it says nothing about another.
 */
export async function sightForSure(
  key: Key,
  isExpected: boolean,
  context: ApplyContext,
): Promise<Answer<Sight | undefined>> {
  const reads = isExpected || context.kinds.of(key).supplement === null ? ABSENT_READS : 1;
  for (let attempt = 1; ; attempt += 1) {
    const sight = await sightOf(key, context);
    if (sight !== undefined || attempt === reads) return sight;
    await pause(backoff(attempt), context);
  }
}

/**
 * What a create left is ours when its service made it after the intent was written, and nothing that can be read of it
 * is other than our create asked for: the plan had found the name free, AWS took our create, and did not say that the
 * name was taken. What is older is another's, and so is what somebody made meanwhile. Where AWS says that our create
 * succeeded in an earlier run, another's is only what was made after that and is not as we asked: the time that AWS
 * gives is by its documentation that of the request, so that what we made ourselves is later, too.
 */
function whoseCreate({ intent, succeeded }: Subject, sight: Sight, context: ApplyContext): Observation {
  const { key, name, startedAt, record } = intent;
  const { createdAt } = sight;
  const { arn } = sight.told;
  const kind = context.kinds.of(key);
  if (arn === null || createdAt === null) {
    const why = `there is ${anyOf(kind)} "${name}", and nobody tells whether Bridgehead made it: ${NOW_WHAT}`;
    return { kind: "untold", why };
  }
  const why = notMadeByUs(name, kind);
  const since = succeeded?.sinceAt ?? null;
  const isLater = since !== null && createdAt > since + CLOCK_SKEW_MS;
  const isOlder = succeeded === null && createdAt < startedAt - CLOCK_SKEW_MS;
  const asked = record?.desired ?? null;
  // What is missing contradicts nothing: AWS may not have got so far.
  const isAsAsked =
    asked !== null && differences(key, asked, { sight, context }).every(({ before }) => before === null);
  if (isOlder || (isLater && !isAsAsked)) return { kind: "foreign", why };
  return isAsAsked ? { kind: "ours", acted: true } : { kind: "changed", why };
}

/** What there is of a creation that did not get to its end. */
export type Unfinished =
  | { readonly kind: "absent" }
  | { readonly kind: "ours"; readonly sight: Sight }
  | { readonly kind: "foreign" | "unreadable"; readonly why: string };

/** Looks for what the record of such a creation is about, and for nothing else of its name. */
export async function whatIsUnfinished(
  { key, name, arn }: Pick<ResourceRecord, "key" | "name" | "arn">,
  context: ApplyContext,
): Promise<Unfinished> {
  const sight = await sightForSure(key, false, context);
  if (sight === undefined) return { kind: "absent" };
  if (sight instanceof Refusal) {
    return { kind: "unreadable", why: `"${name}" cannot be read (${explain(sight, context)})` };
  }
  if (arn !== null && sight.told.arn === arn) return { kind: "ours", sight };
  return { kind: "foreign", why: notMadeByUs(name, context.kinds.of(key)) };
}

function notMadeByUs(name: string, kind: Pick<ResourceKind, "type">): string {
  return `there is ${anyOf(kind)} "${name}" that Bridgehead did not make: ${NOW_WHAT}`;
}

const NOW_WHAT = "delete it, or set `adopt: true`";

interface Now {
  readonly sight: Sight;
  readonly context: ApplyContext;
}

function whoseChange(
  { key, name, before, arn: known, modified, record: after, action }: Intent,
  now: Now,
): Observation {
  const { live, told } = now.sight;
  const { arn } = told;
  if (known !== null && arn !== null && arn !== known) {
    return { kind: "foreign", why: `somebody made "${name}" anew since it was planned; ${PLAN_AGAIN}` };
  }
  const isBefore = before === null || equalJson(live, before);
  const asked = action === "delete" ? null : (after?.desired ?? null);
  const isAfter = asked !== null && isAsAsked(key, asked, now);
  const changed = { kind: "changed", why: `somebody changed it since it was planned; ${PLAN_AGAIN}` } as const;
  if (!isBefore && !isAfter) return changed;
  if (modified === null || told.modified === null) {
    return { kind: "ours", acted: before === null ? null : actedByContent(isBefore, isAfter) };
  }
  if (told.modified === modified) return { kind: "ours", acted: false };
  return isAfter || action === "delete" ? { kind: "ours", acted: true } : changed;
}

const PLAN_AGAIN = "run the apply again, which plans anew";

function actedByContent(isBefore: boolean, isAfter: boolean): boolean | null {
  if (isBefore && isAfter) return null;
  return isAfter;
}

/** Whether all that can be read is as a desired state has it. */
export function isAsAsked(key: Key, desired: Model, now: Now): boolean {
  return differences(key, desired, now).length === 0;
}

/**
 * What of a desired state can be read and is otherwise. A text that holds a plain parameter reads as its value, which
 * nobody keeps.
 */
function differences(key: Key, desired: Model, { sight, context }: Now): readonly PropertyChange[] {
  const { live, seen } = sight;
  const kind = context.kinds.of(key);
  const isSame = samenessAt(kind, context.target);
  const asked = { schema: kind.schema, live, seen, desired, recorded: null, parameters: [], isSuspect: false, isSame };
  return diffResource(asked).filter(
    ({ readable, after }) => readable && !(typeof after === "string" && referencesIn(after).length > 0),
  );
}
