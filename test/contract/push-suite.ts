import { expect, it } from "vitest";
import type { NotedPush } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";
import { acquired, MINUTE, type OpenLedger } from "./ledger-suite.ts";
import { createTestClock } from "./test-clock.ts";

const [one, two, three] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const DAY = 24 * 60 * MINUTE;

/** What every ledger promises of who pushed. */
export function describePushes(openStore: () => Promise<OpenLedger>): void {
  async function open() {
    const openLedger = await openStore();
    const clock = createTestClock();
    const noted = (before: string, after: string, ago: number, sender = 5): NotedPush => {
      return { before, after, sender, at: clock.now() - ago };
    };
    return { clock, noted, ledger: openLedger(clock), other: openLedger(clock) };
  }

  it("begins with nobody", async () => {
    const { ledger } = await open();
    expect(await ledger.pushes(7)).toEqual([]);
  });

  it("notes who pushed, without a lease and beside somebody's, for each repository apart", async () => {
    const { ledger, other, noted } = await open();
    await acquired(other);
    const push = noted(one, two, 0);
    await ledger.notePush(7, push);
    expect(await other.pushes(7)).toEqual([push]);
    expect(await other.pushes(8)).toEqual([]);
  });

  it("gives them newest first, in whatever order they were noted", async () => {
    const { ledger, noted } = await open();
    const [first, second] = [noted(one, two, 2 * MINUTE), noted(two, three, MINUTE, 6)];
    await ledger.notePush(7, second);
    await ledger.notePush(7, first);
    expect(await ledger.pushes(7)).toEqual([second, first]);
  });

  it("keeps what is noted twice once, and two pushes of one moment both", async () => {
    const { ledger, noted } = await open();
    const pushes = [noted(one, two, 0), noted(one, two, 0, 6), noted(one, three, 0), noted(two, three, 0)];
    for (const push of [...pushes, ...pushes]) await ledger.notePush(7, push);
    const found = await ledger.pushes(7);
    expect(found).toHaveLength(pushes.length);
    expect(found).toEqual(expect.arrayContaining(pushes));
  });

  it("keeps of what is pending after which commit it came up, after none, or that nobody knows", async () => {
    const { ledger, other, clock } = await open();
    const lease = await acquired(ledger);
    const common = { state: "held", reason: "r", cause: null, isBarred: false, since: 1, sinceCommit: two } as const;
    const pending = [
      { key: keyOf("a"), ...common, base: one },
      { key: keyOf("b"), ...common, base: null },
      { key: keyOf("c"), ...common },
    ];
    const end = {
      progress: { commit: two, run: "r", at: 1 },
      pending,
      policy: null,
      policyCause: null,
      reported: null,
      untold: [],
    };
    const result = { outcome: "held", reason: "not-reviewed", results: [] } as const;
    const run = { id: "r", commit: two, startedAt: clock.now(), endedAt: clock.now(), result, verdicts: [] };
    await ledger.finish(lease, 7, end, run);
    expect((await other.progress(7)).pending.map(({ base }) => base)).toEqual([one, null, undefined]);
  });

  it("keeps them for 90 days", async () => {
    const { ledger, noted, clock } = await open();
    await ledger.notePush(7, noted(one, two, 0));
    clock.advance(90 * DAY - MINUTE);
    expect(await ledger.pushes(7)).toHaveLength(1);
    clock.advance(2 * MINUTE);
    expect(await ledger.pushes(7)).toEqual([]);
    await ledger.notePush(7, noted(two, three, 0));
    expect(await ledger.pushes(7)).toHaveLength(1);
  });
}
