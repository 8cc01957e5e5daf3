import { type CloudControlClient, ListResourcesCommand } from "@aws-sdk/client-cloudcontrol";
import type { Listed } from "../../workflows/engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Inventory } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { identifierIn } from "./progress-event.ts";
import { repeatRead } from "./repeat-read.ts";
import type { Apis, ListApi, Page } from "./service-apis.ts";

/** The most that Cloud Control lists at once. */
const PAGE_SIZE = 100;

export interface InventoryOptions {
  readonly kinds: ResourceKinds;
  readonly apis: Apis<ListApi>;
  /** Lists the types that no other API lists. */
  readonly client: CloudControlClient;
  readonly clock: Clock;
}

/** All resources of a type, by its service's own list where the kind reads one, else by Cloud Control's. */
export function createInventory({ kinds, apis, client, clock }: InventoryOptions): Inventory {
  return {
    async list(type, signal) {
      const { survey, plural } = kinds.of({ type });
      const api = survey === null ? undefined : apis.get(type);
      const list = api ?? listResources(client, type);
      const read = (api === undefined ? null : survey) ?? settled;
      const call = { operation: list.operation, subject: `all ${plural}`, signal };
      const found: Listed[] = [];
      let token: string | undefined;
      do {
        const { items, next }: Page<unknown> = await repeatRead(clock, signal, () =>
          callAws(call, () => list.page(token, signal)),
        );
        for (const item of items) {
          const listed = read(item);
          if (listed === undefined) throw misunderstood(call, "an item of the list lacks its name or its state");
          found.push(listed);
        }
        // A page may be empty and have another behind it.
        token = next;
      } while (token !== undefined);
      return found.toSorted((a, b) => (a.identifier < b.identifier ? -1 : 1));
    },
  };
}

function listResources(client: CloudControlClient, type: string): ListApi {
  return {
    operation: "ListResources",
    async page(token, signal) {
      const input = { TypeName: type, MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
      const { ResourceDescriptions = [], NextToken: next } = await client.send(new ListResourcesCommand(input), {
        abortSignal: signal,
      });
      return { items: ResourceDescriptions.map(({ Identifier }) => Identifier), next };
    },
  };
}

/** Of what Cloud Control lists nothing but the identifier is known. */
function settled(identifier: unknown): Listed | undefined {
  if (typeof identifier !== "string") return undefined;
  return { identifier: identifierIn(identifier), phase: "settled", state: null, arn: null, modified: null };
}
