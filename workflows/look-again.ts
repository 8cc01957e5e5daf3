import type { ApplyContext } from "./apply-context.ts";
import { pause } from "./await-operation.ts";
import { equalJson } from "./engine/json.ts";
import type { Key } from "./engine/kinds/key.ts";
import { anyOf } from "./engine/kinds/noun.ts";
import { normaliseLive, readablePart } from "./engine/kinds/model.ts";
import type { Change, Named } from "./engine/plan.ts";
import { explain } from "./explain-error.ts";
import { backoff } from "./insist.ts";
import { type Answer, Refusal } from "./ports/answer.ts";
import type { LiveResource } from "./ports/resources.ts";

export type Look =
  /** The change, on what is live now. */
  | { readonly kind: "as-planned"; readonly change: Change }
  /** What was to be deleted is no longer there. */
  | { readonly kind: "gone" }
  | { readonly kind: "differs"; readonly why: string };

/** Reads, a few seconds apart, after which a resource of which no other API tells counts as gone. */
const GONE_READS = 6;
const PLAN_AGAIN = "run the apply again, which plans anew";

/**
 * Reads a resource anew before its change is tried another time: a failed operation is not rolled back, and another
 * one may have changed the resource. In that second case (`isOthers`) the change goes on only where the resource is
 * still as it was planned, or already reads as the definition asks.
 */
export async function lookAgain(change: Change, isOthers: boolean, context: ApplyContext): Promise<Look> {
  const { key, name, action } = change;
  const kind = context.kinds.of(key);
  const found = await readNow(key, context);
  if (found instanceof Refusal) return { kind: "differs", why: `it cannot be read (${explain(found, context)})` };
  if (action === "create") {
    if (found === undefined) return { kind: "as-planned", change };
    const why = `there is ${anyOf(kind)} "${name}" now that Bridgehead does not manage: delete it, or set \`adopt: true\``;
    return { kind: "differs", why };
  }
  if (found === undefined) {
    if (action !== "delete") return { kind: "differs", why: `it is no longer there; ${PLAN_AGAIN}` };
    const doubt = await doubtThatGone(change, context);
    return doubt === null ? { kind: "gone" } : { kind: "differs", why: doubt };
  }
  const live = normaliseLive(kind.schema, found.properties);
  const isExpected = equalJson(live, change.live) || equalJson(live, readablePart(kind.schema, change.desired ?? {}));
  if (isOthers && !isExpected) return { kind: "differs", why: `somebody changed it meanwhile; ${PLAN_AGAIN}` };
  // What is there again is changed, or deleted, as it is now.
  return { kind: "as-planned", change: { ...change, live } as Change };
}

/**
 * Why an update was refused, if it is because the resource is no longer as it was planned: then the patch's tests
 * fail. null: that is not it. AWS's own words for it are unconfirmed, so nothing rests on them.
 */
export async function staleness(change: Change, context: ApplyContext): Promise<string | null> {
  if (change.action !== "update" && change.action !== "adopt") return null;
  const found = await readNow(change.key, context);
  if (found instanceof Refusal) return null;
  if (found === undefined) return `it is no longer there; ${PLAN_AGAIN}`;
  const { schema } = context.kinds.of(change.key);
  return equalJson(normaliseLive(schema, found.properties), change.live)
    ? null
    : `somebody changed it since it was planned; ${PLAN_AGAIN}`;
}

/**
 * What speaks against forgetting a resource that Cloud Control does not find; null: nothing. It reads with a delay,
 * and a resource that is forgotten while it exists would be nobody's.
 */
export async function doubtThatGone({ key, name }: Named, context: ApplyContext): Promise<string | null> {
  const { supplement, service, noun } = context.kinds.of(key);
  for (let attempt = 1; ; attempt += 1) {
    const found = await context.aws.services.describe(key, context.signal);
    if (found instanceof Refusal) return `whether "${name}" is gone cannot be read (${explain(found, context)})`;
    if (found !== undefined) {
      return supplement === null
        ? `Cloud Control does not always find the ${noun} "${name}"; run the apply again`
        : `Cloud Control does not find "${name}", but ${service} does; run the apply again`;
    }
    // Where Cloud Control is the only witness, one answer of it says nothing about another.
    if (supplement !== null || attempt === GONE_READS) return null;
    await pause(backoff(attempt), context);
  }
}

/** undefined: there is no such resource. */
export async function readNow(key: Key, context: ApplyContext): Promise<Answer<LiveResource | undefined>> {
  return await context.aws.resources.read(key, context.signal);
}
