import type { ApplyContext } from "./apply-context.ts";
import { normaliseLive } from "./engine/kinds/model.ts";
import type { Change } from "./engine/plan.ts";
import { findRemnant, unfinished } from "./find-remnant.ts";
import type { Step } from "./judge-step.ts";
import { doubtThatGone, lookAgain, readNow, staleness } from "./look-again.ts";
import { Refusal } from "./ports/answer.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/** An attempt that did not bring the change about. */
export interface FailedAttempt {
  readonly change: Change;
  readonly intent: Intent;
  readonly step: Extract<Step, { kind: "again" | "busy" | "failed" }>;
  /** Whether it, or one before it, may have taken effect. */
  readonly mayHaveLeft: boolean;
  readonly isWorthAnother: boolean;
}

export type Next =
  /** What was to be deleted is no longer there. */
  | { readonly kind: "gone" }
  | { readonly kind: "again"; readonly change: Change; readonly record?: ResourceRecord }
  /** `record`: what the ledger keeps in place of the intent. `isOpen`: the intent stays, for the next run. */
  | {
      readonly kind: "stop";
      readonly error: string;
      readonly record?: ResourceRecord;
      readonly isOpen?: true;
    };

/** What comes after an attempt that failed, by what is there now. Nothing is written. */
export async function nextAttempt(failed: FailedAttempt, context: ApplyContext): Promise<Next> {
  const { change, step, mayHaveLeft, isWorthAnother } = failed;
  if (mayHaveLeft && change.action === "create") return await afterCreate(failed, context);
  if (!isWorthAnother) {
    const isGone = change.action === "delete" && mayHaveLeft && (await doubtThatGone(change, context)) === null;
    if (isGone) return { kind: "gone" };
    const why = step.kind === "failed" ? await staleness(change, context) : null;
    return { kind: "stop", error: why ?? step.error };
  }
  const now = await lookAgain(change, step.kind === "busy", context);
  if (now.kind === "gone") return now;
  return now.kind === "as-planned"
    ? { kind: "again", change: now.change }
    : { kind: "stop", error: `${step.error}; ${now.why}` };
}

async function afterCreate(
  { change, intent, step, isWorthAnother }: FailedAttempt,
  context: ApplyContext,
): Promise<Next> {
  const remnant = await findRemnant(intent, context);
  if (remnant.kind === "none") return isWorthAnother ? { kind: "again", change } : { kind: "stop", error: step.error };
  if (remnant.kind !== "ours") {
    const error = `${step.error}; ${remnant.why}`;
    return remnant.kind === "unknown" ? { kind: "stop", error, isOpen: true } : { kind: "stop", error };
  }
  if (intent.record === null) throw new TypeError(`the intent to create "${change.name}" has no record`);
  const record = unfinished(intent.record, intent.changeDigest, remnant.arn);
  if (change.action !== "create") throw new TypeError(`the ${change.action} of "${change.name}" is no create`);
  const found = isWorthAnother ? await readNow(change.key, context) : undefined;
  const { noun, schema } = context.kinds.of(change.key);
  if (found === undefined || found instanceof Refusal) {
    const error = `${step.error}; the ${noun} was made all the same, and the next apply completes it`;
    return { kind: "stop", error, record };
  }
  return {
    kind: "again",
    change: { ...change, action: "update", live: normaliseLive(schema, found.properties) },
    record,
  };
}
