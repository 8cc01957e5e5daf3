import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation, withRetries } from "./await-operation.ts";
import { materialise, resolver, UnresolvedError } from "./engine/materialise.ts";
import type { ChangeResult } from "./engine/result.ts";
import { judgeProgress, resultOf } from "./execute-change.ts";
import { CloudError, type Progress } from "./ports/cloud.ts";
import type { Intent } from "./ports/ledger.ts";
import { settleSuccess } from "./settle-change.ts";

/**
 * Brings to an end what an earlier run began and could not finish. What succeeded is recorded, what still goes on is
 * reported as continued; what failed, or was never taken by AWS, is forgotten, so that the plan decides anew.
 */
export async function resumeIntents(intents: readonly Intent[], context: ApplyContext): Promise<ChangeResult[]> {
  const results: ChangeResult[] = [];
  for (const intent of intents) {
    const result = await resumeIntent(intent, context);
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function resumeIntent(intent: Intent, context: ApplyContext): Promise<ChangeResult | undefined> {
  const subject = { id: intent.record?.id ?? intent.name, name: intent.name, action: intent.action };
  context.log.info("continuing an operation of an earlier run", { name: intent.name, run: intent.run });
  const first = await currentProgress(intent, context);
  if (first !== undefined) {
    const end = await awaitOperation(first, context.connections, context);
    const step = judgeProgress(intent.action, end, context);
    if (step.kind === "succeeded") return await settleSuccess(subject, intent, context);
    if (step.kind === "continued") return resultOf(subject, { status: "continued" });
  }
  await context.ledger.settleIntent(await context.keeper.lease(), intent.name, undefined);
  return undefined;
}

/** undefined: AWS never took the operation, or has forgotten it. */
async function currentProgress(intent: Intent, context: ApplyContext): Promise<Progress | undefined> {
  const { requestToken } = intent;
  try {
    if (requestToken !== null) {
      return await withRetries(() => context.connections.progress(requestToken, context.signal), context);
    }
    // The run died between the intent and AWS's answer. A create with the same token is the same operation, so
    // asking again tells whether it took effect. An update or a delete is safe to plan anew.
    if (intent.action !== "create" || intent.record === null) return undefined;
    const { desired, parameters } = intent.record;
    const payload = materialise(desired, resolver(context.literals, context.values, parameters));
    return await withRetries(() => context.connections.create(payload, intent.clientToken, context.signal), context);
  } catch (error) {
    if (error instanceof CloudError || error instanceof UnresolvedError) {
      context.log.warn("an operation of an earlier run cannot be continued", { name: intent.name });
      return undefined;
    }
    throw error;
  }
}
