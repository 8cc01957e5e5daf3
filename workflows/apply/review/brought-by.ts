import type { Change } from "../../engine/plan/plan.ts";
import type { AllowedChange, Evidence, Review } from "../../engine/plan/review/review.ts";
import { entryOf } from "../../ports/progress.ts";
import type { Beginning } from "./begin.ts";

/**
 * The review with whose each change is that somebody accepted. At a commit that the last run looked at it is what that
 * run found, so that GitHub is not asked again.
 */
export async function withPulls(
  review: Review,
  { tip, progress }: Pick<Beginning, "tip" | "progress">,
  evidenceOf: (change: Change) => Promise<Evidence>,
): Promise<Review> {
  const isKnown = progress.doubt === "none" && progress.progress?.commit === tip;
  const broughtBy = async (change: Change): Promise<number | null> => {
    const left = isKnown ? entryOf(change.key, progress.pending) : undefined;
    if (left !== undefined) return left.cause?.pull ?? null;
    const evidence = await evidenceOf(change);
    return evidence.kind === "uncaused" ? null : evidence.pull;
  };
  const allowed: AllowedChange[] = [];
  for (const each of review.allowed) {
    allowed.push(each.by === "accepted" ? { ...each, pull: await broughtBy(each.change) } : each);
  }
  return { ...review, allowed };
}
