import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { present, timestamp } from "../wire/call.ts";
import { advanceConnections } from "../events/connection-states.ts";
import { handlerFailure } from "./handler-errors.ts";
import { type HandlerFailure, type Surroundings, type ResourceType, sparseModel } from "./resource-type.ts";
import type { StoredRequest } from "../state.ts";
import { timesOf } from "../times.ts";

/** Requests are remembered for seven days, client tokens for 36 hours. */
const HISTORY_MS = 7 * 24 * 60 * 60 * 1000;
const CLIENT_TOKEN_MS = 36 * 60 * 60 * 1000;

export function isRunning(request: StoredRequest): boolean {
  return request.status === "PENDING" || request.status === "IN_PROGRESS" || request.status === "CANCEL_IN_PROGRESS";
}

/**
 * Lets everything happen that was due by `now`, in the order of its time, and forgets what is too old. There are no
 * timers: the state is brought up to date before each request. Returns whether anything changed.
 */
export function settle(place: Surroundings, now: number): boolean {
  let changed = false;
  for (;;) {
    const due = nextDue(place, now);
    if (due === undefined) break;
    advanceConnections(place.store, due.at);
    step(place, due.request, due.at);
    changed = true;
  }
  changed = advanceConnections(place.store, now) || changed;
  return forget(place, now) || changed;
}

/** When the request changes next. */
export const dueAt = (request: StoredRequest): number => (request.acted ? request.endsAt : request.actsAt);

function nextDue(place: Surroundings, now: number): { request: StoredRequest; at: number } | undefined {
  let next: { request: StoredRequest; at: number } | undefined;
  for (const request of place.store.requests.values()) {
    if (!isRunning(request)) continue;
    const at = dueAt(request);
    if (at <= now && (next === undefined || at < next.at)) next = { request, at };
  }
  return next;
}

function step(place: Surroundings, request: StoredRequest, at: number): void {
  request.changed = at;
  if (request.status === "CANCEL_IN_PROGRESS") {
    request.status = "CANCEL_COMPLETE";
    request.desired = null;
    return;
  }
  const type = place.types.get(request.typeName);
  if (type === undefined) {
    // A server that has the type accepted it, and kept it in the state file.
    const message = `The type '${request.typeName}' cannot be found.`;
    Object.assign(request, { status: "FAILED", failure: { code: "InternalFailure", message }, desired: null });
    return;
  }
  if (request.acted) {
    finish(place, request, type, at);
    return;
  }
  const { cancel } = request.alteration;
  request.acted = true;
  request.status = cancel === undefined ? "IN_PROGRESS" : "CANCEL_IN_PROGRESS";
  request.failure = cancel === "before" ? null : (act(place, request, type, at) ?? null);
}

/** The handler's work. A failure from outside the handler keeps it from acting, unless it is to leave a remnant. */
function act(
  place: Surroundings,
  request: StoredRequest,
  type: ResourceType,
  at: number,
): StoredRequest["failure"] | undefined {
  const { fail, remnant, refusal } = request.alteration;
  if (fail !== undefined && remnant !== true) return fail;
  if (refusal !== undefined) return handlerFailure(type.typeName, refusal, request.alteration);
  const doing = { ...place, at, alteration: request.alteration };
  const failure = handle(doing, request, type);
  return failure ?? fail;
}

function handle(
  doing: Parameters<ResourceType["create"]>[0],
  request: StoredRequest,
  type: ResourceType,
): StoredRequest["failure"] | undefined {
  const desired = request.desired ?? {};
  switch (request.operation) {
    case "CREATE":
      return type.create(doing, request.identifier, desired);
    case "UPDATE":
      return type.update(doing, request.identifier, desired);
    case "DELETE":
      return type.remove(doing, request.identifier);
  }
}

function finish(place: Surroundings, request: StoredRequest, type: ResourceType, at: number): void {
  if (request.failure === null && request.alteration.endEarly !== true) {
    const look = lookAgain(place, request, type, at);
    if (typeof look === "number") {
      request.endsAt = look;
      return;
    }
    // What was made or changed stays.
    request.failure = look ?? null;
  }
  request.status = request.failure === null ? "SUCCESS" : "FAILED";
  request.model = request.failure === null ? finalModel(place, request, type) : null;
  request.desired = null;
}

/** When to look again at what the handler did, or why it came to nothing; undefined: it has taken hold. */
function lookAgain(
  place: Surroundings,
  request: StoredRequest,
  type: ResourceType,
  at: number,
): number | HandlerFailure | undefined {
  const outlook = type.outlook?.(place.store, request.identifier, request.operation);
  switch (outlook?.kind) {
    case undefined:
    case "settled":
      return undefined;
    case "failed":
      return outlook.failure;
    case "moving": {
      const { poll, patience } = timesOf(place, request.alteration);
      if (at >= request.actsAt + patience) return { code: "NotStabilized", message: "Exceeded attempts to wait" };
      if (poll !== null) return at + poll;
      // Without polls nothing is missed, unless nobody knows when it comes.
      return outlook.at ?? at + Math.max(1, place.settleMs);
    }
  }
}

/** As recorded from AWS, a request that has succeeded shows no model. */
function finalModel(place: Surroundings, request: StoredRequest, type: ResourceType): JsonObject | null {
  if (request.operation === "DELETE") return null;
  switch (request.alteration.model) {
    case undefined:
    case "nothing":
      return null;
    case "sparse":
      return sparseModel(type, request.identifier);
    case "desired":
      return request.desired;
    case "readable":
      return type.read(place.store, request.identifier) ?? null;
  }
}

function forget(place: Surroundings, now: number): boolean {
  let changed = false;
  for (const [token, request] of place.store.requests) {
    if (now - request.submitted > HISTORY_MS) changed = place.store.requests.delete(token) || changed;
  }
  for (const [token, use] of place.store.clientTokens) {
    if (now - use.used > CLIENT_TOKEN_MS) changed = place.store.clientTokens.delete(token) || changed;
  }
  return changed;
}

/** The answer with which the request was accepted. */
export function acceptedEvent(request: StoredRequest): JsonObject {
  return progressEvent({ ...request, status: "IN_PROGRESS", changed: request.submitted, acted: false });
}

/**
 * The request as a ProgressEvent. A running update shows the patched model with the credentials in it: whether AWS
 * echoes them there is unconfirmed, so callers have to be ready for it.
 */
export function progressEvent(request: StoredRequest): JsonObject {
  const running = isRunning(request);
  const untyped = request.untyped === true;
  const { hook, model: shown, lateIdentifier, eventTime, retryAfter } = request.alteration;
  const echoes = running && shown !== "nothing" && (request.operation === "UPDATE" || shown === "desired");
  const model = echoes ? request.desired : request.model;
  return present({
    TypeName: request.typeName,
    Identifier: (lateIdentifier === true && !request.acted) || untyped ? undefined : request.identifier,
    RequestToken: request.token,
    HooksRequestToken: hook === undefined ? undefined : request.token,
    Operation: untyped ? undefined : request.operation,
    OperationStatus: request.status,
    // Which of the two it is, is unconfirmed.
    EventTime: timestamp(eventTime === "initiated" ? request.submitted : request.changed),
    ResourceModel: model === null ? undefined : JSON.stringify(model),
    StatusMessage: request.status === "FAILED" ? request.failure?.message.slice(0, 2048) : undefined,
    ErrorCode: request.status === "FAILED" ? request.failure?.code : undefined,
    RetryAfter: running && retryAfter !== undefined ? timestamp(request.submitted + retryAfter) : undefined,
  });
}

/** What the hooks have said, for GetResourceRequestStatus. */
export function hookEvents(place: Surroundings, request: StoredRequest): readonly JsonObject[] {
  const { hook } = request.alteration;
  if (hook === undefined || request.status !== "FAILED") return [];
  return [
    {
      HookTypeName: "Local::Test::Hook",
      HookTypeVersionId: "00000001",
      HookTypeArn: `arn:aws:cloudformation:${place.region}:${place.account}:type/hook/Local-Test-Hook`,
      InvocationPoint: "PRE_PROVISION",
      HookStatus: "HOOK_COMPLETE_FAILED",
      HookEventTime: timestamp(request.changed),
      HookStatusMessage: hook,
      FailureMode: "FAIL",
    },
  ];
}
