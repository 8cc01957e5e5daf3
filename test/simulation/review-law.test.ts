import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_SEARCH_MS } from "../support/histories.ts";
import { liveThroughReview } from "./live-through-review.ts";
import { type Beginning, type Ending, type ReviewStep, reviewStories } from "../support/review-steps.ts";

/** A story takes five seconds, and most of that is git and processes that start. */
const STORIES = 6;

const ending: Ending = { how: "merge", isMove: true, mishaps: [] };
const deleted: readonly ReviewStep[] = [
  { step: "propose", edit: "delete" },
  { step: "merge", pull: 0, how: "merge" },
];
const run: ReviewStep = { step: "run", course: "whole" };
const dies: ReviewStep = { step: "run", course: "dies" };
const back: ReviewStep = { step: "push", edit: "x" };
const described: ReviewStep = { step: "push", edit: "describe" };
const forced: ReviewStep = { step: "force push" };

/** Stories in which weaker rules break a law: they also show that the model would notice. */
const known: readonly { what: string; beginning: Beginning; steps: readonly ReviewStep[] }[] = [
  {
    what: "a run that died before a rewrite had seen what the rewrite drops",
    beginning: "managed",
    steps: [...deleted, back, dies, forced, run],
  },
  {
    what: "a rewrite after a run that died is seen by runs that die",
    beginning: "managed",
    steps: [described, run, forced, dies, run, run],
  },
  {
    what: "what was merged before a rewrite counts no more after it",
    beginning: "managed",
    steps: [...deleted, back, run, forced, run, run],
  },
  {
    what: "an older main as first parent hides a push",
    beginning: "managed",
    steps: [...deleted, back, { step: "foxtrot" }, run],
  },
  {
    what: "a review counts once while something is held",
    beginning: "managed beside one that is held",
    steps: [
      ...deleted,
      run,
      { step: "propose", edit: "x" },
      { step: "merge", pull: 0, how: "merge" },
      run,
      { step: "push", edit: "delete" },
      run,
    ],
  },
];

describe("no danger goes unreviewed or twice, and what was reviewed goes", () => {
  it.each(known)(
    "$what",
    async ({ beginning, steps }) => {
      expect(await liveThroughReview({ beginning, steps, ending })).toEqual([]);
    },
    LONGEST_SEARCH_MS,
  );

  it.each([1, 2, 3, 4, 5, 6])(
    "whatever happens to a repository: seed %i",
    async (seed) => {
      const isRight = fc.asyncProperty(reviewStories, async (story) => {
        expect(await liveThroughReview(story)).toEqual([]);
      });
      // To make what is found smaller takes a whole story each time: it is printed as it is, and can be pasted.
      await fc.assert(isRight, { seed, numRuns: STORIES, endOnFailure: true });
    },
    LONGEST_SEARCH_MS,
  );
});
