import { describe, expect, it } from "vitest";
import { readManaged } from "../../../workflows/plan/managed.ts";
import type { Intent, ResourceRecord } from "../../../workflows/ports/ledger.ts";
import { anIntent, aRecord } from "../../contract/ledger-fixtures.ts";

const ledgerWith = (intents: readonly Intent[], records: readonly ResourceRecord[] = []) => ({
  intents: async () => intents,
  records: async () => records,
});

describe("what is managed", () => {
  it.each(["create", "adopt"] as const)(
    "has one that a %s is at once, whoever noted that it was begun",
    async (action) => {
      const intent = anIntent("orders", { action });
      const mark = { ...intent, isMark: true, changeDigest: "e".repeat(64) };
      const { inTheMaking, takenOver } = await readManaged(ledgerWith([intent, mark]));
      const all = [...inTheMaking, ...takenOver];
      expect(all).toMatchObject([{ name: "orders", begun: {} }]);
      expect([inTheMaking, takenOver].map(({ length }) => length)).toEqual(action === "create" ? [1, 0] : [0, 1]);
    },
  );

  it("takes the word of what is written over from its intent, whatever a mark of it says", async () => {
    const intent = anIntent("orders", { action: "adopt" });
    const mark = { ...intent, isMark: true, changeDigest: "e".repeat(64) };
    for (const both of [
      [intent, mark],
      [mark, intent],
    ]) {
      expect((await readManaged(ledgerWith(both))).takenOver).toMatchObject([
        { state: "in-doubt", begun: { digest: intent.changeDigest } },
      ]);
    }
  });

  it("has nothing taken over that was not written, or is recorded", async () => {
    const silent = anIntent("orders", { action: "adopt", writes: false });
    expect((await readManaged(ledgerWith([silent]))).takenOver).toEqual([]);
    const written = anIntent("orders", { action: "adopt" });
    expect((await readManaged(ledgerWith([written], [aRecord("orders")]))).takenOver).toEqual([]);
  });
});
