import { describe, expect, it } from "vitest";
import { createDynamodbClient } from "../../infra/aws/clients.ts";
import { createDynamodbPublications } from "../../infra/aws/dynamodb-publications.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { address, startWire } from "./aws-wire.ts";
import { type TableItem, WRITTEN_AT } from "./first-format.ts";
import { aPublication } from "./ledger-fixtures.ts";
import { describePublications } from "./publication-suite.ts";
import { createTestClock } from "./test-clock.ts";
import { openWireTable } from "./wire-table.ts";

const AT = 1_700_000_000_000;
const place = { repository: 7, pullRequest: 12, head: "a".repeat(40) };

/** An item among the plans of `place`, as whoever may write there could put it. */
function itemAt(time: number, body: string): TableItem {
  return {
    pk: { S: `PLAN#7#12#${place.head}` },
    sk: { S: `${time}#nonce` },
    body: { S: body },
    expiresAt: { N: String(WRITTEN_AT) },
  };
}

const textOf = (changed: object): string => JSON.stringify({ format: 2, ...aPublication(), ...changed });

/** Publishes a plan whose first answer is lost, where something then stands, and returns how many requests it took. */
async function publishedAgain(standing: (written: TableItem) => TableItem): Promise<number> {
  let written: TableItem = {};
  await using wire = await startWire(({ body }, count) => {
    const { Item, ConditionExpression } = JSON.parse(body);
    if (ConditionExpression !== "attribute_not_exists(pk)") return { body: {} };
    if (count > 1) {
      const name = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
      return { status: 400, body: { __type: name, Message: "no", Item: standing(written) } };
    }
    written = Item;
    return { body: "", hangUp: true };
  });
  const client = createDynamodbClient({ ...address, endpoint: wire.url });
  const clock = createTestClock(WRITTEN_AT);
  await createDynamodbPublications({ client, table: "ledger", firstType: CONNECTION_TYPE, clock }).publish(
    aPublication(),
  );
  return wire.requests.length;
}

describe("the publications in a table", () => {
  describePublications(async () => {
    const { ledger } = await openWireTable([]);
    return { ledger, other: ledger };
  });

  it("are found by one request for one item", async () => {
    await using test = await openWireTable([]);
    for (const publishedAt of [AT, AT + 1, AT + 2]) await test.ledger.publish(aPublication({ publishedAt }));
    const before = test.requests.length;
    await test.ledger.publicationBefore(place, AT + 3);
    const asked = test.requests.slice(before).map(({ operation, body }) => [operation, JSON.parse(body).Limit]);
    expect(asked).toEqual([["Query", 1]]);
  });

  it("take their own plan for published when the first answer was lost", async () => {
    expect(await publishedAgain((item) => item)).toBe(2);
  });

  it("are not what another plan at the same place is", async () => {
    const other = { body: { S: textOf({ pullRequest: 13 }) } };
    await expect(publishedAgain((item) => ({ ...item, ...other }))).rejects.toThrow("no");
  });

  it.each([
    ["is no JSON", "{"],
    ["is nothing", "null"],
    ["has no member", "{}"],
    ["has a member that is not known", textOf({ newer: true })],
    ["is of a newer format", textOf({ format: 3 })],
    ["is of no format", textOf({ format: "x" })],
    ["names another head", textOf({ head: "9".repeat(40) })],
    ["names another pull request", textOf({ pullRequest: 13 })],
    ["names another repository", textOf({ repository: 8 })],
    ["was published at the time that is asked for", textOf({ publishedAt: AT + 10 })],
    ["was published later", textOf({ publishedAt: AT + 11 })],
  ])("are unreadable where the newest before the time %s, whatever stands before that", async (_, body) => {
    await using test = await openWireTable([itemAt(AT + 5, body), itemAt(AT, textOf({}))]);
    expect(await test.ledger.publicationBefore(place, AT + 10)).toBe("unreadable");
    expect(await test.ledger.publicationBefore(place, AT + 5)).toEqual(aPublication());
  });

  it("are none where the newest has no end, or is past it", async () => {
    const { expiresAt: _, ...endless } = itemAt(AT, textOf({}));
    await using test = await openWireTable([endless]);
    expect(await test.ledger.publicationBefore(place, AT + 1)).toBeUndefined();
    const ended = { ...endless, expiresAt: { N: String(WRITTEN_AT / 1000) } };
    await using other = await openWireTable([ended]);
    expect(await other.ledger.publicationBefore(place, AT + 1)).toBeUndefined();
    const lasting = { ...endless, expiresAt: { N: String(WRITTEN_AT / 1000 + 1) } };
    await using third = await openWireTable([lasting]);
    expect(await third.ledger.publicationBefore(place, AT + 1)).toEqual(aPublication());
  });

  it("of the first layout, which said of no engine, are not read", async () => {
    const first: TableItem = {
      ...itemAt(AT, textOf({})),
      pk: { S: "PLAN#7#12" },
      sk: { S: `${place.head}#${"b".repeat(40)}#${"e".repeat(64)}` },
    };
    await using test = await openWireTable([first]);
    expect(await test.ledger.publicationBefore(place, AT + 1)).toBeUndefined();
  });
});

it("an answer that fails is an error, and says nothing about what was published", async () => {
  await using test = await openWireTable([], () => true);
  await expect(test.ledger.publicationBefore(place, AT)).rejects.toThrow("it died");
});
