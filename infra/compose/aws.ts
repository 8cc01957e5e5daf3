import type { ApplyDeps } from "../../workflows/apply-definitions.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { ConnectionInventory } from "../../workflows/ports/inventory.ts";
import { createArnExports } from "../aws/arn-exports.ts";
import { type AwsAddress, createCloudControlClient, createEventBridgeClient, createSsmClient } from "../aws/clients.ts";
import { createCloudControl } from "../aws/cloud-control.ts";
import { createConnectionInventory } from "../aws/connection-inventory.ts";
import { createConnectionStates } from "../aws/connection-states.ts";
import { createFreeze } from "../aws/freeze.ts";
import { createParameterCatalog } from "../aws/parameter-catalog.ts";
import { createParameterReader } from "../aws/parameter-reader.ts";

/** AWS, as far as an apply needs it: the deployed applier, the command line and the local mode use the same. */
export function applyAdapters(
  aws: AwsAddress,
  stage: string,
  clock: Clock,
): Pick<ApplyDeps, "connections" | "states" | "dependents" | "freeze" | "parameters" | "secrets" | "exports"> & {
  readonly inventory: ConnectionInventory;
} {
  const ssm = createSsmClient(aws, clock);
  const events = createEventBridgeClient(aws, clock);
  const states = createConnectionStates({ client: events });
  return {
    connections: createCloudControl({ client: createCloudControlClient(aws, clock), clock }),
    states,
    dependents: states,
    inventory: createConnectionInventory({ client: events, clock }),
    freeze: createFreeze({ client: ssm, stage }),
    parameters: createParameterCatalog({ client: ssm }),
    secrets: createParameterReader({ client: ssm }),
    exports: createArnExports({ client: ssm }),
  };
}
