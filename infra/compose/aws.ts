import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ApplyAws, PlanAws, SurveyAws } from "../../workflows/ports/aws.ts";
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

/** What is managed in AWS, and by which stage. */
interface Managed {
  readonly stage: string;
  readonly kinds: ResourceKinds;
}

/** The same, and where AWS is. */
export interface AwsContext extends Managed {
  readonly address: AwsAddress;
  readonly clock: Clock;
}

/** Of the reconciler. */
export function surveyAws(context: AwsContext): SurveyAws {
  const clients = clientsOf(context);
  return surveyWith(context, clients, createResourceReader({ client: clients.cloudControl }));
}

/** Of the planner. */
export function planAws(context: AwsContext): PlanAws {
  const clients = clientsOf(context);
  return planWith(context, clients, createResourceReader({ client: clients.cloudControl }));
}

/** Of the applier, and of whoever works at a terminal. */
export function applyAws(context: AwsContext): ApplyAws {
  return applyAwsWith(context, clientsOf(context));
}

/** The same with clients that somebody else made. */
export function applyAwsWith(context: Managed, clients: Clients): ApplyAws {
  const { cloudControl, ssm } = clients;
  return {
    ...planWith(context, clients, createCloudControl({ client: cloudControl })),
    secrets: createParameterReader({ client: ssm }),
    exports: createArnExports({ client: ssm }),
  };
}

/** What a plan looks at, whoever makes it. */
function planWith<Resources extends ResourceReader>(context: Managed, clients: Clients, resources: Resources) {
  const { events, ssm } = clients;
  const { kinds, stage } = context;
  return {
    ...surveyWith(context, clients, resources),
    dependents: createDependents(kinds, users(events)),
    freeze: createFreeze({ client: ssm, stage }),
  };
}

/** What everybody looks at. */
function surveyWith<Resources extends ResourceReader>(
  { kinds }: Managed,
  { cloudControl, events, ssm }: Clients,
  resources: Resources,
) {
  return {
    resources,
    services: createServiceReader({ kinds, apis: descriptions(events), resources }),
    inventory: createInventory({ kinds, apis: lists(events), client: cloudControl }),
    parameters: createParameterCatalog({ client: ssm }),
  };
}

const descriptions = (events: EventBridgeClient) => new Map([[CONNECTION_TYPE, describeConnection(events)]]);

const lists = (events: EventBridgeClient) => new Map([[CONNECTION_TYPE, listConnections(events)]]);

const users = (events: EventBridgeClient) => new Map([[CONNECTION_TYPE, apiDestinationsOf(events)]]);

export type Clients = ReturnType<typeof clientsOf>;

/** One client for each service: its rate limit holds for all adapters together. */
function clientsOf({ address, clock }: AwsContext) {
  return {
    cloudControl: createCloudControlClient(address, clock),
    events: createEventBridgeClient(address, clock),
    ssm: createSsmClient(address, clock),
  };
}
