import { expect, it } from "vitest";
import type { TrailStep, TrailStore } from "../../workflows/ports/trail.ts";

/** An empty ledger, and the same opened again. */
export interface Trails {
  readonly ledger: TrailStore;
  readonly other: TrailStore;
}

const AT = 1_700_000_000_000;

export function aStep(but: Partial<TrailStep> = {}): TrailStep {
  const commit = "a".repeat(40);
  return {
    repository: 7,
    pullRequest: 12,
    at: AT,
    what: "planned",
    commit,
    base: "b".repeat(40),
    digest: "c".repeat(64),
    ...but,
  };
}

/** What every ledger promises of the ways that pull requests went. */
export function describeTrails(open: () => Promise<Trails>): void {
  it("tells no way of a pull request that went none", async () => {
    const { ledger } = await open();
    expect(await ledger.trail(7, 12)).toEqual([]);
  });

  it("tells the steps of exactly one pull request, oldest first", async () => {
    const { ledger, other } = await open();
    const steps = [aStep(), aStep({ at: AT + 5, what: "conflict", digest: null, base: null }), aStep({ at: AT + 9 })];
    for (const step of [steps[2], steps[0], steps[1]]) await ledger.noteStep(step ?? aStep());
    for (const but of [
      { repository: 8 },
      { pullRequest: 1 },
      { pullRequest: 123 },
      { repository: 71, pullRequest: 2 },
    ]) {
      await ledger.noteStep(aStep({ ...but, at: AT + 7 }));
    }
    expect(await other.trail(7, 12)).toEqual(steps);
    expect(await other.trail(7, 1)).toEqual([aStep({ pullRequest: 1, at: AT + 7 })]);
  });

  it("tells the newest fifty", async () => {
    const { ledger, other } = await open();
    for (let index = 0; index < 55; index += 1) await ledger.noteStep(aStep({ at: AT + index }));
    const told = await other.trail(7, 12);
    expect(told.map(({ at }) => at - AT)).toEqual(Array.from({ length: 50 }, (_, index) => index + 5));
  });
}
