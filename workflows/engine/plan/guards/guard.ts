import type { Change, Finding, Named } from "../plan.ts";

/** What a finding keeps from being applied. */
export type Hold =
  /** It asks for attention. */
  | "nothing"
  /** The change that it is about, reviewed or not. */
  | "its change"
  /** The change that it is about, unless a review had it. */
  | "its change unless it was reviewed"
  /** Every deletion and every replacement. */
  | "removals"
  | "everything";

/**
 * A rule about plans: what one code of finding does. What it means, who clears it and an example stand in
 * `examples/guard-pages.ts`, by its code.
 */
export interface Guard {
  /** Stable: people search for it. No two guards have the same. */
  readonly code: string;
  /** What its findings hold, by the levels that they can have. */
  readonly holds: { readonly block?: Hold; readonly warn?: Hold };
  /** Whether no acceptance clears it: it is taken off where it was put on. Default: false. */
  readonly isLasting?: true;
  /** How its findings are introduced on a terminal, in one word. Default: "Finding". */
  readonly label?: string;
}

/** What a guard found: about one resource, or about the plan as a whole (null). */
export function found(guard: Guard, about: Named | null, message: string, level?: Finding["level"]): Finding {
  const { code, holds } = guard;
  return {
    code,
    level: level ?? (holds.block === undefined ? "warn" : "block"),
    message,
    about: about === null ? null : { key: about.key, name: about.name },
  };
}

/** Whether a change takes a resource away. */
export function isRemoval({ action }: Pick<Change, "action">): boolean {
  return action === "delete" || action === "replace";
}
