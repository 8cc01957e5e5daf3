import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { combinationOfFaults } from "../support/faults-of-aws.ts";
import { type FiftyChanges, startFiftyChanges } from "../support/fifty-changes.ts";

// Each fault alone, and many more combinations: test/simulation.

let changes: FiftyChanges;
beforeAll(async () => {
  changes = await startFiftyChanges();
});
afterAll(() => changes.end());

describe("an apply of 50 mixed changes ends applied, or says what is not and a second one finishes it", () => {
  it("and undisturbed it is applied", () => {
    expect(changes.undisturbed).toEqual({ outcome: "applied", results: 49 });
  });

  it.each([1, 2, 3, 4, 5, 6])("under a combination of faults, seed %i", async (seed) => {
    expect(await changes.afterBoth(combinationOfFaults(seed))).toEqual(changes.finished());
  });
});
