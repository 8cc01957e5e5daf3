import { describe, expect, it } from "vitest";
import { acceptanceOf } from "../../../workflows/apply/accept.ts";
import type { Acceptance } from "../../../workflows/apply/review/judge.ts";

type WhyNot = Parameters<Acceptance["join"]>[1];

const HOUR = 3_600_000;
const forge = { id: { id: 7, owner: "acme", name: "eventing" } };

/** People who accept plans one after the other, each by a dispatch of their own. */
function hall() {
  let now = 0;
  let dispatches = 0;
  const taken = new Map<string, { readonly until: number; readonly holder: string | undefined }>();
  const holding = (key: string) => [taken.get(key)].find((each) => each !== undefined && each.until > now);
  const ledger = {
    async claim(key: string, milliseconds: number, holder?: string) {
      const held = holding(key);
      if (held === undefined) taken.set(key, { until: now + milliseconds, holder });
      return held === undefined || held.holder === holder;
    },
    claimedBy: async (key: string) => holding(key)?.holder,
  };
  let told = -1;
  const acceptance = (person: number, { digest = "d", commit = "c" } = {}) => {
    dispatches += 1;
    const accepted = { digest, person, at: now, holder: `dispatch-${dispatches}` };
    return acceptanceOf(accepted, commit, { forge, ledger }, (missing) => (told = missing));
  };
  return {
    taken,
    told: () => told,
    later: (milliseconds: number) => void (now += milliseconds),
    acceptance,
    /** How many more have to. */
    join: (person: number, needed: number, of = {}, whyNot: WhyNot = () => undefined) =>
      acceptance(person, of).join(needed, whyNot),
  };
}

describe("as many acceptances as are needed", () => {
  it.each([0, 1])("are one person's, who takes no place, where %i have to", async (needed) => {
    const { join, taken, told } = hall();
    expect([await join(1, needed), told()]).toEqual([0, 0]);
    expect([...taken.keys()]).toEqual([]);
  });

  it("are those of different people", async () => {
    const { join, told } = hall();
    const answers = [await join(1, 3), await join(1, 3), await join(2, 3), await join(1, 3), await join(3, 3)];
    expect(answers).toEqual([2, 2, 1, 1, 0]);
    expect(told()).toBe(0);
  });

  it("leave a place to others, however often somebody accepts", async () => {
    const { join } = hall();
    for (let times = 0; times < 5; times += 1) expect(await join(1, 2)).toBe(1);
    expect(await join(2, 2)).toBe(0);
  });

  it("are of the same plan at the same commit", async () => {
    const { join } = hall();
    await join(1, 2);
    expect(await join(2, 2, { digest: "e" })).toBe(1);
    expect(await join(2, 2, { commit: "b" })).toBe(1);
    expect(await join(2, 2)).toBe(0);
  });

  it("lie within the hour, each of them, in whatever order places become free", async () => {
    const { join, later } = hall();
    expect(await join(1, 3)).toBe(2);
    later(HOUR / 2);
    expect(await join(2, 3)).toBe(1);
    later(HOUR / 2);
    // The first place is free again, and the second person has one.
    expect(await join(2, 3)).toBe(2);
    expect(await join(3, 3)).toBe(1);
    later(HOUR / 2);
    expect(await join(4, 3)).toBe(1);
    expect(await join(1, 3)).toBe(0);
  });

  it("do not count whoever may not accept any more", async () => {
    const { join } = hall();
    await join(1, 2);
    const whyNot: WhyNot = (person) => (person === 1 ? "pusher-may-not-accept" : undefined);
    expect(await join(2, 2, {}, whyNot)).toBe(1);
    expect(await join(3, 2, {}, whyNot)).toBe(0);
  });

  it("are used up once, by the dispatch that completed them", async () => {
    const { acceptance } = hall();
    const [first, last] = [acceptance(1), acceptance(2)];
    expect([await last.use(), await last.use(), await first.use()]).toEqual([undefined, undefined, "accept-used"]);
  });
});
