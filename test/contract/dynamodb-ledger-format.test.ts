import { describe, expect, it } from "vitest";
import { LedgerCorruptError } from "../../infra/ledger/format.ts";
import { keyOf } from "../support/definitions.ts";
import { describeFirstFormat } from "./first-format-suite.ts";
import { firstItems, known, type TableItem } from "./first-format.ts";
import { anIntent, aRecord, aRun, aRunEnd, shelfKey } from "./ledger-fixtures.ts";
import { MINUTE } from "./ledger-suite.ts";
import { publicationCall, readingCalls, refusedFormat } from "./newer-format.ts";
import { openWireTable } from "./wire-table.ts";

/* What each request says; `test/aws/dynamodb-ledger-format.test.ts` runs them against a DynamoDB. */

const writes = new Set(["PutItem", "UpdateItem", "TransactWriteItems"]);

/** What the only transaction does, but for its check of the lock. */
function transaction(requests: readonly { readonly operation: string; readonly body: string }[]) {
  const sent = requests.filter(({ operation }) => writes.has(operation));
  expect(sent.map(({ operation }) => operation)).toEqual(["TransactWriteItems"]);
  const [check, ...items] = JSON.parse(sent[0]?.body ?? "").TransactItems;
  expect(check).toMatchObject({ ConditionCheck: { Key: { pk: { S: "LOCK" } } } });
  return items.map(
    (item: { readonly Put?: { readonly Item: TableItem }; readonly Delete?: { readonly Key: TableItem } }) =>
      item.Put === undefined
        ? `delete ${item.Delete?.Key["pk"]?.S} ${item.Delete?.Key["sk"]?.S}`
        : `put ${item.Put.Item["pk"]?.S} ${item.Put.Item["sk"]?.S} of format ${JSON.parse(item.Put.Item["body"]?.S ?? "").format}`,
  );
}

const connectionOrders = "AWS::Events::Connection/orders";

describe("the first format of a table", () => {
  describeFirstFormat(() => openWireTable(firstItems));

  it("is not written by whoever reads it", async () => {
    await using test = await openWireTable(firstItems);
    for (const [, read] of [...readingCalls, publicationCall]) await read(test.ledger, test.lease);
    expect(test.requests.filter(({ operation }) => writes.has(operation))).toEqual([]);
  });

  it("is refused where an item has what that format had not", async () => {
    await using test = await openWireTable(firstItems.map((item) => withMember(item, "key", shelfKey("orders"))));
    await expect(test.ledger.records()).rejects.toThrow(LedgerCorruptError);
    await expect(test.ledger.intents()).rejects.toThrow(LedgerCorruptError);
    await expect(test.ledger.progress(42)).rejects.toThrow(LedgerCorruptError);
  });
});

describe("the transaction that follows the first format", () => {
  it("puts a record under its key, and takes away what its name alone named", async () => {
    await using test = await openWireTable(firstItems);
    await test.ledger.putRecord(test.lease, aRecord("orders"));
    expect(transaction(test.requests)).toEqual([`put RECORD ${connectionOrders} of format 2`, "delete RECORD orders"]);
    const body = test.items.get(`RECORD ${connectionOrders}`)?.["body"]?.S ?? "";
    expect(JSON.parse(body)).toEqual({ format: 2, ...aRecord("orders") });
  });

  it("deletes a record under both", async () => {
    await using test = await openWireTable(firstItems);
    await test.ledger.deleteRecord(test.lease, keyOf("orders"));
    expect(transaction(test.requests)).toEqual([`delete RECORD ${connectionOrders}`, "delete RECORD orders"]);
  });

  it("puts an intent under its key, and takes away what its name alone named", async () => {
    await using test = await openWireTable(firstItems);
    await test.ledger.putIntent(test.lease, anIntent("orders"));
    expect(transaction(test.requests)).toEqual([`put INTENT ${connectionOrders} of format 2`, "delete INTENT orders"]);
  });

  it.each([
    ["alone", undefined, []],
    ["with its record", aRecord("orders"), [`put RECORD ${connectionOrders} of format 2`, "delete RECORD orders"]],
    ["with the end of its record", null, [`delete RECORD ${connectionOrders}`, "delete RECORD orders"]],
  ])("settles an intent under both, %s", async (_, record, more) => {
    await using test = await openWireTable(firstItems);
    await test.ledger.settleIntent(test.lease, anIntent("orders"), { record });
    expect(transaction(test.requests)).toEqual([`delete INTENT ${connectionOrders}`, "delete INTENT orders", ...more]);
  });

  it("touches nothing that a name alone names where the type is another", async () => {
    const key = shelfKey("orders");
    const shelf = "Acme::Stock::Shelf/orders";
    const steps = [
      ["putRecord", [`put RECORD ${shelf} of format 2`]],
      ["deleteRecord", [`delete RECORD ${shelf}`]],
      ["putIntent", [`put INTENT ${shelf} of format 2`]],
      ["settleIntent", [`delete INTENT ${shelf}`, `delete RECORD ${shelf}`]],
    ] as const;
    for (const [method, expected] of steps) {
      await using test = await openWireTable(firstItems);
      if (method === "putRecord") await test.ledger.putRecord(test.lease, aRecord("orders", { key }));
      if (method === "deleteRecord") await test.ledger.deleteRecord(test.lease, key);
      if (method === "putIntent") await test.ledger.putIntent(test.lease, anIntent("orders", { key }));
      if (method === "settleIntent")
        await test.ledger.settleIntent(test.lease, anIntent("orders", { key }), { record: null });
      expect(transaction(test.requests)).toEqual(expected);
    }
  });

  it("has the format in everything that is written", async () => {
    await using test = await openWireTable([]);
    await test.ledger.putRun(test.lease, aRun("run-1"));
    await test.ledger.finish(test.lease, 42, aRunEnd(), aRun("run-2"));
    for (const plan of known.publications) await test.ledger.publish(plan);
    await test.ledger.claim("key", MINUTE);
    const formats = [...test.items].map(([place, { body, format }]) => [
      place.split(" ")[0],
      body?.S === undefined ? Number(format?.N) : JSON.parse(body.S).format,
    ]);
    expect(Object.fromEntries(formats)).toEqual({
      RUN: 2,
      TARGET: 2,
      "PENDING#42": 2,
      [`PLAN#42#7#${"a".repeat(40)}`]: 2,
      "CLAIM#key": 2,
    });
  });
});

describe("a format that is not known, in a table", () => {
  it.each(readingCalls)("is refused by %s", async (_, read) => {
    // What was done for a commit is there since format 2.
    const done = { pk: { S: `DONE#${"c".repeat(40)}` }, sk: { S: "any" }, body: { S: '{"format":3}' } };
    const claim = { pk: { S: "CLAIM#key" }, sk: { S: "CLAIM" }, format: { N: "3" }, until: { N: "0" } };
    const items = [...firstItems.map((item) => withMember(item, "format", 3)), done, claim];
    await using test = await openWireTable(items);
    expect(await refusedFormat(Promise.resolve(read(test.ledger, test.lease)))).toBe("3");
    expect(test.requests.filter(({ operation }) => writes.has(operation))).toEqual([]);
  });

  it.each([
    ["acquire", "LOCK", "LOCK"],
    ["claim", "CLAIM#key", "CLAIM"],
  ] as const)("is refused by %s", async (method, pk, sk) => {
    const newer = { pk: { S: pk }, sk: { S: sk }, format: { N: "3" }, until: { N: "0" } };
    await using test = await openWireTable([newer]);
    expect(await refusedFormat(test.ledger[method]("key", MINUTE))).toBe("3");
    expect([...test.items.values()]).toEqual([newer]);
  });

  it("is named with its item", async () => {
    await using test = await openWireTable(firstItems.map((item) => withMember(item, "format", 3)));
    await expect(test.ledger.intents()).rejects.toThrow(
      /^The item "INTENT", "orders" of the ledger table "ledger" has/,
    );
  });
});

/** The item with a member more in its body, where it has one. */
function withMember(item: TableItem, member: string, value: unknown): TableItem {
  const text = item["body"]?.S;
  return text === undefined ? item : { ...item, body: { S: JSON.stringify({ ...JSON.parse(text), [member]: value }) } };
}
