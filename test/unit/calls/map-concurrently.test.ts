import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapConcurrently } from "../../../workflows/calls/map-concurrently.ts";

describe("mapping several at once", () => {
  it("keeps the order of the list, whatever ends first", async () => {
    const results = await mapConcurrently([3, 1, 2], 3, async (turns) => {
      for (let at = 0; at < turns; at += 1) await turn();
      return turns * 10;
    });
    expect(results).toEqual([30, 10, 20]);
  });

  it("runs no more at once than it may, and as many as it may", async () => {
    let running = 0;
    let most = 0;
    await mapConcurrently(Array.from({ length: 20 }), 4, async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    });
    expect(most).toBe(4);
  });

  it("does nothing for an empty list", async () => {
    expect(await mapConcurrently([], 4, () => Promise.reject(new Error("called")))).toEqual([]);
  });

  it("starts nothing after a rejection, waits for what runs, and passes the first rejection on", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const failure = new Error("first");
    const mapping = mapConcurrently([0, 1, 2, 3, 4, 5], 3, async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw failure;
      await turn();
      await turn();
      ended.push(item);
      if (item === 2) throw new Error("second");
    });
    await expect(mapping).rejects.toBe(failure);
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toEqual([0, 2]);
  });
});
