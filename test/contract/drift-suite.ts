import { describe, expect, it } from "vitest";
import type { DriftMemory, DriftStore, RememberedResource } from "../../workflows/ports/drift.ts";
import { keyOf } from "../support/definitions.ts";

/** An empty ledger, and the same opened again. */
export interface Drifts {
  readonly ledger: DriftStore;
  readonly other: DriftStore;
}

const remembered = (count: number): readonly RememberedResource[] =>
  Array.from({ length: count }, (_, index) => ({
    key: keyOf(`${index}-${"x".repeat(58)}`),
    at: 1_764_600_000_000 + index,
    since: { changed: 1_764_600_000_000, rotated: 1_764_500_000_000 },
  }));

/** What every store of the reconciler's memory promises. */
export function describeDriftMemory(open: () => Promise<Drifts>): void {
  describe("what is kept of drift", () => {
    it("is nothing at first, and then what was kept last, however much that is", async () => {
      const { ledger, other } = await open();
      expect(await ledger.driftMemory()).toBeUndefined();
      const memories: readonly DriftMemory[] = [
        { issue: null, resources: [] },
        { issue: 12, resources: remembered(3) },
        { issue: 12, resources: remembered(3_000) },
        { issue: 13, resources: remembered(501) },
        { issue: 13, resources: [] },
      ];
      for (const memory of memories) {
        await ledger.keepDriftMemory(memory);
        expect(await other.driftMemory()).toEqual(memory);
      }
    });
  });
}
