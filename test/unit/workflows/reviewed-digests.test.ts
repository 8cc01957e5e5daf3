import { keyOf } from "../../support/definitions.ts";
import { keyText } from "../../../workflows/engine/kinds/key.ts";
import { expect, it } from "vitest";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import type { PullRequest } from "../../../workflows/ports/review.ts";
import { reviewedDigests } from "../../../workflows/apply/reviewed-digests.ts";

const mergedAt = Date.UTC(2026, 0, 2, 3, 4, 5);

const merged: PullRequest = {
  number: 7,
  url: "https://github.example/acme/eventing/pull/7",
  open: false,
  merged: true,
  mergedAt,
  author: "somebody",
  authorId: 1,
  head: "h".repeat(40),
  baseRef: "main",
  isFork: false,
  mergeCommit: "m".repeat(40),
  mergedBy: null,
};

const published: PublishedPlan = {
  repository: 1,
  pullRequest: 7,
  head: merged.head,
  base: "b".repeat(40),
  digest: "d".repeat(64),
  changes: { [keyText(keyOf("orders"))]: "1".repeat(64) },
  publishedAt: mergedAt - 1,
};

async function isReviewed(plans: readonly PublishedPlan[], pull: PullRequest = merged, name = "orders") {
  const store = {
    publish: () => Promise.reject(new Error("nothing is published here")),
    publications: async (repository: number, pullRequest: number, head: string) =>
      plans.filter((plan) => plan.repository === repository && plan.pullRequest === pullRequest && plan.head === head),
  };
  return (await reviewedDigests([pull], 1, store)).has(keyOf(name), "1".repeat(64));
}

it("a digest that was published for the merged head before the merge is reviewed", async () => {
  expect(await isReviewed([published])).toBe(true);
});

it("in the second of the merge counts as before it, since GitHub gives whole seconds", async () => {
  expect(await isReviewed([{ ...published, publishedAt: mergedAt + 999 }])).toBe(true);
  expect(await isReviewed([{ ...published, publishedAt: mergedAt + 1000 }])).toBe(false);
});

it.each([
  ["for another head", { head: "x".repeat(40) }],
  ["for another pull request", { pullRequest: 8 }],
  ["for another repository", { repository: 2 }],
  ["with another digest", { changes: { orders: "2".repeat(64) } }],
  ["for another connection", { changes: { stock: "1".repeat(64) } }],
])("what was published %s is not reviewed", async (_, changes) => {
  expect(await isReviewed([{ ...published, ...changes }])).toBe(false);
});

it("nothing of a pull request that GitHub does not call merged is reviewed", async () => {
  expect(await isReviewed([published], { ...merged, mergedAt: null })).toBe(false);
});

it("a name is no part of a digest", async () => {
  const tricky = { ...published, changes: { "orders x": "1".repeat(64) } };
  expect(await isReviewed([tricky], merged, "x")).toBe(false);
});
