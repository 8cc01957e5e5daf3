import { describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { type ApplyBench, keyed, startApplyBench } from "../support/apply-bench.ts";
import { type AuthorizationType, changesOf, type Hand, handMade, handsOn } from "../support/hand-changes.ts";

/* Whatever somebody changes is found by the next round, and nothing else ever is. */

const { signal } = new AbortController();
const MINUTE = 60_000;
const types: readonly AuthorizationType[] = ["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"];

/** Twenty are changed in each round: all have been after three of them. */
const CHANGED = 20;
const ROUNDS = 50;
const hands: readonly Hand[] = types.flatMap((type, index) =>
  Array.from({ length: CHANGED }, (_, each) => ({ name: `h-${index}-${each}`, type, isPrivate: each % 4 === 3 })),
);
/** Others, which nobody touches: with these a list has two pages. */
const others = Array.from({ length: 50 }, (_, index) => `other-${index}`);

interface Fleet {
  readonly bench: ApplyBench;
  readonly definitions: readonly Definition[];
}

async function manage(faults: readonly Fault[]): Promise<Fleet> {
  const bench = await startApplyBench({ settleMs: 1, faults });
  const definitions = [...hands.map((hand) => handMade(bench, hand)), ...others.map((name) => keyed(bench, name))];
  expect((await bench.apply(definitions)).result.outcome).toBe("applied");
  return { bench, definitions };
}

async function alarms({ deps }: ApplyBench): Promise<readonly string[]> {
  const { plan } = await detectDrift(githubAdvice("connections"), deps, { signal });
  return [...new Set(plan.findings.map(({ about }) => about?.name ?? ""))].toSorted();
}

describe("a thousand changes by hand", () => {
  it("are found by one round each, with nothing beside them, and are undone by an apply", async () => {
    const { bench, definitions } = await manage([]);
    const hand = handsOn(bench);
    /** How many changes of such connections there were. */
    const made = new Map<string, number>();
    let count = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      bench.clock.advance(MINUTE);
      const changed = hands.filter((_, index) => index % 3 === round % 3);
      for (const each of changed) {
        const all = changesOf(each);
        const sort = `${each.type} ${each.isPrivate}`;
        const before = made.get(sort) ?? 0;
        // All of them through one API, then all through the other.
        const [, change] = all[before % all.length] ?? [];
        if (change === undefined) throw new Error("there is nothing to change");
        const isDirect = Math.floor(before / all.length) % 2 === 0;
        await hand[isDirect ? "throughEventBridge" : "throughCloudControl"](each.name, change(count));
        made.set(sort, before + 1);
        count += 1;
      }
      bench.clock.advance(MINUTE);
      expect(await alarms(bench), `round ${round}`).toEqual(changed.map(({ name }) => name).toSorted());
      const { result } = await bench.apply(definitions);
      expect(result, `round ${round}`).toMatchObject({ outcome: "applied" });
    }
    expect(count).toBe(CHANGED * ROUNDS);
    const once = (hand: Hand): boolean =>
      (made.get(`${hand.type} ${hand.isPrivate}`) ?? 0) >= 2 * changesOf(hand).length;
    expect(hands.every(once), "each change was made through both APIs").toBe(true);
  });
});

describe("a quiet time", () => {
  it.each<[string, readonly Fault[]]>([
    ["while nothing happens", []],
    ["while EventBridge refreshes tokens", [{ kind: "token-refresh", milliseconds: 20 * MINUTE, every: 1 }]],
  ])("has no alarm in ten thousand looks at a connection, %s", async (_, faults) => {
    const { bench, definitions } = await manage(faults);
    for (let round = 0; round * definitions.length < 10_000; round += 1) {
      bench.clock.advance(60 * MINUTE);
      expect(await alarms(bench), `round ${round}`).toEqual([]);
    }
    expect((await bench.plan(definitions)).counts).toMatchObject({ "no-op": definitions.length });
  });
});
