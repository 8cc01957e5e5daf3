import { expect, it } from "vitest";
import { createDynamodbClient } from "../../infra/aws/clients.ts";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { address, startWire, type WireAnswer } from "./aws-wire.ts";
import { anIntent, aRecord } from "./ledger-fixtures.ts";
import { publicationCall, readingCalls, writingCalls } from "./newer-format.ts";
import { createTestClock } from "./test-clock.ts";

const MINUTE = 60_000;

// What the emulator never answers: transactions that meet at the lock's item, and answers that get lost.

const lease = { owner: "run-1", fence: 4, expiresAt: Date.now() + MINUTE };

function cancelled(...codes: readonly string[]): WireAnswer {
  const name = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
  return { status: 400, body: { __type: name, Message: "no", CancellationReasons: codes.map((Code) => ({ Code })) } };
}

async function open(answer: Parameters<typeof startWire>[0]) {
  const wire = await startWire(answer);
  const client = createDynamodbClient({ ...address, endpoint: wire.url });
  const ledger = createDynamodbLedger({
    client,
    table: "ledger",
    firstType: CONNECTION_TYPE,
    clock: createTestClock(),
  });
  return { wire, ledger, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
}

it("repeats a write that met another transaction", async () => {
  await using test = await open((_, count) => (count < 3 ? cancelled("TransactionConflict", "None") : { body: {} }));
  await test.ledger.putRecord(lease, aRecord("orders"));
  expect(test.wire.requests).toHaveLength(3);
});

it("gives up after eight conflicts", async () => {
  await using test = await open(() => cancelled("TransactionConflict", "None"));
  await expect(test.ledger.putRecord(lease, aRecord("orders"))).rejects.toThrow(/no/);
  expect(test.wire.requests).toHaveLength(8);
});

it("takes a failed check of the lock for a lost lease, and nothing else", async () => {
  await using lost = await open(() => cancelled("ConditionalCheckFailed", "None"));
  await expect(lost.ledger.putRecord(lease, aRecord("orders"))).rejects.toThrow(LeaseLostError);
  await using other = await open(() => cancelled("None", "ValidationError"));
  await expect(other.ledger.putRecord(lease, aRecord("orders"))).rejects.not.toThrow(LeaseLostError);
});

it("checks the lock in the transaction that settles an intent with its record", async () => {
  await using test = await open(() => ({ body: {} }));
  await test.ledger.settleIntent(lease, anIntent("orders"), { record: aRecord("orders") });
  const [request] = test.wire.requests;
  expect(request?.operation).toBe("TransactWriteItems");
  const { TransactItems: items, ClientRequestToken: token } = JSON.parse(request?.body ?? "");
  expect(items).toMatchObject([
    { ConditionCheck: { Key: { pk: { S: "LOCK" } }, ExpressionAttributeValues: { ":fence": { N: "4" } } } },
    { Delete: { Key: { pk: { S: "INTENT" }, sk: { S: "AWS::Events::Connection/orders" } } } },
    { Delete: { Key: { pk: { S: "INTENT" }, sk: { S: "orders" } } } },
    { Put: { Item: { pk: { S: "RECORD" }, sk: { S: "AWS::Events::Connection/orders" } } } },
    { Delete: { Key: { pk: { S: "RECORD" }, sk: { S: "orders" } } } },
  ]);
  expect(token, "the SDK's own repetition stays one transaction").toEqual(expect.any(String));
});

it("knows its own lock and its own claim when the first answer was lost", async () => {
  let written: { nonce?: unknown; fence?: unknown } = {};
  await using test = await open(({ body }, count) => {
    if (count % 2 === 0) {
      const name = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
      return { status: 400, body: { __type: name, Message: "no", Item: written } };
    }
    const { ExpressionAttributeValues: values, Item: item } = JSON.parse(body);
    written = { nonce: item?.nonce ?? values[":nonce"], fence: { N: "9" } };
    return { body: "", hangUp: true };
  });
  expect(await test.ledger.acquire("run-1", MINUTE)).toMatchObject({ owner: "run-1", fence: 9 });
  expect(await test.ledger.claim("key", MINUTE)).toBe(true);
});

it("names and gives in every request just what its expressions use: DynamoDB refuses anything else", async () => {
  await using test = await open(() => ({ body: {} }));
  for (const [, call] of [...readingCalls, publicationCall, ...writingCalls]) await call(test.ledger, lease);
  const inputs = test.wire.requests.map(({ body }) => JSON.parse(body));
  expect(inputs).toHaveLength(29);
  for (const input of inputs.flatMap((each) => each.TransactItems?.flatMap(Object.values) ?? [each])) {
    const expressions = Object.entries(input).flatMap(([name, value]) => (name.endsWith("Expression") ? [value] : []));
    const used = expressions.join(" ").match(/[#:]\w+/g) ?? [];
    const given = { ...input.ExpressionAttributeNames, ...input.ExpressionAttributeValues };
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(given).toSorted());
  }
});

it.each([
  ["applier", "CLAIM#key"],
  ["planner", "PLANNER#key"],
  ["reconciler", "RECONCILER#key"],
] as const)("takes and asks for one-time keys of the %s under a leading key of its own", async (role, pk) => {
  await using wire = await startWire(() => ({ body: {} }));
  const client = createDynamodbClient({ ...address, endpoint: wire.url });
  const place = { client, table: "ledger", firstType: CONNECTION_TYPE, clock: createTestClock() };
  const ledger = createDynamodbLedger({ ...place, role });
  await ledger.claim("key", MINUTE);
  await ledger.claimedBy("key");
  const [taken, asked] = wire.requests.map(({ body }) => JSON.parse(body));
  expect([taken.Item.pk, asked.Key.pk]).toEqual([{ S: pk }, { S: pk }]);
});
