import { createHash, randomUUID } from "node:crypto";
import { canonicalJson, type Json, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError, throttled } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { acceptedEvent, isRunning, progressEvent } from "./request-progress.ts";
import type { StoredRequest, Alteration } from "../state.ts";
import { timesOf } from "../times.ts";
import { alterationOf } from "../faults/alterations.ts";

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
  const conflict = (): AwsError =>
    new AwsError(
      "ClientTokenConflictException",
      `ClientToken ${String(input.ClientToken)} is already associated with an existing operation with RequestToken ${use.requestToken}`,
    );
  if (use.fingerprint !== fingerprintOf(call, input) || request === undefined) throw conflict();
  switch (call.faults.take(call, ["token-replay"])?.answers) {
    case undefined:
      return progressEvent(request);
    case "first":
      return acceptedEvent(request);
    case "conflict":
      throw conflict();
    case "anew":
      return undefined;
    case "anew-after-failure":
      return request.status === "FAILED" || request.status === "CANCEL_COMPLETE" ? undefined : progressEvent(request);
  }
}

interface ClientInput {
  readonly ClientToken?: string | undefined;
  readonly [member: string]: string | undefined;
}

/** Accepts an operation. Its handler acts later; the answer shows it in progress. */
export function submit(call: Call, input: ClientInput, submission: Submission, given: Alteration = {}): JsonObject {
  const running = [...call.store.requests.values()].filter(isRunning);
  const other = running.find(
    ({ typeName, identifier }) => typeName === submission.typeName && identifier === submission.identifier,
  );
  if (other !== undefined || call.faults.take(call, ["busy"]) !== undefined) {
    // The text is unconfirmed, but for the token in it, which clients in use read and wait for.
    const busy = "Another resource operation is currently being performed on this resource";
    throw new AwsError("ConcurrentOperationException", `${busy}, with RequestToken ${other?.token ?? randomUUID()}.`);
  }
  const ceiling = call.faults.take(call, ["ceiling"]);
  if (ceiling !== undefined && running.length >= ceiling.operations) throw throttled();
  const token = randomUUID();
  const { alteration, slow } = alterationOf(call, submission.typeName);
  const times = timesOf(call, alteration);
  const request: StoredRequest = {
    ...submission,
    token,
    status: slow > 0 ? "PENDING" : "IN_PROGRESS",
    submitted: call.now,
    actsAt: call.now + slow + times.act,
    endsAt: call.now + slow + times.act + times.report,
    changed: call.now,
    acted: false,
    failure: null,
    model: null,
    alteration: { ...given, ...alteration },
  };
  call.store.requests.set(token, request);
  if (input.ClientToken !== undefined) {
    const fingerprint = fingerprintOf(call, input);
    call.store.clientTokens.set(input.ClientToken, { fingerprint, requestToken: token, used: call.now });
  }
  return progressEvent(request);
}

/** The history has what was asked of a type that does not exist, as recorded, without saying what it was. */
export function noteUntyped(call: Call, typeName: string, message: string): void {
  const token = randomUUID();
  call.store.requests.set(token, {
    token,
    typeName,
    operation: "CREATE",
    identifier: "",
    untyped: true,
    status: "FAILED",
    submitted: call.now,
    actsAt: call.now,
    endsAt: call.now,
    changed: call.now,
    acted: true,
    desired: null,
    // The code is unconfirmed.
    failure: { code: "InternalFailure", message },
    model: null,
    alteration: {},
  });
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
