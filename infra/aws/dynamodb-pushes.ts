import { PutItemCommand, QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { PushStore } from "../../workflows/ports/ledger.ts";
import { pushCodec } from "../ledger/schema.ts";
import { attributes, keys, partitions, PUSH_LIFETIME, seconds } from "./ledger-items.ts";
import { numberOf, parseBody, toBody } from "./ledger-table.ts";

/** As many are read: one page, at some 300 bytes each. */
const MOST_PUSHES = 1000;

export interface DynamodbPushesOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly firstType: string;
  readonly clock: Clock;
}

/** Who pushed. Only the applier's role may write it. */
export function createDynamodbPushes(options: DynamodbPushesOptions): PushStore {
  const { client, table, clock } = options;
  return {
    async notePush(repository, push) {
      const key = attributes(keys.push(repository, push));
      const expiresAt = seconds(push.at + PUSH_LIFETIME);
      const item = { ...key, body: toBody(push, "A push"), expiresAt };
      await client.send(new PutItemCommand({ TableName: table, Item: item }));
    },
    async pushes(repository) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: partitions.pushes(repository) } },
          ScanIndexForward: false,
          Limit: MOST_PUSHES,
        }),
      );
      // DynamoDB deletes what has expired when it gets to it.
      const current = Items.filter((item) => numberOf(item, "expiresAt") * 1000 > clock.now());
      return current.map((item) => parseBody(pushCodec, item, options));
    },
  };
}
