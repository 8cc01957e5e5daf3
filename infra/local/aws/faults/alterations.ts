import type { Call } from "../wire/call.ts";
import { type FaultOf, alteringKinds } from "./faults.ts";
import { serviceMessage, wordsOf } from "../service-words.ts";
import type { Alteration } from "../state.ts";

interface AlteredOperation {
  readonly alteration: Alteration;
  /** Milliseconds for which the operation stays PENDING. */
  readonly slow: number;
}

/** What the faults in force make of an operation on a resource of that type that has been accepted. */
export function alterationOf(call: Call, typeName: string): AlteredOperation {
  const faults = call.faults.takeAll(call, alteringKinds);
  const alteration: Alteration = Object.assign({}, ...faults.map((fault) => alterationBy(fault, call, typeName)));
  const slow = faults.reduce((sum, fault) => sum + (fault.kind === "slow" ? fault.milliseconds : 0), 0);
  return { alteration, slow };
}

/** What is about the service itself, and so about its own API as well. */
const serviceKinds = ["handler-times", "keep-emptied", "release-key", "kms-arn", "any-region"] as const;

/** What the faults in force make of a call of the service's own API. */
export function serviceAlteration(call: Call): Alteration {
  return Object.assign({}, ...call.faults.takeAll(call, serviceKinds).map(serviceAlterationBy));
}

function serviceAlterationBy({ kind }: FaultOf<(typeof serviceKinds)[number]>): Alteration {
  switch (kind) {
    case "handler-times":
      return { handlerTimes: true };
    case "keep-emptied":
      return { keepEmptied: true };
    case "release-key":
      return { releaseKey: true };
    case "kms-arn":
      return { kmsArn: true };
    case "any-region":
      return { anyRegion: true };
  }
}

function alterationBy(fault: FaultOf<(typeof alteringKinds)[number]>, call: Call, typeName: string): Alteration {
  switch (fault.kind) {
    case "fail":
      return { fail: { code: fault.code, message: fault.message ?? failureMessage(fault.code, call, typeName) } };
    case "remnant": {
      const code = fault.code ?? "NotStabilized";
      return { remnant: true, fail: { code, message: fault.message ?? failureMessage(code, call, typeName) } };
    }
    case "slow":
      return {};
    case "cancel":
      return { cancel: fault.when };
    case "hook": {
      const message = "The following hook(s) failed: [Local::Test::Hook]";
      return { hook: fault.message, fail: { code: "NonCompliant", message } };
    }
    case "resource-model":
      return { model: fault.shows };
    case "retry-after":
      return { retryAfter: fault.milliseconds };
    case "late-identifier":
      return { lateIdentifier: true };
    case "event-time":
      return { eventTime: "initiated" };
    case "end-state":
      return { endState: { state: fault.state, reason: fault.reason } };
    case "await-authorization":
      return {};
    case "end-early":
      return { endEarly: true };
    case "handler-times":
    case "keep-emptied":
    case "release-key":
    case "kms-arn":
    case "any-region":
      return serviceAlterationBy(fault);
    case "ignore-removals":
      return { ignoreRemovals: true };
    case "take-removals":
      return { takeRemovals: true };
    case "service-refuses": {
      const { exception, message = exceptionMessage(exception, call, typeName) } = fault;
      return { refusal: { exception, message } };
    }
    case "mapped-errors":
      return { mappedErrors: true };
    case "refuse-colon":
      return { refuseColon: true };
    case "in-use":
      // Whether EventBridge minds is unconfirmed; of what it may raise, the handler tells this one apart.
      return { inUse: fault.code ?? "ResourceConflict" };
  }
}

/** What a handler says with a HandlerErrorCode. */
function failureMessage(code: string, call: Call, typeName: string): string {
  switch (code) {
    case "AccessDenied":
      return serviceMessage(typeName, deniedMessage(call, typeName));
    case "Throttling":
      return serviceMessage(typeName, "Rate exceeded");
    case "NotStabilized":
      return "Resource failed to stabilize.";
    default:
      return serviceMessage(typeName, `The operation failed with ${code}.`);
  }
}

/** What a service says with an exception. */
function exceptionMessage(exception: string, call: Call, typeName: string): string {
  switch (exception) {
    case "AccessDeniedException":
      return deniedMessage(call, typeName);
    case "ThrottlingException":
      return "Rate exceeded";
    default:
      return `The call failed with ${exception}.`;
  }
}

function deniedMessage(call: Call, typeName: string): string {
  const { prefix, resource } = wordsOf(typeName);
  const action = `${prefix}:${call.operation.replace("Resource", resource)}`;
  return `User: arn:aws:iam::${call.account}:user/local is not authorized to perform: ${action}`;
}
