import { createHash, randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../../workflows/engine/json.ts";
import { canonicalJson } from "../../../workflows/engine/json.ts";
import { AwsError } from "./aws-error.ts";
import type { Call } from "./call.ts";
import { isRunning, progressEvent } from "./request-progress.ts";
import { serviceMessage } from "./resource-type.ts";
import type { StoredRequest, Twist } from "./state.ts";

interface Submission {
  readonly typeName: string;
  readonly operation: StoredRequest["operation"];
  readonly identifier: string;
  readonly desired: JsonObject | null;
}

/**
 * The answer to a request that was made before with the same client token; undefined for a new one.
 *
 * That an identical request is answered with the same ProgressEvent, as it stands now, is what the documentation
 * intends; how exactly AWS compares two requests is unconfirmed.
 */
export function replay(call: Call, input: ClientInput): JsonObject | undefined {
  const use = input.ClientToken === undefined ? undefined : call.store.clientTokens.get(input.ClientToken);
  if (use === undefined) return undefined;
  const request = call.store.requests.get(use.requestToken);
  if (use.fingerprint !== fingerprintOf(call, input) || request === undefined) {
    throw new AwsError(
      "ClientTokenConflictException",
      "The specified client token has already been used in another resource request.",
    );
  }
  return progressEvent(request);
}

interface ClientInput {
  readonly ClientToken?: string | undefined;
  readonly [member: string]: string | undefined;
}

/** Accepts an operation. Its handler acts halfway through the settling time; the answer shows it in progress. */
export function submit(call: Call, input: ClientInput, submission: Submission): JsonObject {
  for (const other of call.store.requests.values()) {
    const same = other.typeName === submission.typeName && other.identifier === submission.identifier;
    if (same && isRunning(other)) {
      throw new AwsError(
        "ConcurrentOperationException",
        "Another resource operation is currently being performed on this resource.",
      );
    }
  }
  const token = randomUUID();
  const { twist, slow } = twistOf(call);
  const request: StoredRequest = {
    ...submission,
    token,
    status: slow > 0 ? "PENDING" : "IN_PROGRESS",
    submitted: call.now,
    actsAt: call.now + slow + Math.floor(call.settleMs / 2),
    endsAt: call.now + slow + call.settleMs,
    changed: call.now,
    acted: false,
    failure: null,
    model: null,
    twist,
  };
  call.store.requests.set(token, request);
  if (input.ClientToken !== undefined) {
    const fingerprint = fingerprintOf(call, input);
    call.store.clientTokens.set(input.ClientToken, { fingerprint, requestToken: token, used: call.now });
  }
  return progressEvent(request);
}

function fingerprintOf(call: Call, input: ClientInput): string {
  const { ClientToken: _, ...rest } = input;
  const given: Json = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return createHash("sha256")
    .update(canonicalJson([call.operation, given]))
    .digest("hex");
}

const twistKinds = [
  "fail",
  "remnant",
  "slow",
  "resource-model",
  "retry-after",
  "end-state",
  "ignore-removals",
  "hook",
] as const;

/** What the faults in force make of an operation that has been accepted. */
function twistOf(call: Call): { readonly twist: Twist; readonly slow: number } {
  const twist: Twist = {};
  let slow = 0;
  for (const fault of call.faults.takeAll(call, twistKinds)) {
    switch (fault.kind) {
      case "fail":
        twist.fail = { code: fault.code, message: fault.message ?? failureMessage(fault.code) };
        break;
      case "remnant": {
        const code = fault.code ?? "NotStabilized";
        twist.remnant = true;
        twist.fail = { code, message: fault.message ?? failureMessage(code) };
        break;
      }
      case "slow":
        slow += fault.milliseconds;
        break;
      case "resource-model":
        twist.model = fault.shows;
        break;
      case "retry-after":
        twist.retryAfter = fault.milliseconds;
        break;
      case "end-state":
        twist.endState = { state: fault.state, reason: fault.reason };
        break;
      case "ignore-removals":
        twist.ignoreRemovals = true;
        break;
      case "hook":
        twist.hook = fault.message;
        twist.fail = { code: "NonCompliant", message: "The following hook(s) failed: [Local::Test::Hook]" };
    }
  }
  return { twist, slow };
}

function failureMessage(code: string): string {
  switch (code) {
    case "Throttling":
      return serviceMessage("Rate exceeded", randomUUID());
    case "NotStabilized":
      return "Resource failed to stabilize.";
    default:
      return serviceMessage(`The operation failed with ${code}.`, randomUUID());
  }
}
