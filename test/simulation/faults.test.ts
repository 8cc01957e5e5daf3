import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultKinds } from "../../infra/local/aws/faults/faults.ts";
import { combinationOfFaults, faultsOfAws } from "./faults-of-aws.ts";
import { type FiftyChanges, startFiftyChanges } from "./fifty-changes.ts";

let changes: FiftyChanges;
beforeAll(async () => {
  changes = await startFiftyChanges();
});
afterAll(() => changes.end());

it("every fault that the local AWS has strikes here, but for the clock of whoever asks", () => {
  const kinds = new Set<string>(Object.values(faultsOfAws).map(({ kind }) => kind));
  expect(faultKinds.filter((kind) => !kinds.has(kind))).toEqual(["clock-skew"]);
});

describe("an apply of 50 mixed changes ends applied, or says what is not and a second one finishes it", () => {
  it("and undisturbed it is applied", () => {
    expect(changes.undisturbed).toEqual({ outcome: "applied", results: 49 });
  });

  it.each(Object.entries(faultsOfAws))("under %s", async (_, fault) => {
    expect(await changes.afterBoth([fault])).toEqual(changes.finished());
  });

  const seeds = Array.from({ length: 46 }, (_, index) => index + 1);
  it.each(seeds)("under a combination of faults, seed %i", async (seed) => {
    expect(await changes.afterBoth(combinationOfFaults(seed))).toEqual(changes.finished());
  });
});
