import * as fc from "fast-check";
import { expect, it } from "vitest";
import { LONGEST_SEARCH_MS } from "../support/histories.ts";
import { liveThroughReview } from "../support/live-through-review.ts";
import { reviewStories } from "../support/review-steps.ts";

const STORIES = 6;

it.each([1, 2, 3, 4, 5, 6])(
  "whatever happens to a repository, no danger goes unreviewed or twice, and what was reviewed goes: seed %i",
  async (seed) => {
    const isRight = fc.asyncProperty(reviewStories, async (story) => {
      expect(await liveThroughReview(story)).toEqual([]);
    });
    // What is found is printed as data. To make it smaller takes a full life each time.
    await fc.assert(isRight, {
      seed,
      numRuns: STORIES,
      endOnFailure: true,
      interruptAfterTimeLimit: LONGEST_SEARCH_MS / 2,
    });
  },
  LONGEST_SEARCH_MS,
);
