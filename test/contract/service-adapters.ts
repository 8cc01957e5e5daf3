import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
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
  readonly events: EventBridgeClient;
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
  const byType = <Api>(api: Api): ReadonlyMap<string, Api> => new Map(asked.map((type) => [type, api]));
  const resources = createResourceReader({ client, clock });
  return {
    services: createServiceReader({ kinds, apis: byType(describeConnection(events)), resources }),
    inventory: createInventory({ kinds, apis: byType(listConnections(events)), client, clock }),
    dependents: createDependents(kinds, byType(apiDestinationsOf(events))),
    events,
    close() {
      events.destroy();
      client.destroy();
    },
  };
}
