import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { ClaimingRole, NoteStore } from "../../workflows/ports/ledger.ts";
import { attributes, format, keys, number, partitions, seconds } from "./ledger-items.ts";
import { numberOf, queryPartition } from "./ledger-table.ts";

export interface DynamodbNotesOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly role?: ClaimingRole;
}

/** What a role notes for itself. Of all roles the reconciler alone may read what it noted. */
export function createDynamodbNotes({ client, table, clock, role }: DynamodbNotesOptions): NoteStore {
  return {
    async note(list, name, milliseconds) {
      const at = clock.now();
      const item = { ...attributes(keys.note(list, name, role)), format, at: number(at) };
      await client.send(
        new PutItemCommand({ TableName: table, Item: { ...item, expiresAt: seconds(at + milliseconds) } }),
      );
    },
    async noted(list) {
      const items = await queryPartition(client, table, partitions.notes(list, role));
      // DynamoDB deletes what has expired when it gets to it.
      return items
        .filter((item) => numberOf(item, "expiresAt") * 1000 > clock.now())
        .map((item) => ({ name: item["sk"]?.S ?? "", at: numberOf(item, "at") }));
    },
  };
}
