import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, inject, it } from "vitest";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { LedgerItemTooLargeError } from "../../infra/aws/ledger-table.ts";
import { LedgerCorruptError } from "../../infra/ledger-schema.ts";
import { anIntent, aPublication, aRecord } from "../contract/ledger-fixtures.ts";
import { acquired, describeLedger, MINUTE } from "../contract/ledger-suite.ts";
import { createTestClock } from "../contract/test-clock.ts";

const client = new DynamoDBClient({
  endpoint: inject("ministack"),
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

afterAll(() => client.destroy());

async function createTable(): Promise<string> {
  const table = `ledger-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName: table });
  return table;
}

/*
 * Looser than AWS: MiniStack never answers TransactionConflict, whatever runs at once (`ledger-conflict.test.ts` in
 * `test/contract` sends it); it does not enforce `dynamodb:LeadingKeys` either, so the last test looks
 * at the keys that were written.
 */
describe("the DynamoDB ledger", () => {
  describeLedger(async () => {
    const table = await createTable();
    return (clock) => createDynamodbLedger({ client, table, clock });
  });

  it("reads more than the one megabyte that fits a page", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, clock: createTestClock() });
    const lease = await acquired(ledger);
    const names = ["a", "b", "c", "d"].map((letter) => letter.repeat(8));
    for (const name of names) await ledger.putRecord(lease, aRecord(name, { desired: { Name: "x".repeat(350_000) } }));
    expect((await ledger.records()).map(({ name }) => name)).toEqual(names);
  });

  it("refuses what does not fit into an item before it is sent", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, clock: createTestClock() });
    const lease = await acquired(ledger);
    const large = aRecord("orders", { desired: { Name: "x".repeat(400_000) } });
    await expect(ledger.putRecord(lease, large)).rejects.toThrow(LedgerItemTooLargeError);
    await expect(ledger.settleIntent(lease, "orders", large)).rejects.toThrow(/split the change/);
  });

  it("refuses an item that is not what it should be, by its key", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, clock: createTestClock() });
    const Item = { pk: { S: "RECORD" }, sk: { S: "orders" }, body: { S: `{"name":"orders"}` } };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(ledger.records()).rejects.toThrow(LedgerCorruptError);
    await expect(ledger.records()).rejects.toThrow(/item "RECORD", "orders" of the ledger table/);
  });

  it("forgets a publication after its time, also before the table has cleaned up", async () => {
    const clock = createTestClock();
    const ledger = createDynamodbLedger({ client, table: await createTable(), clock });
    await ledger.publish(aPublication());
    clock.advance(181 * 24 * 60 * MINUTE);
    expect(await ledger.publications(7, 12, "a".repeat(40))).toEqual([]);
  });

  it("puts publications under a prefix of their own, and lets only what may be forgotten expire", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, clock: createTestClock() });
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putIntent(lease, anIntent("orders"));
    await ledger.setLastApplied(lease, 7, "a".repeat(40));
    await ledger.claim("key", MINUTE);
    await ledger.publish(aPublication());
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const expires = Object.fromEntries(Items.map((item) => [item["pk"]?.S, item["expiresAt"] !== undefined]));
    expect(expires).toEqual({
      LOCK: false,
      RECORD: false,
      INTENT: false,
      APPLIED: false,
      "CLAIM#key": true,
      "PLAN#7#12": true,
    });
  });
});
