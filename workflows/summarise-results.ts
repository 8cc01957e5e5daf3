import { verdictOf } from "./await-authorization.ts";
import type { Plan } from "./engine/plan.ts";
import type { ChangeResult, Reason, RunResult } from "./engine/result.ts";
import type { Review } from "./engine/review.ts";

/** How a run ended, from how its changes ended. The worst of them decides. */
export function summarise(results: readonly ChangeResult[], review: Review, plan: Plan): RunResult {
  const sorted = results.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const failures = sorted.filter(({ status }) => status === "failed");
  if (failures.length > 0) {
    const isOnlyAuthorization = failures.every(
      ({ authorization }) => authorization !== null && verdictOf(authorization) === "bad",
    );
    return { outcome: "failed", reason: isOnlyAuthorization ? "not-authorized" : "change-failed", results: sorted };
  }
  if (review.held.length > 0) return { outcome: "held", reason: heldReason(review, plan), results: sorted };
  if (sorted.some(({ status }) => status === "continued")) {
    return { outcome: "continued", reason: "still-running", results: sorted };
  }
  return sorted.some(({ action }) => action !== "no-op")
    ? { outcome: "applied", reason: "applied", results: sorted }
    : { outcome: "no-changes", reason: "no-changes", results: sorted };
}

function heldReason(review: Review, plan: Plan): Reason {
  const blocked = new Set(plan.findings.filter(({ level }) => level === "block").map(({ message }) => message));
  return review.held.some(({ why }) => blocked.has(why)) ? "blocked-by-finding" : "not-reviewed";
}
