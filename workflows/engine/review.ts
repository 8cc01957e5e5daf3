import { isRemoval } from "./guards/guard.ts";
import { holdOf, isFinal } from "./guards/table.ts";
import { isSameKey, type Key, keyText } from "./kinds/key.ts";
import { type Change, type Finding, pendingChanges, type Plan } from "./plan.ts";
import { halvesOf } from "./replacement.ts";

/** What makes a change one that somebody reviewed. */
export interface Reviewed {
  /** Whether this digest was published for this key, before the merge, on a pull request that was merged. */
  has(key: Key, digest: string): boolean;
}

/** The text of each key -> digest of everything that is reviewed with those changes of a plan that `isOwn` takes. */
export function reviewableDigests(plan: Plan, isOwn: (change: Change) => boolean): Readonly<Record<string, string>> {
  // A replacement that ends half-way leaves a deletion, which was reviewed with it.
  const reviewable = pendingChanges(plan)
    .filter(isOwn)
    .flatMap((change) => [change, ...halvesOf(change)]);
  return Object.fromEntries(reviewable.map(({ key, digest }) => [keyText(key), digest]));
}

/** What keeps a change from being applied. */
export type HoldCause = "finding" | "not-reviewed" | "history-rewritten";

export interface HeldChange {
  readonly change: Change;
  readonly cause: HoldCause;
  /** In words for people: what differs from what was reviewed, or what was found. */
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
 * is what a finding holds by the table of guards; some of those no acceptance lifts.
 */
export function reviewPlan(plan: Plan, reviewed: Reviewed, accepted: string | null): Review {
  const allowed: Change[] = [];
  const noticed: Change[] = [];
  const held: HeldChange[] = [];
  const isAccepted = accepted !== null && accepted === plan.digest;
  for (const change of pendingChanges(plan)) {
    const isReviewed = reviewed.has(change.key, change.digest);
    const hold =
      heldByFinding(change, plan, isAccepted) ?? (isAccepted ? undefined : heldUnreviewed(change, plan, isReviewed));
    if (hold !== undefined) held.push({ change, ...hold });
    else {
      allowed.push(change);
      if (!isAccepted && !isReviewed) noticed.push(change);
    }
  }
  return { allowed, held, noticed };
}

/** Whether accepting a plan would let anything go on that a finding holds. */
export function isAcceptable({ findings }: Plan): boolean {
  const blocking = findings.filter(({ level }) => level === "block");
  return (
    blocking.some((finding) => !isFinal(finding)) &&
    !blocking.some((finding) => isFinal(finding) && holdOf(finding) === "everything")
  );
}

type Hold = Omit<HeldChange, "change">;

function heldByFinding(change: Change, { findings }: Plan, isAccepted: boolean): Hold | undefined {
  const standing = findings.filter((each) => !isAccepted || isFinal(each));
  const finding = standing.find((each) => {
    switch (holdOf(each)) {
      case "everything":
        return true;
      case "removals":
        return isRemoval(change);
      case "its change":
        return isAbout(each, change);
      case "its change unless it was reviewed":
      case "nothing":
        return false;
    }
  });
  return finding === undefined ? undefined : { cause: "finding", why: finding.message };
}

function heldUnreviewed(change: Change, { findings }: Plan, isReviewed: boolean): Hold | undefined {
  if (isReviewed) return undefined;
  const { action } = change;
  const cause = "not-reviewed";
  if (action !== "create" && action !== "update") {
    return { cause, why: `nobody reviewed this ${action}: it was in no plan published before the merge` };
  }
  const isNewPlace = findings.some(
    (each) => holdOf(each) === "its change unless it was reviewed" && isAbout(each, change),
  );
  return isNewPlace
    ? { cause, why: `nobody reviewed this ${action}, and it sends a secret to a new place` }
    : undefined;
}

function isAbout({ about }: Finding, { key }: Change): boolean {
  return about !== null && isSameKey(about.key, key);
}
