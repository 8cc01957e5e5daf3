import { restrictPlan } from "./build.ts";
import type { Diagnostic } from "../definition/diagnostic.ts";
import { isSameKey } from "../values/key.ts";
import { isRemoval } from "./guards/guard.ts";
import { holdOf } from "./guards/table.ts";
import { type Change, pendingChanges, type Plan } from "./plan.ts";

/** What a pull request brings, apart from what the base waits for anyway. */
export interface Parts {
  /** The pull request's own: its title, its counts, its warnings and its verdict are of this and of nothing else. */
  readonly own: Plan;
  /** What happens, or waits, on the base whatever becomes of the pull request. */
  readonly others: readonly Change[];
  /** Errors that the base has too. Those without a resource are why nobody has a plan. */
  readonly othersErrors: readonly Diagnostic[];
}

/** What tells a pull request's own from what was there. */
export interface Ownership {
  /** Whether a change of the plan comes from it: of a replacement, both resources do. */
  readonly isOwn: (change: Change) => boolean;
  /** What is said of the base alone. */
  readonly base: readonly Diagnostic[];
  /** Whether it changes the policy of the configuration. */
  readonly changesPolicy: boolean;
}

/** Parts a plan of a merge. */
export function partsOf(plan: Plan, { isOwn, base, changesPolicy }: Ownership): Parts {
  const pending = pendingChanges(plan);
  const own = pending.filter(isOwn);
  const others = pending.filter((change) => !isOwn(change));
  const known = new Set(base.map(said));
  const isKnown = (diagnostic: Diagnostic): boolean =>
    diagnostic.about === undefined
      ? known.has(said(diagnostic))
      : !own.some(({ key }) => isSameKey(key, diagnostic.about as NonNullable<Diagnostic["about"]>));
  const kept = restrictPlan(plan, (change) => change.action === "no-op" || isOwn(change));
  const findings = kept.findings.filter((finding) => {
    if (finding.about !== null) return true;
    // What holds removals says nothing to somebody who removes nothing; nor does a policy that others loosened.
    if (holdOf(finding) === "removals") return own.some(isRemoval);
    return holdOf(finding) === "everything" ? own.length > 0 : changesPolicy;
  });
  return {
    own: { ...kept, findings, diagnostics: plan.diagnostics.filter((diagnostic) => !isKnown(diagnostic)) },
    others,
    othersErrors: plan.diagnostics.filter((diagnostic) => diagnostic.severity === "error" && isKnown(diagnostic)),
  };
}

/** Not where it stands in the file: what was written above it moves it. */
function said({ code, severity, message, file }: Diagnostic): string {
  return JSON.stringify([code, severity, message, file]);
}
