import { type Change, type Finding, replacedBy } from "../plan.ts";
import { found, type Guard } from "./guard.ts";

/* What a pull request brings only half of. */

export const halfOfReplacement = {
  code: "half-of-a-replacement",
  holds: { block: "its change" },
} as const satisfies Guard;

export const pullRequestGuards = [halfOfReplacement] as const satisfies readonly Guard[];

/** Replacements of which a pull request brings one resource alone: merged, they are held. */
export function halfFindings(changes: readonly Change[]): readonly Finding[] {
  return changes.map((change) => {
    const gone = replacedBy(change)?.name ?? change.name;
    const message = `"${change.name}" takes the place of "${gone}", and only one of them is changed here: nobody reviews the other one with it`;
    return found(halfOfReplacement, change, message);
  });
}
