import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { ClaimingRole, CounterStore } from "../../workflows/ports/ledger.ts";
import { attributes, format, keys, number, seconds } from "./ledger-items.ts";
import { numberOf } from "./ledger-table.ts";

export interface DynamodbCountersOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  /** Whose counters they are; default: the applier's. */
  readonly role?: ClaimingRole;
}

/** What a role counts. It may write it, and nobody else reads it. */
export function createDynamodbCounters({ client, table, clock, role }: DynamodbCountersOptions): CounterStore {
  return {
    async count(key, add, milliseconds) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes(keys.counter(key, role)),
          UpdateExpression: "ADD #count :add SET #format = :format, #expiresAt = if_not_exists(#expiresAt, :expiresAt)",
          ExpressionAttributeNames: { "#count": "count", "#format": "format", "#expiresAt": "expiresAt" },
          ExpressionAttributeValues: {
            ":add": number(add),
            ":format": format,
            ":expiresAt": seconds(clock.now() + milliseconds),
          },
          ReturnValues: "UPDATED_NEW",
        }),
      );
      return numberOf(Attributes, "count");
    },
  };
}
