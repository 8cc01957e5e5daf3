import { describe, expect, it } from "vitest";
import { type TableItem, WRITTEN_AT } from "./first-format.ts";
import { aStep, describeTrails } from "./trail-suite.ts";
import { openWireTable } from "./wire-table.ts";

describe("the ways of pull requests in a table", () => {
  describeTrails(async () => {
    const { ledger } = await openWireTable([]);
    return { ledger, other: ledger };
  });

  it.each([
    ["no JSON", "{"],
    ["of a newer format", JSON.stringify({ format: 99, ...aStep() })],
    ["something else", JSON.stringify({ format: 2, ...aStep(), what: "exploded" })],
  ])("leave out a step that is %s: whoever may write there keeps nobody from reporting", async (_, body) => {
    const itemAt = (sk: string, text: string): TableItem => ({
      pk: { S: "PLAN#7#12#way" },
      sk: { S: sk },
      body: { S: text },
      expiresAt: { N: String(WRITTEN_AT) },
    });
    const good = JSON.stringify({ format: 2, ...aStep() });
    const { ledger } = await openWireTable([itemAt("1#a", body), itemAt("2#b", good)]);
    expect(await ledger.trail(7, 12)).toEqual([aStep()]);
  });
});
