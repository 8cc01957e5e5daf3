import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation, withRetries } from "./await-operation.ts";
import { materialise, resolver, UnresolvedError } from "./engine/materialise.ts";
import { redactor } from "./engine/redact.ts";
import type { ChangeResult } from "./engine/result.ts";
import { resultOf } from "./execute-change.ts";
import { explain } from "./explain-error.ts";
import { findRemnant, unfinished } from "./find-remnant.ts";
import { judgeProgress } from "./judge-step.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "./map-concurrently.ts";
import { CloudError, type Progress } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";
import { readSecrets } from "./read-secrets.ts";
import { settleSuccess } from "./settle-change.ts";

export interface Resumed {
  readonly results: readonly ChangeResult[];
  /** Names whose operation is still open: nothing else may be begun on them. */
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
  const secrets = await readSecrets(intents.flatMap(needOf), context.secrets, context.signal);
  const redact = redactor([...secrets.values.values(), ...context.literals.all()]);
  const ends = await mapConcurrently(intents, CALLS_AT_ONCE, async (intent) => {
    const refusal = secrets.refusals.get(intent.name);
    const withheld = (): string => "(not shown: its secrets cannot be read, so they cannot be masked)";
    const own = {
      ...context,
      deadline,
      values: secrets.values,
      redact: refusal === undefined ? redact : withheld,
    };
    return { intent, end: await resumeIntent(intent, refusal?.mayPass === true ? refusal.why : null, own) };
  });
  return {
    results: ends.flatMap(({ end }) => (end.kind === "forgotten" ? [] : [end.result])),
    open: new Set(ends.flatMap(({ intent, end }) => (end.kind === "open" ? [intent.name] : []))),
  };
}

function needOf({ record }: Intent): readonly ConnectionRecord[] {
  return record === null ? [] : [record];
}

type End =
  | { readonly kind: "ended" | "open"; readonly result: ChangeResult }
  /** The plan decides anew. */
  | { readonly kind: "forgotten" };

async function resumeIntent(intent: Intent, unreadable: string | null, context: ApplyContext): Promise<End> {
  const subject = { id: intent.record?.id ?? intent.name, name: intent.name, action: intent.action };
  context.log.info("continuing an operation of an earlier run", { name: intent.name, run: intent.run });
  const unknown = (error: string): End => ({ kind: "open", result: resultOf(subject, { status: "failed", error }) });
  try {
    const first = await currentProgress(intent, unreadable, context);
    if (first === "unreadable") return unknown(unreadable ?? "");
    const step =
      first === undefined
        ? undefined
        : judgeProgress(
            { change: intent, isRepeat: intent.requestToken === null || intent.attempt > 1 },
            await awaitOperation(first, context.connections, context),
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
        await context.ledger.settleIntent(await context.keeper.lease(), intent.name, unfinished(intent.record));
        return { kind: "forgotten" };
      }
    }
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return unknown(`what an earlier run began cannot be looked up: ${explain(error, context)}`);
  }
  await context.ledger.settleIntent(await context.keeper.lease(), intent.name, undefined);
  return { kind: "forgotten" };
}

/**
 * undefined: AWS never took the operation, or has forgotten it. Rejects with `CloudError` where AWS does not tell,
 * as it does when it throttles or denies.
 */
async function currentProgress(
  intent: Intent,
  unreadable: string | null,
  context: ApplyContext,
): Promise<Progress | "unreadable" | undefined> {
  const { requestToken } = intent;
  try {
    if (requestToken !== null) {
      return await withRetries(() => context.connections.progress(requestToken, context.signal), context);
    }
    // The run died between the intent and AWS's answer. A create with the same token is the same operation, so
    // asking again tells whether it took effect. An update or a delete is safe to plan anew.
    if (intent.action !== "create" || intent.record === null) return undefined;
    if (unreadable !== null) return "unreadable";
    const { desired, parameters } = intent.record;
    const payload = materialise(desired, resolver(context.literals, context.values, parameters));
    return await withRetries(() => context.connections.create(payload, intent.clientToken, context.signal), context);
  } catch (error) {
    const isRefused = error instanceof CloudError && isFinal(error);
    if (!isRefused && !(error instanceof UnresolvedError)) throw error;
    context.log.warn("an operation of an earlier run cannot be continued", { name: intent.name });
    return undefined;
  }
}

/** Whether a refusal proves that there is no such operation: the same one would have been refused then, too. */
function isFinal({ kind }: CloudError): boolean {
  return kind === "not-found" || kind === "already-exists" || kind === "terminal";
}
