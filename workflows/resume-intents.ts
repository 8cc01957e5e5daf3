import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation } from "./await-operation.ts";
import { keyText } from "./engine/kinds/key.ts";
import { materialise, resolver, UnresolvedError } from "./engine/materialise.ts";
import { redactor } from "./engine/redact.ts";
import type { ChangeResult } from "./engine/result.ts";
import { resultOf } from "./execute-change.ts";
import { explain } from "./explain-error.ts";
import { findRemnant, unfinished } from "./find-remnant.ts";
import { inDoubt } from "./in-doubt.ts";
import { judgeProgress } from "./judge-step.ts";
import { doubtThatGone } from "./look-again.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import { need, type Refusal, RefusedError } from "./ports/answer.ts";
import type { Progress } from "./ports/resources.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";
import { readSecrets } from "./read-secrets.ts";
import { settleSuccess } from "./settle-change.ts";
import { whyFrozen } from "./why-frozen.ts";

export interface Resumed {
  readonly results: readonly ChangeResult[];
  /** Keys, as text, whose operation is still open: nothing else may be begun on them. */
  readonly open: ReadonlySet<string>;
}

/**
 * Brings to an end what earlier runs began and could not finish. What succeeded is recorded, what still goes on is
 * reported as continued; what failed, or was never taken by AWS, is forgotten, so that the plan decides anew: with a
 * record where a create made something all the same. Where that cannot be told, the intent stays. Waiting takes half of
 * the time that there is: the rest is for new changes.
 */
export async function resumeIntents(
  intents: readonly Intent[],
  context: Omit<ApplyContext, "values" | "redact">,
): Promise<Resumed> {
  const { clock } = context;
  const deadline = clock.now() + (context.deadline - clock.now()) / 2;
  const secrets = await readSecrets(intents.flatMap(needOf), context.aws.secrets, context.signal);
  const redact = redactor([...secrets.values.values(), ...context.literals.all()]);
  // Asking again for a create that AWS may never have heard of may be what makes the resource.
  const frozen = intents.some(isUnasked) ? await whyWaiting(context) : null;
  const records = new Map((await context.ledger.records()).map((record) => [keyText(record.key), record]));
  const ends = await mapConcurrently(intents, CALLS_AT_ONCE, async (intent) => {
    const refusal = secrets.refusals.get(keyText(intent.key));
    const withheld = (): string => "(not shown: its secrets cannot be read, so they cannot be masked)";
    const own = {
      ...context,
      deadline,
      values: secrets.values,
      redact: refusal === undefined ? redact : withheld,
    };
    const obstacle = refusal?.mayPass === true ? refusal.why : frozen;
    return { intent, end: await resumeIntent(intent, records.get(keyText(intent.key)), obstacle, own) };
  });
  return {
    results: ends.flatMap(({ end }) => (end.kind === "forgotten" ? [] : [end.result])),
    open: new Set(ends.flatMap(({ intent, end }) => (end.kind === "open" ? [keyText(intent.key)] : []))),
  };
}

/** Whether the run died before it knew that AWS had taken the create. */
function isUnasked({ action, requestToken, record }: Intent): boolean {
  return action === "create" && requestToken === null && record !== null;
}

async function whyWaiting({ aws, signal }: Pick<ApplyContext, "aws" | "signal">) {
  const why = await whyFrozen(aws.freeze, signal);
  return why === null ? null : `what an earlier run began goes on later, since the target is frozen: ${why}`;
}

function needOf({ record }: Intent): readonly ResourceRecord[] {
  return record === null ? [] : [record];
}

type End =
  | { readonly kind: "ended" | "open"; readonly result: ChangeResult }
  /** The plan decides anew. */
  | { readonly kind: "forgotten" };

async function resumeIntent(
  intent: Intent,
  record: ResourceRecord | undefined,
  obstacle: string | null,
  context: ApplyContext,
): Promise<End> {
  const { key, name, action } = intent;
  const subject = { key, id: intent.record?.id ?? name, name, action };
  context.log.info("continuing an operation of an earlier run", { name, run: intent.run });
  const unknown = (error: string): End => ({ kind: "open", result: resultOf(subject, { status: "failed", error }) });
  try {
    const first = await currentProgress(intent, obstacle, context);
    if (first === "obstructed") return unknown(obstacle ?? "");
    const step =
      first === undefined
        ? undefined
        : judgeProgress(
            { change: intent, isRepeat: intent.requestToken === null || intent.attempt > 1 },
            await awaitOperation(first, context.aws.resources, context),
            context,
          );
    if (step?.kind === "continued") return { kind: "open", result: resultOf(subject, { status: "continued" }) };
    if (step?.kind === "succeeded") {
      const settlement = await settleSuccess(subject, intent, context);
      if (settlement.kind === "settled") return { kind: "ended", result: settlement.result };
      if (settlement.kind === "unreadable") return unknown(settlement.error);
    }
    const mayHaveLeft = step === undefined || ("mayHaveLeft" in step && step.mayHaveLeft);
    if (intent.action === "create" && intent.record !== null && mayHaveLeft) {
      const remnant = await findRemnant(intent, context);
      if (remnant.kind === "unknown") return unknown(remnant.why);
      if (remnant.kind === "ours") {
        const left = unfinished(intent.record, intent.changeDigest, remnant.arn);
        await context.ledger.settleIntent(await context.keeper.lease(), key, left);
        return { kind: "forgotten" };
      }
    }
    if (intent.action === "delete" && mayHaveLeft && (await doubtThatGone(intent, context)) === null) {
      await context.ledger.settleIntent(await context.keeper.lease(), key, intent.record);
      return { kind: "forgotten" };
    }
    const doubted = mayHaveLeft ? inDoubt(record, intent) : undefined;
    await context.ledger.settleIntent(await context.keeper.lease(), key, doubted);
    return { kind: "forgotten" };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return unknown(`what an earlier run began cannot be looked up: ${explain(error.refusal, context)}`);
  }
}

/**
 * undefined: AWS never took the operation, or has forgotten it. Rejects with `RefusedError` where AWS does not tell,
 * as it does when it throttles or denies.
 */
async function currentProgress(
  intent: Intent,
  obstacle: string | null,
  context: ApplyContext,
): Promise<Progress | "obstructed" | undefined> {
  const { key, requestToken } = intent;
  try {
    if (requestToken !== null) {
      return need(await context.aws.resources.progress(requestToken, context.signal));
    }
    // The run died between the intent and AWS's answer. A create with the same token is the same operation, so
    // asking again tells whether it took effect. An update or a delete is safe to plan anew.
    if (!isUnasked(intent) || intent.record === null) return undefined;
    if (obstacle !== null) return "obstructed";
    const { desired, parameters } = intent.record;
    const payload = materialise(desired, resolver(context.literals, context.values, parameters));
    return need(await context.aws.resources.create(key, payload, intent.clientToken, context.signal));
  } catch (error) {
    const isRefused = error instanceof RefusedError && isFinal(error.refusal);
    if (!isRefused && !(error instanceof UnresolvedError)) throw error;
    context.log.warn("an operation of an earlier run cannot be continued", { name: intent.name });
    return undefined;
  }
}

/** Whether a refusal proves that there is no such operation: the same one would have been refused then, too. */
function isFinal({ kind }: Refusal): boolean {
  return kind === "not-found" || kind === "already-exists" || kind === "terminal";
}
