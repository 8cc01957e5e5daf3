import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, it } from "vitest";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { LedgerItemTooLargeError } from "../../infra/aws/ledger-table.ts";
import { LedgerCorruptError } from "../../infra/ledger/format.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { anIntent, aPublication, aRecord, aRun, aRunEnd } from "../contract/ledger-fixtures.ts";
import { describeLedgerKeys } from "../contract/ledger-key-suite.ts";
import { acquired, describeLedger, MINUTE, type OpenLedger } from "../contract/ledger-suite.ts";
import { createTestClock } from "../contract/test-clock.ts";
import { client, createTable } from "./ledger-table.ts";

afterAll(() => client.destroy());

/*
 * Looser than AWS: MiniStack never answers TransactionConflict, whatever runs at once (`ledger-conflict.test.ts` in
 * `test/contract` sends it); it does not enforce `dynamodb:LeadingKeys` either, so the last test looks
 * at the keys that were written.
 */
describe("the DynamoDB ledger", () => {
  const openStore = async (): Promise<OpenLedger> => {
    const table = await createTable();
    return (clock, role) =>
      createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock, ...(role && { role }) });
  };
  describeLedger(openStore);
  describeLedgerKeys(openStore);

  it("reads more than the one megabyte that fits a page", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock: createTestClock() });
    const lease = await acquired(ledger);
    const names = ["a", "b", "c", "d"].map((letter) => letter.repeat(8));
    for (const name of names) await ledger.putRecord(lease, aRecord(name, { desired: { Name: "x".repeat(350_000) } }));
    expect((await ledger.records()).map(({ name }) => name)).toEqual(names);
  });

  it("refuses what does not fit into an item before it is sent", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock: createTestClock() });
    const lease = await acquired(ledger);
    const large = aRecord("orders", { desired: { Name: "x".repeat(400_000) } });
    await expect(ledger.putRecord(lease, large)).rejects.toThrow(LedgerItemTooLargeError);
    await expect(ledger.settleIntent(lease, anIntent("orders"), { record: large })).rejects.toThrow(/split the change/);
  });

  it("refuses an item that is not what it should be, by its key", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock: createTestClock() });
    const Item = { pk: { S: "RECORD" }, sk: { S: "orders" }, body: { S: `{"name":"orders"}` } };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(ledger.records()).rejects.toThrow(LedgerCorruptError);
    await expect(ledger.records()).rejects.toThrow(/item "RECORD", "orders" of the ledger table/);
  });

  it("forgets a publication after its time, also before the table has cleaned up", async () => {
    const clock = createTestClock();
    const ledger = createDynamodbLedger({ client, table: await createTable(), firstType: CONNECTION_TYPE, clock });
    await ledger.publish(aPublication());
    const { publishedAt } = aPublication();
    expect(await ledger.publicationBefore(aPublication(), publishedAt + 1)).toEqual(aPublication());
    clock.advance(181 * 24 * 60 * MINUTE);
    expect(await ledger.publicationBefore(aPublication(), publishedAt + 1)).toBeUndefined();
  });

  it("puts publications under a prefix of their own, and lets only what may be forgotten expire", async () => {
    const table = await createTable();
    const ledger = createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock: createTestClock() });
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putIntent(lease, anIntent("orders"));
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    await ledger.claim("key", MINUTE);
    await ledger.publish(aPublication());
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const expires = Object.fromEntries(Items.map((item) => [item["pk"]?.S, item["expiresAt"] !== undefined]));
    expect(expires).toEqual({
      LOCK: false,
      RECORD: false,
      INTENT: false,
      TARGET: false,
      "PENDING#7": false,
      RUN: true,
      "CLAIM#key": true,
      [`PLAN#7#12#${"a".repeat(40)}`]: true,
    });
  });
});
