import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { type AwsAddress, createCloudControlClient, createEventBridgeClient } from "../../infra/aws/clients.ts";
import { createDependents } from "../../infra/aws/dependents.ts";
import { apiDestinationsOf, describeConnection, listConnections } from "../../infra/aws/eventbridge.ts";
import { createInventory } from "../../infra/aws/inventory.ts";
import { createResourceReader } from "../../infra/aws/resource-reader.ts";
import { createServiceReader } from "../../infra/aws/service-reader.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Dependents, Inventory, ServiceReader } from "../../workflows/ports/resources.ts";

export interface ServiceAdapters {
  readonly services: ServiceReader;
  readonly inventory: Inventory;
  readonly dependents: Dependents;
  /** Does what Cloud Control's handlers do. */
  readonly handlers: EventBridgeClient;
  close(): void;
}

export interface ServiceAdaptersOptions {
  readonly address: AwsAddress;
  readonly kinds?: Kinds;
  /** The types of which EventBridge is asked. */
  readonly asked?: readonly string[];
  readonly clock?: Clock;
}

/** The adapters in front of what AWS's services say beside Cloud Control, each with its calls. */
export function openServiceAdapters({
  address,
  kinds = builtinKinds,
  asked = [CONNECTION_TYPE],
  clock = systemClock,
}: ServiceAdaptersOptions): ServiceAdapters {
  const events = createEventBridgeClient(address, clock);
  const client = createCloudControlClient(address, clock);
  // With the SDK's own repetitions: no test is about its calls.
  const { region, endpoint, credentials } = address;
  const place = { ...(endpoint !== undefined && { endpoint }), ...(credentials !== undefined && { credentials }) };
  const handlers = new EventBridgeClient({ region, ...place });
  const byType = <Api>(api: Api): ReadonlyMap<string, Api> => new Map(asked.map((type) => [type, api]));
  const resources = createResourceReader({ client });
  return {
    services: createServiceReader({ kinds, apis: byType(describeConnection(events)), resources }),
    inventory: createInventory({ kinds, apis: byType(listConnections(events)), client }),
    dependents: createDependents(kinds, byType(apiDestinationsOf(events))),
    handlers,
    close() {
      events.destroy();
      handlers.destroy();
      client.destroy();
    },
  };
}
