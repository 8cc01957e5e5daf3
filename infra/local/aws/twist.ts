import type { Call } from "./call.ts";
import { type FaultOf, twistKinds } from "./faults.ts";
import { serviceMessage, wordsOf } from "./service-words.ts";
import type { Twist } from "./state.ts";

interface Twisted {
  readonly twist: Twist;
  /** Milliseconds for which the operation stays PENDING. */
  readonly slow: number;
}

/** What the faults in force make of an operation on a resource of that type that has been accepted. */
export function twistOf(call: Call, typeName: string): Twisted {
  const faults = call.faults.takeAll(call, twistKinds);
  const twist: Twist = Object.assign({}, ...faults.map((fault) => twistBy(fault, call, typeName)));
  const slow = faults.reduce((sum, fault) => sum + (fault.kind === "slow" ? fault.milliseconds : 0), 0);
  return { twist, slow };
}

function twistBy(fault: FaultOf<(typeof twistKinds)[number]>, call: Call, typeName: string): Twist {
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
    case "end-state":
      return { endState: { state: fault.state, reason: fault.reason } };
    case "await-authorization":
      return { awaitAuthorization: true };
    case "ignore-removals":
      return { ignoreRemovals: true };
    case "refuse-colon":
      return { refuseColon: true };
    case "in-use":
      // Which error EventBridge raises, if any, is unconfirmed.
      return { inUse: fault.code ?? "InvalidRequest" };
  }
}

/** What a handler says with a HandlerErrorCode. */
function failureMessage(code: string, call: Call, typeName: string): string {
  switch (code) {
    case "AccessDenied": {
      const { prefix, resource } = wordsOf(typeName);
      const action = `${prefix}:${call.operation.replace("Resource", resource)}`;
      const user = `arn:aws:iam::${call.account}:user/local`;
      return serviceMessage(typeName, `User: ${user} is not authorized to perform: ${action}`);
    }
    case "Throttling":
      return serviceMessage(typeName, "Rate exceeded");
    case "NotStabilized":
      return "Resource failed to stabilize.";
    default:
      return serviceMessage(typeName, `The operation failed with ${code}.`);
  }
}
