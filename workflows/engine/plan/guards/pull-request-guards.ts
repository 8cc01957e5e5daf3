import { type Change, type Finding, pendingChanges, type Plan } from "../plan.ts";
import { found, type Guard } from "./guard.ts";

export const notFromHere = {
  code: "not-from-here",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const pullRequestGuards = [notFromHere] as const satisfies readonly Guard[];

/** What a plan would do for another reason than the pull request. */
export function othersFindings(plan: Plan, isOwn: (change: Change) => boolean): readonly Finding[] {
  return pendingChanges(plan)
    .filter((change) => !isOwn(change))
    .map((change) => {
      const why = `the change of "${change.name}" does not come from this pull request (${change.reason})`;
      return found(notFromHere, change, `${why}: merging does not review it`);
    });
}
