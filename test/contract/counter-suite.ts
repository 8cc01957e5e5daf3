import { describe, expect, it } from "vitest";
import type { CounterStore } from "../../workflows/ports/ledger.ts";
import type { TestClock } from "./test-clock.ts";

/** An empty ledger, and the same opened again. */
export interface Counters {
  readonly ledger: CounterStore;
  readonly other: CounterStore;
  readonly clock: TestClock;
}

const HOUR = 60 * 60_000;

/** What every store of counters promises. */
export function describeCounters(open: () => Promise<Counters>): void {
  describe("counters", () => {
    it("begin at nothing, go up and down, and are one for each key", async () => {
      const { ledger, other } = await open();
      expect(await ledger.count("requests/7/12", 40, HOUR)).toBe(40);
      expect(await other.count("requests/7/12", 2, HOUR)).toBe(42);
      expect(await ledger.count("requests/7/12", -30, HOUR)).toBe(12);
      expect(await ledger.count("requests/7/13", 1, HOUR)).toBe(1);
      expect(await ledger.count("requests/7/12", 0, HOUR)).toBe(12);
    });

    it("lose nothing of what many add at once", async () => {
      const { ledger, other } = await open();
      const added = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? ledger : other).count("requests/7/12", 5, HOUR)),
      );
      expect(added.toSorted((a, b) => a - b)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
    });

    it("are kept for their time, whatever is counted meanwhile", async () => {
      const { ledger, clock } = await open();
      await ledger.count("requests/7/12", 5, HOUR);
      clock.advance(HOUR - 1);
      await ledger.count("requests/7/14", 1, HOUR);
      expect(await ledger.count("requests/7/12", 1, HOUR)).toBe(6);
    });
  });
}
