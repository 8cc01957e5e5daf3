import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { PublicationStore } from "../../workflows/ports/ledger.ts";
import { LedgerCorruptError, LedgerFormatError } from "../ledger/format.ts";
import { publicationCodec } from "../ledger/schema.ts";
import { attributes, keys, partitions, PUBLICATION_LIFETIME, seconds, timeKey } from "./ledger-items.ts";
import { numberOf, parseBody, toBody } from "./ledger-table.ts";

export interface DynamodbPublicationsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly firstType: string;
  readonly clock: Clock;
}

/** The plans that were published. The planner writes them, so whatever stands there is believed by nobody alone. */
export function createDynamodbPublications(options: DynamodbPublicationsOptions): PublicationStore {
  const { client, table, clock } = options;
  return {
    async publish(plan) {
      const key = attributes(keys.publication(plan, plan.publishedAt, randomUUID()));
      const body = toBody(plan, "The plan");
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...key, body, expiresAt: seconds(clock.now() + PUBLICATION_LIFETIME) },
            // Nothing that was published is replaced: what people were shown stands.
            ConditionExpression: "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
      } catch (error) {
        // The SDK repeats a request whose answer was lost.
        if (error instanceof ConditionalCheckFailedException && error.Item?.["body"]?.S === body.S) return;
        throw error;
      }
    },
    async publicationBefore(place, time) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND sk < :time",
          ExpressionAttributeValues: {
            ":pk": { S: partitions.publications(place.repository, place.pullRequest, place.head) },
            ":time": { S: timeKey(time) },
          },
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      const [item] = Items;
      // DynamoDB deletes what has expired when it gets to it.
      if (item === undefined || numberOf(item, "expiresAt") * 1000 <= clock.now()) return undefined;
      try {
        const plan = parseBody(publicationCodec, item, options);
        // What it says of itself is what it was asked for, or it is another's.
        const isIt =
          plan.repository === place.repository && plan.pullRequest === place.pullRequest && plan.head === place.head;
        return isIt && plan.publishedAt < time ? plan : "unreadable";
      } catch (error) {
        if (error instanceof LedgerCorruptError || error instanceof LedgerFormatError) return "unreadable";
        throw error;
      }
    },
  };
}
