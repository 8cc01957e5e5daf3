import { type Change, pendingChanges, type Plan } from "./plan.ts";
import { halvesOf, isInPlace } from "./replacement.ts";

/** What makes a change one that somebody reviewed. */
export interface Reviewed {
  /** Whether this digest was published for this name, before the merge, on a pull request that was merged. */
  has(name: string, digest: string): boolean;
}

/** Name -> digest of everything that is reviewed with those changes of a plan that `isOwn` takes. */
export function reviewableDigests(plan: Plan, isOwn: (change: Change) => boolean): Readonly<Record<string, string>> {
  // A replacement that ends half-way leaves a deletion, which was reviewed with it.
  const reviewable = pendingChanges(plan)
    .filter(isOwn)
    .flatMap((change) => (isInPlace(change) ? [change] : [change, ...halvesOf(change)]));
  return Object.fromEntries(reviewable.map(({ name, digest }) => [name, digest]));
}

export interface HeldChange {
  readonly change: Change;
  /** What differs from what was reviewed. */
  readonly why: string;
}

export interface Review {
  readonly allowed: readonly Change[];
  readonly held: readonly HeldChange[];
  /** Changes that nobody reviewed and that go on all the same, because they send no secret to a new place. */
  readonly noticed: readonly Change[];
}

/**
 * Tells what may be applied. A plan whose whole digest somebody accepted may; so may a change that was reviewed, and
 * an unreviewed create or update that brings no new pair of secret and destination. Everything else is held, and so
 * is what a blocking finding is about.
 */
export function reviewPlan(plan: Plan, reviewed: Reviewed, accepted: string | null): Review {
  const allowed: Change[] = [];
  const noticed: Change[] = [];
  const held: HeldChange[] = [];
  const isAccepted = accepted !== null && accepted === plan.digest;
  for (const change of plan.changes) {
    if (change.action === "no-op") continue;
    const why = isAccepted ? undefined : (blockedBy(change, plan) ?? unreviewed(change, plan, reviewed));
    if (why !== undefined) held.push({ change, why });
    else {
      allowed.push(change);
      if (!isAccepted && !reviewed.has(change.name, change.digest)) noticed.push(change);
    }
  }
  return { allowed, held, noticed };
}

function blockedBy(change: Change, plan: Plan): string | undefined {
  const isRemoval = change.action === "delete" || change.action === "replace";
  const finding = plan.findings.find(
    ({ code, level, name }) =>
      level === "block" && (name === change.name || (name === null && (isRemoval || code === "frozen"))),
  );
  return finding?.message;
}

function unreviewed(change: Change, plan: Plan, reviewed: Reviewed): string | undefined {
  if (reviewed.has(change.name, change.digest)) return undefined;
  if (change.action !== "create" && change.action !== "update") {
    return `nobody reviewed this ${change.action}: it was in no plan published before the merge`;
  }
  const isNewPlace = plan.findings.some(({ code, name }) => code === "new-destination" && name === change.name);
  return isNewPlace ? `nobody reviewed this ${change.action}, and it sends a secret to a new place` : undefined;
}
