import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { chunked } from "../../workflows/calls/all-pages.ts";
import type { DriftStore } from "../../workflows/ports/drift.ts";
import { type DriftPart, driftCodec } from "../ledger/drift-schema.ts";
import { attributes, keys, partitions } from "./ledger-items.ts";
import { parseBody, queryPartition, toBody } from "./ledger-table.ts";

export interface DynamodbDriftOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly firstType: string;
}

/** As many resources of the longest names are well below what an item holds. */
const RESOURCES_AN_ITEM = 500;

/** What the reconciler keeps of drift, in as many items as it takes. Nothing is deleted: the first says which count. */
export function createDynamodbDrift({ client, table, firstType }: DynamodbDriftOptions): DriftStore {
  return {
    async driftMemory() {
      const items = await queryPartition(client, table, partitions.drift);
      const stored = items.map((item) => parseBody(driftCodec, item, { table, firstType }));
      const [first] = stored;
      if (first === undefined) return undefined;
      return { issue: first.issue, resources: stored.slice(0, first.parts).flatMap(({ resources }) => resources) };
    },
    async keepDriftMemory({ issue, resources }) {
      const chunks = resources.length === 0 ? [[]] : chunked(resources, RESOURCES_AN_ITEM);
      const parts = chunks.map((each): DriftPart => ({ issue, parts: chunks.length, resources: each }));
      // The first comes last: until then it names no more parts than there are.
      for (const [number, part] of [...parts.entries()].toReversed()) {
        const body = toBody(part, "What is kept of drift");
        await client.send(new PutItemCommand({ TableName: table, Item: { ...attributes(keys.drift(number)), body } }));
      }
    },
  };
}
