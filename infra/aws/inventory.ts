import { type CloudControlClient, ListResourcesCommand } from "@aws-sdk/client-cloudcontrol";
import type { Listed } from "../../workflows/engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { Inventory } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./call-aws.ts";
import { identifierIn } from "./progress-event.ts";
import type { Apis, ListApi } from "./service-apis.ts";

/** The most that Cloud Control lists at once. */
const PAGE_SIZE = 100;

export interface InventoryOptions {
  readonly kinds: ResourceKinds;
  readonly apis: Apis<ListApi>;
  /** Lists the types that no other API lists. */
  readonly client: CloudControlClient;
}

/** All resources of a type, by its service's own list where the kind reads one, else by Cloud Control's. */
export function createInventory({ kinds, apis, client }: InventoryOptions): Inventory {
  return {
    async page(type, token, signal) {
      const { survey, plural } = kinds.of({ type });
      const api = survey === null ? undefined : apis.get(type);
      const list = api ?? listResources(client, type);
      const read = (api === undefined ? null : survey) ?? settled;
      const call = { operation: list.operation, subject: `all ${plural}`, signal };
      const answer = await callAws(call, () => list.page(token, signal));
      if (answer instanceof Refusal) return answer;
      const items: Listed[] = [];
      for (const item of answer.items) {
        const listed = read(item);
        if (listed === undefined) return misunderstood(call, "an item of the list lacks its name or its state");
        items.push(listed);
      }
      return { items, next: answer.next };
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
