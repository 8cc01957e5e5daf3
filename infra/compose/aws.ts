import type { ApplyAws, PlanAws, SurveyAws } from "../../workflows/ports/aws.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { createArnExports } from "../aws/arn-exports.ts";
import { type AwsAddress, createCloudControlClient, createEventBridgeClient, createSsmClient } from "../aws/clients.ts";
import { createCloudControl } from "../aws/cloud-control.ts";
import { createConnectionInventory } from "../aws/connection-inventory.ts";
import { createConnectionReader } from "../aws/connection-reader.ts";
import { createConnectionStates } from "../aws/connection-states.ts";
import { createFreeze } from "../aws/freeze.ts";
import { createParameterCatalog } from "../aws/parameter-catalog.ts";
import { createParameterReader } from "../aws/parameter-reader.ts";

/*
 * AWS as each role may use it. Each role's adapters are written out, so that a bundle holds no adapter which its role
 * lacks.
 */

/** Of the reconciler. */
export function surveyAws(address: AwsAddress, clock: Clock): SurveyAws {
  const { cloudControl, events, ssm } = clientsOf(address, clock);
  return {
    connections: createConnectionReader({ client: cloudControl, clock }),
    states: createConnectionStates({ client: events }),
    parameters: createParameterCatalog({ client: ssm }),
  };
}

/** Of the planner. */
export function planAws(address: AwsAddress, stage: string, clock: Clock): PlanAws {
  const { cloudControl, events, ssm } = clientsOf(address, clock);
  const states = createConnectionStates({ client: events });
  return {
    connections: createConnectionReader({ client: cloudControl, clock }),
    states,
    dependents: states,
    inventory: createConnectionInventory({ client: events, clock }),
    parameters: createParameterCatalog({ client: ssm }),
    freeze: createFreeze({ client: ssm, stage }),
  };
}

/** Of the applier and of the command line. */
export function applyAws(address: AwsAddress, stage: string, clock: Clock): ApplyAws {
  const { cloudControl, events, ssm } = clientsOf(address, clock);
  const states = createConnectionStates({ client: events });
  return {
    connections: createCloudControl({ client: cloudControl, clock }),
    states,
    dependents: states,
    inventory: createConnectionInventory({ client: events, clock }),
    parameters: createParameterCatalog({ client: ssm }),
    freeze: createFreeze({ client: ssm, stage }),
    secrets: createParameterReader({ client: ssm }),
    exports: createArnExports({ client: ssm }),
  };
}

/** One client for each service: its rate limit holds for all adapters together. */
function clientsOf(address: AwsAddress, clock: Clock) {
  return {
    cloudControl: createCloudControlClient(address, clock),
    events: createEventBridgeClient(address, clock),
    ssm: createSsmClient(address, clock),
  };
}
