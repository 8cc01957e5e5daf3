import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, it } from "vitest";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { describeFirstFormat } from "../contract/first-format-suite.ts";
import { firstItems, type TableItem, WRITTEN_AT } from "../contract/first-format.ts";
import { anIntent, aRecord } from "../contract/ledger-fixtures.ts";
import { acquired, MINUTE } from "../contract/ledger-suite.ts";
import { refusedFormat, leasedCalls } from "../contract/newer-format.ts";
import { createTestClock } from "../contract/test-clock.ts";
import { keyOf } from "../support/definitions.ts";
import { client, createTable } from "./ledger-table.ts";

afterAll(() => client.destroy());

/** The lock as format 1 has it after its second lease. */
const firstLock: TableItem = { pk: { S: "LOCK" }, sk: { S: "LOCK" }, fence: { N: "2" }, until: { N: "0" } };
const held = { owner: { S: "run-0" }, nonce: { S: "nonce" }, until: { N: String(WRITTEN_AT + MINUTE) } };

async function open(items: readonly TableItem[] = [...firstItems, firstLock]) {
  const table = await createTable();
  for (const Item of items) await client.send(new PutItemCommand({ TableName: table, Item }));
  const clock = createTestClock(WRITTEN_AT);
  return { table, clock, ledger: createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock }) };
}

/** Everything in the table, by `pk` and `sk`. */
async function itemsIn(table: string): Promise<ReadonlyMap<string, Record<string, AttributeValue>>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return new Map(Items.map((item) => [`${item["pk"]?.S} ${item["sk"]?.S}`, item]));
}

describe("the first format of a DynamoDB table", () => {
  describeFirstFormat(async () => {
    const { ledger } = await open();
    return { ledger, lease: await acquired(ledger) };
  });

  it("gives a lease with a greater fence than its own, and the lock has the format from then on", async () => {
    const { ledger, table } = await open();
    expect(await acquired(ledger)).toMatchObject({ owner: "run-1", fence: 3 });
    expect((await itemsIn(table)).get("LOCK LOCK")).toMatchObject({ fence: { N: "3" }, format: { N: "2" } });
  });

  it("keeps the lock for whoever holds it, until its end", async () => {
    const { ledger, clock } = await open([...firstItems, { ...firstLock, ...held }]);
    expect(await ledger.acquire("run-1", MINUTE)).toHaveProperty("heldUntil");
    clock.advance(MINUTE);
    expect(await ledger.acquire("run-1", MINUTE)).toMatchObject({ fence: 3 });
  });

  it("goes, item by item, with the first write of each", async () => {
    const { ledger, table } = await open();
    const lease = await acquired(ledger);
    await ledger.putRecord(lease, aRecord("orders"));
    await ledger.putIntent(lease, anIntent("orders"));
    await ledger.deleteRecord(lease, keyOf("crm"));
    const kept = [...(await itemsIn(table)).keys()].filter((place) => /^(?:RECORD|INTENT) /.test(place));
    expect(kept.toSorted()).toEqual([
      "INTENT AWS::Events::Connection/orders",
      "RECORD AWS::Events::Connection/orders",
      "RECORD billing",
    ]);
  });
});

describe("a newer format of a DynamoDB table", () => {
  it.each([
    ["free", { format: { N: "3" } }],
    ["held", { format: { N: "3" }, ...held }],
  ])("is refused by whoever asks for its lock that is %s, and nothing is changed", async (_, newer) => {
    const { ledger, table } = await open([{ ...firstLock, ...newer }]);
    const before = await itemsIn(table);
    expect(await refusedFormat(ledger.acquire("run-1", MINUTE))).toBe("3");
    expect(await itemsIn(table)).toEqual(before);
  });

  it.each([
    ["run out", "0"],
    ["taken", String(WRITTEN_AT + MINUTE)],
  ])("is refused by whoever claims a key that is %s, and nothing is changed", async (_, until) => {
    const { ledger, table } = await open([
      { pk: { S: "CLAIM#key" }, sk: { S: "CLAIM" }, format: { N: "3" }, until: { N: until }, nonce: { S: "holder" } },
    ]);
    const before = await itemsIn(table);
    expect(await refusedFormat(ledger.claim("key", MINUTE, "holder"))).toBe("3");
    expect(await itemsIn(table)).toEqual(before);
  });

  it.each(leasedCalls)("that took the lock lets an older lease %s nothing", async (_, write) => {
    const { ledger, table, clock } = await open();
    const lease = await acquired(ledger);
    clock.advance(MINUTE);
    const taken = { ...firstLock, ...held, format: { N: "3" }, fence: { N: "4" } };
    await client.send(new PutItemCommand({ TableName: table, Item: taken }));
    const before = await itemsIn(table);
    await expect(write(ledger, lease)).rejects.toThrow(LeaseLostError);
    await ledger.release(lease);
    expect(await itemsIn(table)).toEqual(before);
  });
});
