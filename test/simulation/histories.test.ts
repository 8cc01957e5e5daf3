import * as fc from "fast-check";
import { expect, it } from "vitest";
import { connectionHistories, LONGEST_SEARCH_MS, search } from "../support/histories.ts";
import { connections } from "../support/history-worlds.ts";
import { liveThrough } from "./live-through.ts";

it(
  "whatever happens to connections, a run that says that it is done is right, and two good runs finish it all",
  async () => {
    const isRight = fc.asyncProperty(connectionHistories, async (history) => {
      expect(await liveThrough(history, connections)).toEqual([]);
    });
    await fc.assert(isRight, { ...search, numRuns: 300 });
  },
  LONGEST_SEARCH_MS,
);
