import { describe, expect, it } from "vitest";
import type { ClaimingRole, NoteStore } from "../../workflows/ports/ledger.ts";
import type { TestClock } from "./test-clock.ts";

/** An empty ledger, the same opened again, and as another role has it. */
export interface Notes {
  readonly ledger: NoteStore;
  readonly other: NoteStore;
  readonly of: (role: ClaimingRole) => NoteStore;
  readonly clock: TestClock;
}

const HOUR = 60 * 60_000;

/** What every store of notes promises. */
export function describeNotes(open: () => Promise<Notes>): void {
  describe("notes", () => {
    it("stand in the list that they were written to, with the newest time, whoever reads them", async () => {
      const { ledger, other, clock } = await open();
      await ledger.note("told", "parameter /bridgehead/a#b", HOUR);
      clock.advance(1_000);
      await other.note("told", "connection orders", HOUR);
      await other.note("told", "parameter /bridgehead/a#b", HOUR);
      await ledger.note("told/more", "another", HOUR);
      const at = clock.now();
      const noted = await ledger.noted("told");
      expect(noted.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
        { name: "connection orders", at },
        { name: "parameter /bridgehead/a#b", at },
      ]);
      expect(await other.noted("nothing")).toEqual([]);
    });

    it("lose nothing of what many write at once", async () => {
      const { ledger, other } = await open();
      const names = Array.from({ length: 8 }, (_, index) => `name-${index}`);
      await Promise.all(names.map((name, index) => (index % 2 === 0 ? ledger : other).note("told", name, HOUR)));
      expect((await ledger.noted("told")).map(({ name }) => name).toSorted()).toEqual(names);
    });

    it("run out, and are of one role alone", async () => {
      const { of, clock } = await open();
      await of("reconciler").note("told", "orders", HOUR);
      expect(await of("planner").noted("told")).toEqual([]);
      expect(await of("applier").noted("told")).toEqual([]);
      clock.advance(HOUR - 1_000);
      expect(await of("reconciler").noted("told")).toHaveLength(1);
      clock.advance(2_000);
      expect(await of("reconciler").noted("told")).toEqual([]);
    });
  });
}
