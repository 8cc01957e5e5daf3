import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, it } from "vitest";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { describePushes } from "../contract/push-suite.ts";
import { createTestClock } from "../contract/test-clock.ts";
import { client, createTable } from "./ledger-table.ts";

afterAll(() => client.destroy());

describe("who pushed, in a table", () => {
  describePushes(async () => {
    const table = await createTable();
    return (clock) => createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock });
  });

  it("stands in items of their own, with a lifetime", async () => {
    const table = await createTable();
    const clock = createTestClock();
    const ledger = createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock });
    await ledger.notePush(7, { before: "x", after: "y", sender: 5, at: clock.now() });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    expect(Items).toMatchObject([{ pk: { S: "PUSH#7" }, expiresAt: { N: expect.stringMatching(/^\d{10}$/) } }]);
  });
});
