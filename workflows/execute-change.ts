import type { ApplyContext } from "./apply-context.ts";
import { awaitOperation, withRetries } from "./await-operation.ts";
import { digestOf } from "./engine/digest.ts";
import { materialise, resolver, UnresolvedError } from "./engine/materialise.ts";
import { patchFor } from "./engine/patch.ts";
import type { Change } from "./engine/plan.ts";
import type { ChangeResult } from "./engine/result.ts";
import { settleSuccess } from "./settle-change.ts";
import { CloudError, type Progress } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";

/** How often an operation that AWS took and failed for a passing reason is submitted anew, with a new token. */
const OPERATION_ATTEMPTS = 3;
/** Handler error codes that AWS documents as retriable, and ServiceTimeout, of which that is unconfirmed. */
const retriableCodes: ReadonlySet<string> = new Set([
  "Throttling",
  "NetworkFailure",
  "ServiceInternalError",
  "ServiceTimeout",
]);

/** Applies one change. Refusals are results; it rejects only when the ledger or the lock fails. */
export async function executeChange(
  change: Change,
  record: ConnectionRecord | undefined,
  context: ApplyContext,
): Promise<ChangeResult> {
  if (change.action === "forget") {
    await context.ledger.deleteRecord(await context.keeper.lease(), change.name);
    return resultOf(change, { status: "applied" });
  }
  const generation = (record?.generation ?? 0) + (change.action === "create" ? 1 : 0);
  for (let attempt = 1; ; attempt += 1) {
    const intent = newIntent(change, generation, attempt, context);
    await context.ledger.putIntent(await context.keeper.lease(), intent);
    const step = await submitAndWait(change, intent, context);
    if (step.kind === "again" && attempt < OPERATION_ATTEMPTS) continue;
    if (step.kind === "succeeded") return await settleSuccess(change, intent, context);
    if (step.kind === "continued") return resultOf(change, { status: "continued", arn: record?.arn ?? null });
    await context.ledger.settleIntent(await context.keeper.lease(), change.name, undefined);
    return resultOf(change, { status: "failed", error: step.error, arn: record?.arn ?? null });
  }
}

type Step =
  | { readonly kind: "succeeded" }
  | { readonly kind: "continued" }
  | { readonly kind: "again" | "failed"; readonly error: string };

async function submitAndWait(change: Change, intent: Intent, context: ApplyContext): Promise<Step> {
  try {
    const first = await withRetries(() => submit(change, intent.clientToken, context), context);
    await context.ledger.putIntent(await context.keeper.lease(), { ...intent, requestToken: first.requestToken });
    return judgeProgress(change.action, await awaitOperation(first, context.connections, context), context);
  } catch (error) {
    if (error instanceof CloudError) {
      if (change.action === "delete" && error.kind === "not-found") return { kind: "succeeded" };
      return { kind: "failed", error: explain(error, context) };
    }
    if (error instanceof UnresolvedError) return { kind: "failed", error: error.message };
    throw error;
  }
}

function submit(change: Change, clientToken: string, context: ApplyContext): Promise<Progress> {
  const { connections, signal } = context;
  const resolve = resolver(context.literals, context.values, change.parameters);
  const desired = change.desired ?? {};
  switch (change.action) {
    case "create":
      return connections.create(materialise(desired, resolve), clientToken, signal);
    case "update":
    case "adopt": {
      const patch = patchFor(change.live ?? {}, desired).map((operation) => ({ ...operation }));
      return connections.update(change.name, materialise(patch, resolve), clientToken, signal);
    }
    case "delete":
      return connections.delete(change.name, clientToken, signal);
    case "replace":
    case "forget":
    case "no-op":
      throw new TypeError(`a ${change.action} is not one operation`);
  }
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
  if (end.status === "CANCEL_COMPLETE") {
    return { kind: "failed", error: `somebody cancelled the operation in AWS (${request}); run the apply again` };
  }
  const detail = end.message === null ? "" : `: ${context.redact(end.message)}`;
  const error = `AWS failed the ${action} with ${end.errorCode ?? "no error code"}${detail} (${request})`;
  return { kind: end.errorCode !== null && retriableCodes.has(end.errorCode) ? "again" : "failed", error };
}

function explain(error: CloudError, context: ApplyContext): string {
  return `${error.message}: ${context.redact(error.detail)}`;
}

function newIntent(change: Change, generation: number, attempt: number, context: ApplyContext): Intent {
  const record: ConnectionRecord | null =
    change.desired === null || change.options === null
      ? null
      : {
          name: change.name,
          id: change.id,
          file: change.file ?? "",
          generation,
          desired: change.desired,
          live: change.live ?? {},
          options: change.options,
          parameters: change.parameters,
          arn: null,
          authorization: null,
          run: context.run,
          commit: context.commit,
          appliedAt: context.clock.now(),
        };
  return {
    name: change.name,
    action: change.action,
    changeDigest: change.digest,
    generation,
    attempt,
    clientToken: clientToken(change, generation, attempt, context),
    requestToken: null,
    run: context.run,
    record,
    startedAt: context.clock.now(),
  };
}

/**
 * Equal for a repeat of the same request, different for a new attempt. The run is part of it because AWS keeps a
 * token for 36 hours: a connection that is deleted and created alike within that time is a new creation, and its
 * token must not answer with the old one. A run that died is continued with the token in its intent.
 */
function clientToken(change: Change, generation: number, attempt: number, context: ApplyContext): string {
  const { target, run } = context;
  return digestOf({ target: { ...target }, name: change.name, digest: change.digest, generation, attempt, run });
}

export function resultOf(
  change: Pick<Change, "id" | "name" | "action">,
  fields: Pick<ChangeResult, "status"> & Partial<ChangeResult>,
): ChangeResult {
  const { id, name, action } = change;
  return { id, name, action, error: null, authorization: null, arn: null, ...fields };
}
