import type { Change, Finding } from "../plan.ts";
import type { Kind } from "../kinds/kind.ts";
import { found, type Guard } from "./guard.ts";

/* What takes a look outside: the facts are gathered by the workflow, what they mean is said here. */

export const frozenTarget = {
  code: "frozen",
  holds: { block: "everything" },
  title: "The target is frozen",
  explanation:
    "Somebody created the parameter `/bridgehead-system/STAGE/freeze`; its value says why. Plans are made as always, " +
    "and nothing is applied. Where the parameter cannot be read, the target counts as frozen.",
  clearedBy:
    "Whoever may write the parameter deletes it, and what waited goes on at the next run; or somebody with write " +
    "permission accepts the plan's digest.",
} as const satisfies Guard;

export const dependents = {
  code: "dependents",
  holds: { block: "its change", warn: "nothing" },
  title: "Others use what goes away",
  explanation:
    "API destinations point at the connection and fail once it is gone. A deletion is held; after a replacement there " +
    "is something to point them at, which has another ARN.",
  clearedBy:
    "Whoever keeps what depends on it removes that first, or points it elsewhere; or somebody with write permission " +
    "accepts the plan's digest.",
} as const satisfies Guard;

export const outsideGuards: readonly Guard[] = [frozenTarget, dependents];

/** `why` in the words of whoever froze the target; null: nobody did. */
export function freezeFindings(why: string | null): readonly Finding[] {
  return why === null ? [] : [found(frozenTarget, null, `the target is frozen: ${why}`)];
}

/** `users` are the names of what depends on the resource that goes away with the change. */
export function dependentFindings(change: Change, kind: Kind, users: readonly string[]): readonly Finding[] {
  if (users.length === 0 || kind.dependents === null) return [];
  const { noun } = kind.dependents;
  const goes = change.replaces?.name ?? change.name;
  const many = users.length === 1 ? `1 ${noun} points` : `${users.length} ${noun}s point`;
  // A replacement leaves something to point them at; after a deletion they are left with nothing.
  const isReplaced = change.action === "replace";
  const remedy = isReplaced ? "give them the new ARN after the apply" : "remove them first";
  const message = `${many} at "${goes}" and will fail: ${users.join(", ")}; ${remedy}`;
  return [found(dependents, change, message, isReplaced ? "warn" : "block")];
}
