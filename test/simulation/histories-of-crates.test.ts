import * as fc from "fast-check";
import { expect, it } from "vitest";
import { crateHistories, LONGEST_SEARCH_MS, search } from "../support/histories.ts";
import { crates } from "../support/history-worlds.ts";
import { liveThrough } from "./live-through.ts";

it(
  "whatever happens to crates, a run that says that it is done is right, and two good runs finish it all",
  async () => {
    const isRight = fc.asyncProperty(crateHistories, async (history) => {
      expect(await liveThrough(history, crates)).toEqual([]);
    });
    await fc.assert(isRight, { ...search, numRuns: 350 });
  },
  LONGEST_SEARCH_MS,
);
