import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ApplyAws, ImportAws, PlanAws, SurveyAws } from "../../workflows/ports/aws.ts";
import type { ResourceReader } from "../../workflows/ports/resources.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { createArnExports } from "../aws/arn-exports.ts";
import { type AwsAddress, createCloudControlClient, createEventBridgeClient, createSsmClient } from "../aws/clients.ts";
import { createCloudControl } from "../aws/cloud-control.ts";
import { createDependents } from "../aws/dependents.ts";
import { apiDestinationsOf, describeConnection, listConnections } from "../aws/eventbridge.ts";
import { createFreeze } from "../aws/freeze.ts";
import { createInventory } from "../aws/inventory.ts";
import { createParameterCatalog } from "../aws/parameter-catalog.ts";
import { createParameterReader } from "../aws/parameter-reader.ts";
import { createResourceReader } from "../aws/resource-reader.ts";
import { createServiceReader } from "../aws/service-reader.ts";

/*
 * AWS as each role may use it. Each role's adapters are written out, so that a bundle holds no adapter which its role
 * lacks. The calls that a kind needs beside Cloud Control are joined here by its type.
 */

/** Where AWS is, and what is managed there. */
export interface AwsPlace {
  readonly address: AwsAddress;
  readonly stage: string;
  readonly kinds: ResourceKinds;
  readonly clock: Clock;
}

/** Of the reconciler. */
export function surveyAws(place: AwsPlace): SurveyAws {
  const { clock, kinds } = place;
  const { cloudControl, events, ssm } = clientsOf(place);
  const resources = createResourceReader({ client: cloudControl, clock });
  return {
    resources,
    services: createServiceReader({ kinds, apis: descriptions(events), resources }),
    parameters: createParameterCatalog({ client: ssm }),
  };
}

/** Of the planner. */
export function planAws(place: AwsPlace): PlanAws {
  const clients = clientsOf(place);
  return lookWith(place, clients, createResourceReader({ client: clients.cloudControl, clock: place.clock }));
}

/** Of the applier. */
export function applyAws(place: AwsPlace): ApplyAws {
  return applyWith(place, clientsOf(place));
}

/** Of the command line, which also imports. */
export function terminalAws(place: AwsPlace): ApplyAws & ImportAws {
  const { kinds, clock } = place;
  const clients = clientsOf(place);
  const apis = new Map([[CONNECTION_TYPE, listConnections(clients.events)]]);
  const inventory = createInventory({ kinds, apis, client: clients.cloudControl, clock });
  return { ...applyWith(place, clients), inventory };
}

function applyWith(place: AwsPlace, clients: Clients): ApplyAws {
  const { ssm } = clients;
  return {
    ...lookWith(place, clients, createCloudControl({ client: clients.cloudControl, clock: place.clock })),
    secrets: createParameterReader({ client: ssm }),
    exports: createArnExports({ client: ssm }),
  };
}

/** What a plan looks at, whoever makes it. */
function lookWith<Resources extends ResourceReader>(
  { stage, kinds }: AwsPlace,
  { events, ssm }: Clients,
  resources: Resources,
) {
  return {
    resources,
    services: createServiceReader({ kinds, apis: descriptions(events), resources }),
    dependents: createDependents(kinds, users(events)),
    parameters: createParameterCatalog({ client: ssm }),
    freeze: createFreeze({ client: ssm, stage }),
  };
}

const descriptions = (events: EventBridgeClient) => new Map([[CONNECTION_TYPE, describeConnection(events)]]);

const users = (events: EventBridgeClient) => new Map([[CONNECTION_TYPE, apiDestinationsOf(events)]]);

type Clients = ReturnType<typeof clientsOf>;

/** One client for each service: its rate limit holds for all adapters together. */
function clientsOf({ address, clock }: AwsPlace) {
  return {
    cloudControl: createCloudControlClient(address, clock),
    events: createEventBridgeClient(address, clock),
    ssm: createSsmClient(address, clock),
  };
}
