import type { RequestBudget } from "../../workflows/pull-request/request-budget.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";

/** Pull request 7 of somebody's, open, but for what a test says of it. */
export function openPull(but: Partial<PullRequest> = {}): PullRequest {
  const number = but.number ?? 7;
  return {
    number,
    url: `https://github.example/acme/eventing/pull/${number}`,
    open: true,
    merged: false,
    mergedAt: null,
    author: "dev",
    authorId: 1,
    head: "head",
    baseRef: "main",
    isFork: false,
    mergeCommit: null,
    mergedBy: null,
    requested: [],
    ...but,
  };
}

/** The same, merged. */
export function mergedPull(but: Partial<PullRequest> & Pick<PullRequest, "mergedAt" | "mergeCommit">): PullRequest {
  return openPull({ open: false, merged: true, ...but });
}

/** Of somebody who may ask GitHub for whatever they like. */
export const endlessBudget: RequestBudget = {
  take: async () => undefined,
  repeat: () => undefined,
  allow: () => true,
  allowReport: () => undefined,
  isSilent: false,
  endsAt: 0,
  close: async () => undefined,
};
