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
  /** Whether a change of the plan comes from it: of a replacement, one of the resources does. */
  readonly isOwn: (change: Change) => boolean;
  /** Whether a diagnostic of a file stands in a definition that comes from it. */
  readonly isOwnAt: (diagnostic: Diagnostic) => boolean;
  /** What is said of the base alone. */
  readonly base: readonly Diagnostic[];
  /** Whether it changes the policy of the configuration. */
  readonly changesPolicy: boolean;
}

/** Parts a plan of a merge. */
export function partsOf(plan: Plan, { isOwn, isOwnAt, base, changesPolicy }: Ownership): Parts {
  const pending = pendingChanges(plan);
  const own = pending.filter(isOwn);
  const others = pending.filter((change) => !isOwn(change));
  const known = knownOf(plan.diagnostics, isOwnAt, base);
  const isKnown = (diagnostic: Diagnostic): boolean => {
    const { about } = diagnostic;
    return about === undefined ? known.has(diagnostic) : !own.some(({ key }) => isSameKey(key, about));
  };
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

/** What the base says as often as the merge does: one more of the same is the pull request's. */
function knownOf(
  diagnostics: readonly Diagnostic[],
  isOwnAt: Ownership["isOwnAt"],
  base: readonly Diagnostic[],
): ReadonlySet<Diagnostic> {
  const left = new Map<string, number>();
  for (const each of base) left.set(said(each), (left.get(said(each)) ?? 0) + 1);
  const known = new Set<Diagnostic>();
  for (const diagnostic of diagnostics) {
    const count = left.get(said(diagnostic)) ?? 0;
    if (count === 0 || isOwnAt(diagnostic)) continue;
    left.set(said(diagnostic), count - 1);
    known.add(diagnostic);
  }
  return known;
}

/** Not where it stands in the file: what was written above it moves it. */
function said({ code, severity, message, file }: Diagnostic): string {
  return JSON.stringify([code, severity, message, file]);
}
