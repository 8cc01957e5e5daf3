import { randomUUID } from "node:crypto";
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { MOST_STEPS, type TrailStep, type TrailStore } from "../../workflows/ports/trail.ts";
import { LedgerCorruptError, LedgerFormatError } from "../ledger/format.ts";
import { trailCodec } from "../ledger/schema.ts";
import type { DynamodbPublicationsOptions } from "./dynamodb-publications.ts";
import { attributes, keys, partitions, PUBLICATION_LIFETIME, seconds } from "./ledger-items.ts";
import { type Item as StoredItem, parseBody, toBody } from "./ledger-table.ts";

/** The ways that pull requests went. The planner may write them, so that nobody believes them. */
export function createDynamodbTrail(options: DynamodbPublicationsOptions): TrailStore {
  const { client, table, clock } = options;
  return {
    async noteStep(step) {
      const key = attributes(keys.step(step, randomUUID()));
      const expiresAt = seconds(clock.now() + PUBLICATION_LIFETIME);
      await client.send(
        new PutItemCommand({ TableName: table, Item: { ...key, body: toBody(step, "The step"), expiresAt } }),
      );
    },
    async trail(repository, pullRequest) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: partitions.trail(repository, pullRequest) } },
          ScanIndexForward: false,
          Limit: MOST_STEPS,
        }),
      );
      return Items.flatMap((item) => stepIn(item, options)).toReversed();
    },
  };
}

/** A step that cannot be read is not told: it keeps nobody from reporting. */
function stepIn(item: StoredItem, options: DynamodbPublicationsOptions): readonly TrailStep[] {
  try {
    return [parseBody(trailCodec, item, options)];
  } catch (error) {
    if (error instanceof LedgerCorruptError || error instanceof LedgerFormatError) return [];
    throw error;
  }
}
