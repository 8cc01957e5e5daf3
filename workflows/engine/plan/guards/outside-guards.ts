import { type Change, type Finding, replacedBy } from "../plan.ts";
import type { ResourceKind } from "../../kinds/resource-kind.ts";
import { found, type Guard } from "./guard.ts";

/* What takes a look outside: the facts are gathered by the workflow, what they mean is said here. */

export const frozenTarget = {
  code: "frozen",
  holds: { block: "everything" },
  isLasting: true,
} as const satisfies Guard;

export const dependents = {
  code: "dependents",
  holds: { block: "its change", warn: "nothing" },
} as const satisfies Guard;

export const outsideGuards = [frozenTarget, dependents] as const satisfies readonly Guard[];

/** `why` in the words of whoever froze the target; null: nobody did. */
export function freezeFindings(why: string | null): readonly Finding[] {
  return why === null ? [] : [found(frozenTarget, null, `the target is frozen: ${why}`)];
}

/** `users` are the names of what depends on the resource that goes away with the change. */
export function dependentFindings(change: Change, kind: ResourceKind, users: readonly string[]): readonly Finding[] {
  if (users.length === 0 || kind.dependents === null) return [];
  const { noun } = kind.dependents;
  const goes = replacedBy(change)?.name ?? change.name;
  const many = users.length === 1 ? `1 ${noun} points` : `${users.length} ${noun}s point`;
  // A replacement leaves something to point them at; after a deletion they are left with nothing.
  const isReplaced = change.action === "replace";
  const remedy = isReplaced ? "give them the new ARN after the apply" : "remove them first";
  const message = `${many} at "${goes}" and will fail: ${users.join(", ")}; ${remedy}`;
  return [{ ...found(dependents, change, message, isReplaced ? "warn" : "block"), users: { noun, names: users } }];
}
