import { describe, expect, it } from "vitest";
import { type Key, keyText } from "../../../workflows/engine/values/key.ts";
import type { DriftMemory } from "../../../workflows/ports/drift.ts";
import { openDriftRound, READS_A_ROUND } from "../../../workflows/reconcile/drift-memory.ts";
import { keyOf } from "../../support/definitions.ts";

const keys = (count: number, prefix = "c"): readonly Key[] =>
  Array.from({ length: count }, (_, index) => keyOf(`${prefix}-${String(index).padStart(4, "0")}`));

describe("what a round reads one by one", () => {
  it("is so much and no more, and with 3,000 that moved nothing waits for longer than it has to", () => {
    let memory: DriftMemory | undefined;
    const moved = [...keys(3_000)];
    const waited = new Map<string, number>();
    const rounds = 40;
    for (let round = 1; round <= rounds; round += 1) {
      // Others move all the time, and stand before those in the order of their names.
      moved.push(...keys(20, `a-${round}`));
      for (const key of moved) waited.set(keyText(key), (waited.get(keyText(key)) ?? 0) + 1);
      const opened = openDriftRound(memory);
      const read = opened.choose(moved);
      expect(read).toHaveLength(READS_A_ROUND);
      for (const key of read) waited.set(keyText(key), 0);
      memory = { issue: null, resources: opened.after({ drifted: [], now: round * 1_000 }) };
      // Whoever stood in the way at most has been read since.
      expect(Math.max(...waited.values())).toBeLessThanOrEqual(Math.ceil(moved.length / READS_A_ROUND) + 1);
    }
  });

  it("goes on with what waits, however much comes up meanwhile", () => {
    let memory: DriftMemory | undefined;
    const [old, moved] = [keys(1_000), [...keys(1_000)]];
    const left = new Set(old.map(keyText));
    for (let round = 1; left.size > 0; round += 1) {
      const opened = openDriftRound(memory);
      for (const key of opened.choose(moved)) left.delete(keyText(key));
      memory = { issue: null, resources: opened.after({ drifted: [], now: round * 1_000 }) };
      moved.push(...keys(READS_A_ROUND, `a-${round}`));
      expect(round).toBeLessThanOrEqual(Math.ceil(1_000 / READS_A_ROUND));
    }
  });

  it("is all that there is where that is less, and is forgotten when it need not be read any more", () => {
    const opened = openDriftRound(undefined);
    expect(opened.choose(keys(2))).toEqual(keys(2));
    const resources = opened.after({ drifted: [], now: 5 });
    expect(resources).toEqual(keys(2).map((key) => ({ key, at: 5, since: {} })));
    const again = openDriftRound({ issue: null, resources });
    again.choose([]);
    expect(again.after({ drifted: [], now: 6 })).toEqual([]);
  });
});

describe("since when something differs", () => {
  const [one, other] = [keyOf("one"), keyOf("other")];
  const rounds = (
    ...found: readonly (readonly Parameters<ReturnType<typeof openDriftRound>["after"]>[0]["drifted"][number][])[]
  ) =>
    found.reduce<DriftMemory>(
      (before, drifted, index) => {
        const opened = openDriftRound(before);
        opened.choose(drifted.map(({ key }) => key));
        return { issue: null, resources: opened.after({ drifted, now: (index + 1) * 10 }) };
      },
      { issue: null, resources: [] },
    ).resources;

  it("stays what it was first, for each cause", () => {
    expect(
      rounds(
        [{ key: one, causes: ["changed"] }],
        [{ key: one, causes: ["changed", "rotated"] }],
        [
          { key: one, causes: ["changed", "rotated"] },
          { key: other, causes: ["deleted"] },
        ],
      ),
    ).toEqual([
      { key: one, at: 30, since: { changed: 10, rotated: 20 } },
      { key: other, at: 30, since: { deleted: 30 } },
    ]);
  });

  it("begins anew once it was as it was applied", () => {
    expect(rounds([{ key: one, causes: ["changed"] }], [], [{ key: one, causes: ["changed"] }])).toEqual([
      { key: one, at: 30, since: { changed: 30 } },
    ]);
  });

  it("is known of what a round does not read", () => {
    const many = keys(READS_A_ROUND);
    const before = {
      issue: null,
      resources: [{ key: one, at: 9, since: { changed: 1 } }, ...many.map((key) => ({ key, at: 8, since: {} }))],
    };
    const opened = openDriftRound(before);
    expect(opened.choose([one, ...many])).not.toContain(one);
    expect(opened.after({ drifted: [], now: 20 })).toContainEqual({ key: one, at: 9, since: { changed: 1 } });
  });
});
