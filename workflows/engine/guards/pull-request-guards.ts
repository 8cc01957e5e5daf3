import { keyText } from "../kinds/key.ts";
import { type Finding, pendingChanges, type Plan } from "../plan.ts";
import { found, type Guard } from "./guard.ts";

export const notFromHere = {
  code: "not-from-here",
  holds: { warn: "nothing" },
  title: "A change that this pull request does not bring",
  explanation:
    "The default branch, a rotated parameter or somebody's hand in AWS has left a change waiting. The next apply may " +
    "bring it about, whatever becomes of this pull request; merging it reviews only what it changes itself.",
  clearedBy:
    "Nobody has to: it goes when that change is applied. Where it needs a review, the run that holds it says so.",
} as const satisfies Guard;

export const pullRequestGuards: readonly Guard[] = [notFromHere];

/** What a plan would do for another reason than the pull request: `own` has the keys that it changes, as text. */
export function othersFindings(plan: Plan, own: ReadonlySet<string>): readonly Finding[] {
  return pendingChanges(plan)
    .filter(({ key }) => !own.has(keyText(key)))
    .map((change) => {
      const why = `the change of "${change.name}" does not come from this pull request (${change.reason})`;
      return found(notFromHere, change, `${why}: merging does not review it`);
    });
}
