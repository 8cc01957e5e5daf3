import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError, throttled } from "./aws-error.ts";
import type { Call, Operation } from "./call.ts";
import { resourceOperations } from "../cloud-control/cloud-control.ts";
import { requestOperations } from "../cloud-control/requests.ts";
import { connectionOperations } from "../events/connections.ts";
import { destinationOperations } from "../events/destinations.ts";
import { secretOperations } from "../events/secrets-manager.ts";
import { ssmOperations } from "../ssm/ssm.ts";
import { stsOperations, unknownAction } from "../sts.ts";
import { type ServiceName, unknownOperation, type WireRequest } from "./wire.ts";

const services: Readonly<Record<ServiceName, Readonly<Record<string, Operation>>>> = {
  cloudcontrol: { ...resourceOperations, ...requestOperations },
  ssm: ssmOperations,
  events: { ...connectionOperations, ...destinationOperations },
  sts: stsOperations,
  secretsmanager: secretOperations,
};

/** The operation of a service; undefined where there is none of that name. */
export function operationNamed(service: string, name: string): Operation | undefined {
  const operations = Object.entries(services).find(([known]) => known === service)?.[1] ?? {};
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

/** Names of the operations of each service. */
export const operationNames: readonly (readonly [service: string, names: readonly string[]])[] = Object.entries(
  services,
).map(([service, operations]) => [service, Object.keys(operations).toSorted()]);

interface Dispatched {
  readonly output: JsonObject;
  readonly mutated: boolean;
}

/** Runs one request: what keeps it from the service comes first, then the service. Throws AwsError. */
export function dispatch(
  request: WireRequest,
  call: Call,
  within: (service: string, now: number) => boolean,
): Dispatched {
  const { protocol } = request;
  const operation = operationNamed(protocol.name, request.operation);
  if (operation === undefined) {
    if (protocol.name !== "sts") throw unknownOperation();
    throw unknownAction(request.operation, request.body);
  }
  if (!within(protocol.name, call.now)) throw throttled();
  refuseByFault(request, call);
  return { output: operation.run(request.body, call), mutated: operation.mutates };
}

function refuseByFault(request: WireRequest, call: Call): void {
  const fault = call.faults.take(call, ["throttle", "internal-failure", "access-denied", "error"]);
  switch (fault?.kind) {
    case undefined:
      return;
    case "throttle":
      throw throttled();
    case "internal-failure":
      throw new AwsError(internalFailure[request.protocol.name], "An internal service error occurred.");
    case "error":
      throw new AwsError(fault.code, fault.message, fault.status);
    case "access-denied": {
      const action = `${request.protocol.actions}:${request.operation}`;
      const resource = `arn:aws:${request.protocol.actions}:${call.region}:${call.account}:${resourceOf(request)}`;
      const user = `User: arn:aws:iam::${call.account}:user/local`;
      throw new AwsError(
        "AccessDeniedException",
        `${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      );
    }
  }
}

const resourceOf = (request: WireRequest): string => (request.protocol.name === "cloudcontrol" ? "resource/*" : "*");

const internalFailure: Readonly<Record<ServiceName, string>> = {
  cloudcontrol: "ServiceInternalErrorException",
  ssm: "InternalServerError",
  events: "InternalException",
  sts: "InternalFailure",
  secretsmanager: "InternalServiceError",
};
