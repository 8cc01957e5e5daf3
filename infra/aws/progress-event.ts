import type { HookProgressEvent, ProgressEvent } from "@aws-sdk/client-cloudcontrol";
import * as v from "valibot";
import type { Progress } from "../../workflows/ports/resources.ts";

const progressSchema = v.object({
  RequestToken: v.pipe(v.string(), v.nonEmpty()),
  OperationStatus: v.picklist(["PENDING", "IN_PROGRESS", "SUCCESS", "FAILED", "CANCEL_IN_PROGRESS", "CANCEL_COMPLETE"]),
  ErrorCode: v.optional(v.string()),
  StatusMessage: v.optional(v.string()),
  EventTime: v.optional(v.date()),
  RetryAfter: v.optional(v.date()),
});

const identifierSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/**
 * The gate for Cloud Control's progress events; undefined: it is none. ResourceModel is dropped here: while an update
 * runs it may echo what was sent, credentials included (unconfirmed).
 */
export function toProgress(
  event: ProgressEvent | undefined,
  hooks: readonly HookProgressEvent[] = [],
): Progress | undefined {
  const parsed = v.safeParse(progressSchema, event);
  if (!parsed.success) return undefined;
  const { RequestToken, OperationStatus, ErrorCode, StatusMessage, EventTime, RetryAfter } = parsed.output;
  const message = [StatusMessage, ...hooks.flatMap(failedHook)].filter((text) => text !== undefined && text !== "");
  return {
    requestToken: RequestToken,
    status: OperationStatus,
    errorCode: ErrorCode ?? null,
    message: message.length === 0 ? null : message.join("\n"),
    at: EventTime?.getTime() ?? null,
    // A point in time, not a delay.
    retryAfter: RetryAfter?.getTime() ?? null,
    repeats: 0,
  };
}

/** An identifier is the primary property's value, or JSON with that property alone. */
export function identifierIn(text: string): string {
  const parsed = v.safeParse(identifierSchema, text);
  const [only, ...more] = parsed.success ? Object.values(parsed.output) : [];
  return only !== undefined && more.length === 0 ? only : text;
}

/** The operation's own message says only that a hook failed, not which one and why. */
function failedHook(hook: HookProgressEvent): readonly string[] {
  if (hook.HookStatus !== "HOOK_COMPLETE_FAILED" && hook.HookStatus !== "HOOK_FAILED") return [];
  const { HookTypeName = "?", InvocationPoint = "?", FailureMode = "?", HookStatusMessage = "" } = hook;
  return [`hook ${HookTypeName} (${InvocationPoint}, ${FailureMode}) failed: ${HookStatusMessage}`];
}
