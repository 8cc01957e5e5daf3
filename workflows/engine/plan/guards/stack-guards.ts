import { type Change, type Finding, pendingChanges, type Plan } from "../plan.ts";
import { found, type Guard, isRemoval } from "./guard.ts";

/* What is said to a terminal about the stacks that it works beside. */

export const managedByStack = {
  code: "managed-by-stack",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const stacksUnknown = {
  code: "stacks-unknown",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const stackGuards = [managedByStack, stacksUnknown] as const satisfies readonly Guard[];

/** What a plan would do to resources that a stack manages. */
export function stackFindings(plan: Plan, stage: string): readonly Finding[] {
  return pendingChanges(plan).map((change) => {
    const message = `the stack "${stage}" manages "${change.name}": change it by a pull request in that stack's repository`;
    return found(managedByStack, change, message);
  });
}

/** What would go because a definition has the name now of what a stack manages, and that is not as it is defined. */
export function displacingFindings(own: readonly Change[], theirs: readonly Change[]): readonly Finding[] {
  return own.filter(isRemoval).flatMap((change) => {
    const successor = theirs.find(
      ({ id, key, action }) => id === change.id && key.type === change.key.type && action !== "no-op",
    );
    if (successor?.stack === undefined) return [];
    const message = `"${change.name}" would go for "${successor.name}", which the stack "${successor.stack}" manages`;
    return [found(managedByStack, change, message)];
  });
}

/** `why`: a clause for each thing that could not be looked up. */
export function unknownStackFindings(why: readonly string[]): readonly Finding[] {
  return why.map((each) => found(stacksUnknown, null, `what stacks manage here is not known: ${each}`));
}

/** Whether a plan was made without knowing what stacks manage. */
export function isBesideUnknown({ findings }: Pick<Plan, "findings">): boolean {
  return findings.some(({ code }) => code === stacksUnknown.code);
}
