import { compareKeys } from "../engine/values/key.ts";
import { verdictOf } from "../engine/kinds/resource-kind.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { ChangeResult, Reason, RunResult } from "../engine/plan/write/result.ts";
import type { HoldCause, Review } from "../engine/plan/review/review.ts";

/** How a run ended, from how its changes ended. The worst of them decides. */
export function summarise(results: readonly ChangeResult[], review: Review, kinds: ResourceKinds): RunResult {
  const sorted = results.toSorted((a, b) => compareKeys(a.key, b.key));
  const failures = sorted.filter(({ status }) => status === "failed");
  if (failures.length > 0) {
    const isOnlyAuthorization = failures.every(
      ({ key, authorization }) => verdictOf(kinds.of(key), authorization) === "bad",
    );
    return { outcome: "failed", reason: isOnlyAuthorization ? "not-authorized" : "change-failed", results: sorted };
  }
  // Without a failure beside it, only a lock that was lost leaves anything undone, or nobody knowing.
  if (sorted.some(({ status }) => status === "skipped" || status === "in-doubt")) {
    return { outcome: "failed", reason: "lock-lost", results: sorted };
  }
  if (review.held.length > 0) return { outcome: "held", reason: heldReason(review), results: sorted };
  if (sorted.some(({ status }) => status === "continued")) {
    return { outcome: "continued", reason: "still-running", results: sorted };
  }
  return sorted.some(({ action }) => action !== "no-op")
    ? { outcome: "applied", reason: "applied", results: sorted }
    : { outcome: "no-changes", reason: "no-changes", results: sorted };
}

const heldBy = {
  "history-rewritten": "history-rewritten",
  error: "stopped-by-error",
  finding: "blocked-by-finding",
  "not-reviewed": "not-reviewed",
} as const satisfies Record<HoldCause, Reason>;

/** One reason for all that is held: the one that has to be cleared first. */
function heldReason({ held }: Review): Reason {
  const causes = new Set(held.map(({ cause }) => cause));
  const first = (["history-rewritten", "finding", "error"] as const).find((cause) => causes.has(cause));
  return heldBy[first ?? "not-reviewed"];
}
