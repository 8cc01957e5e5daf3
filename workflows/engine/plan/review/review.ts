import { stopping } from "../../definition/diagnostic.ts";
import { dangersOf, dangerText } from "./dangers.ts";
import { isRemoval } from "../guards/guard.ts";
import { holdOf, isLasting } from "../guards/table.ts";
import { isSameKey, keyText } from "../../values/key.ts";
import type { ResourceKinds } from "../../kinds/registry.ts";
import { type Change, type Finding, pendingChanges, type Plan } from "../plan.ts";
import type { PlanRecord } from "../record.ts";
import { type Grant, isBeingMade } from "../record-state.ts";
import { halvesOf, secondHalfDigest } from "../replacement.ts";

/** The text of each key -> digest of everything that is reviewed with those changes of a plan that `isOwn` takes. */
export function reviewableDigests(plan: Plan, isOwn: (change: Change) => boolean): Readonly<Record<string, string>> {
  const reviewable = pendingChanges(plan)
    .filter(isOwn)
    .flatMap((change) => {
      // A replacement that ends half-way leaves a deletion, which was reviewed with it.
      const seconds = halvesOf(change).filter(({ key }) => !isSameKey(key, change.key));
      const left = seconds.map((half) => [keyText(half.key), secondHalfDigest(half, change.key)] as const);
      return [...left, [keyText(change.key), change.digest] as const];
    });
  return Object.fromEntries(reviewable);
}

/** Whether a change is among these digests. A deletion that was shown as a half counts once the other half is there. */
export function isAmong(
  digests: Readonly<Record<string, string>>,
  change: Change,
  records: readonly Pick<PlanRecord, "key" | "id" | "begun">[],
): boolean {
  const key = keyText(change.key);
  if (!Object.hasOwn(digests, key)) return false;
  const shown = digests[key];
  if (shown === change.digest || change.action !== "delete") return shown === change.digest;
  return records.some(
    (record) =>
      record.key.type === change.key.type &&
      record.id === change.id &&
      !isBeingMade(record) &&
      shown === secondHalfDigest(change, record.key),
  );
}

/** Why a change that a commit caused does not count as reviewed, in words that follow "nobody reviewed this:". */
export const unreviewed = {
  "no-pull-request": "no pull request brought it",
  "no-plan": "no plan was published for its pull request before the merge",
  "other-change": "the plan of its pull request showed another change",
  "other-engine": "the plan of its pull request was made by another version of Bridgehead",
  "two-steps": "the resource that goes and the one that comes were changed apart from each other",
  // GitHub's page offers no approval of what is merged.
  "not-approved":
    "fewer people have approved its pull request than have to (with `gh pr review` they still can; then repeat the run)",
  "too-far": "it lies too far back on the branch to be found",
} as const;
export type Unreviewed = keyof typeof unreviewed;

/** What is known of how a change came about. */
export type Evidence =
  /** The newest plan of the pull request that caused it, before its merge, had exactly this change. */
  | { readonly kind: "reviewed"; readonly pull: number | null }
  /** A commit caused it, and nobody reviewed it. */
  | { readonly kind: "unreviewed"; readonly why: Unreviewed; readonly pull: number | null }
  /** No commit caused it: a parameter was rotated, or somebody changed the resource by hand. */
  | { readonly kind: "uncaused" };

/** What keeps a change from being applied. */
export type HoldCause = "error" | "finding" | "not-reviewed" | "history-rewritten";

export interface HeldChange {
  readonly change: Change;
  readonly cause: HoldCause;
  /** In words for people: what differs from what was reviewed, or what was found. */
  readonly why: string;
}

export interface AllowedChange {
  readonly change: Change;
  readonly by: Grant;
  /** The pull request that brought it; null: none, or nobody asked. */
  readonly pull: number | null;
}

export interface Review {
  readonly allowed: readonly AllowedChange[];
  readonly held: readonly HeldChange[];
}

export interface ReviewInput {
  readonly plan: Plan;
  readonly kinds: ResourceKinds;
  readonly records: readonly PlanRecord[];
  /** Whether somebody accepted this plan with its findings, for this commit. */
  readonly isAccepted: boolean;
  /** How a change came about. Asked for what may need it, and for nothing else. */
  readonly evidenceOf: (change: Change) => Promise<Evidence>;
  /** Whether a rewrite of the branch stands between a change and what was reviewed before it. */
  readonly isBarred: (change: Change) => boolean;
  /** Whether what runs looked at is not where they saw it: what was accepted before counts no more. */
  readonly isDoubted: boolean;
}

/**
 * Tells what may be applied: what somebody accepted, what was reviewed, and what is no danger. Everything else is held,
 * and so is what a finding holds by the table of guards.
 */
export async function reviewPlan(input: ReviewInput): Promise<Review> {
  const allowed: AllowedChange[] = [];
  const held: HeldChange[] = [];
  const records = new Map(input.records.map((record) => [keyText(record.key), record]));
  for (const change of pendingChanges(input.plan)) {
    const verdict =
      heldByError(change, input) ??
      heldByFinding(change, input) ??
      (await judge(change, records.get(keyText(change.key)), input));
    if ("why" in verdict) held.push({ change, ...verdict });
    else allowed.push({ change, ...verdict });
  }
  return { allowed, held };
}

/** Everything is allowed that no finding holds: whoever sees the plan and says yes has reviewed it. */
export async function reviewShown(input: Pick<ReviewInput, "plan" | "kinds" | "isAccepted">): Promise<Review> {
  const evidenceOf = async (): Promise<Evidence> => ({ kind: "reviewed", pull: null });
  return await reviewPlan({ ...input, records: [], evidenceOf, isBarred: () => false, isDoubted: false });
}

type Hold = Omit<HeldChange, "change">;
type Verdict = Hold | Omit<AllowedChange, "change">;

async function judge(change: Change, record: PlanRecord | undefined, input: ReviewInput): Promise<Verdict> {
  if (input.isAccepted || isAcceptedBefore(change, record, input)) return { by: "accepted", pull: null };
  const evidence = await input.evidenceOf(change);
  if (evidence.kind === "reviewed") return { by: "reviewed", pull: evidence.pull };
  if (input.isBarred(change)) {
    return { cause: "history-rewritten", why: "the default branch was rewritten, and nobody reviewed this since" };
  }
  const [danger] = dangersOf(change, record, input.kinds.of(change.key));
  if (danger === undefined) {
    return evidence.kind === "uncaused" ? { by: "uncaused", pull: null } : { by: "noticed", pull: evidence.pull };
  }
  const reason = evidence.kind === "uncaused" ? "no commit brought it" : unreviewed[evidence.why];
  const what = danger.kind === "action" ? "" : `, and it ${dangerText(danger)}`;
  return { cause: "not-reviewed", why: `nobody reviewed this ${change.action}: ${reason}${what}` };
}

/** What somebody accepted and a run began goes on to its end, and nothing else does. */
function isAcceptedBefore(
  change: Change,
  record: PlanRecord | undefined,
  { isDoubted, isBarred }: ReviewInput,
): boolean {
  const begun = record?.begun ?? null;
  // What takes something away and was stopped is accepted once more.
  const isKept = change.action === "create" || change.action === "update" || change.action === "configure";
  const isBegun = isKept && begun !== null && begun.by === "accepted" && begun.digest === change.digest;
  return isBegun && !isDoubted && !isBarred(change);
}

/** Whether a change waits for what no acceptance clears. */
export function isHeldForGood(
  change: Change,
  { findings, diagnostics }: Pick<Plan, "findings" | "diagnostics">,
): boolean {
  const isStopped = stopping(change.key, diagnostics).length > 0;
  return isStopped || findings.some((finding) => isLasting(finding) && holds(finding, change));
}

function heldByError({ key }: Change, { plan: { diagnostics } }: ReviewInput): Hold | undefined {
  const errors = stopping(key, diagnostics);
  if (errors.length === 0) return undefined;
  const why = errors.map(({ message, hint }) => (hint === null ? message : `${message}; ${hint}`)).join(". ");
  return { cause: "error", why };
}

function heldByFinding(change: Change, { plan, isAccepted, isBarred }: ReviewInput): Hold | undefined {
  const finding = plan.findings.find((each) => holds(each, change) && !(isAccepted && !isLasting(each)));
  if (finding === undefined) return undefined;
  // Whoever accepts has to look at the branch first, whatever was found beside that.
  const cause = isBarred(change) && !isLasting(finding) ? "history-rewritten" : "finding";
  return { cause, why: finding.message };
}

function holds(finding: Finding, change: Change): boolean {
  switch (holdOf(finding)) {
    case "everything":
      return true;
    case "removals":
      return isRemoval(change);
    case "its change":
      return finding.about !== null && isSameKey(finding.about.key, change.key);
    case "its change unless it was reviewed":
    case "nothing":
      return false;
  }
}
