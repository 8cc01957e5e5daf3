/** Somebody's standing approval of a pull request. */
export interface GivenApproval {
  readonly login: string;
  /** Numeric, which is never given to another account. */
  readonly id: number;
  /** The head that was approved. */
  readonly commit: string;
}

/** What approvals are counted for. */
export interface ApprovalCase<Given extends GivenApproval> {
  readonly needed: number;
  /** null: the account was deleted. */
  readonly authorId: number | null;
  readonly head: string;
  /** Numbers of those who may write to the repository now. */
  readonly writers: ReadonlySet<number>;
  /** Whether the plan that people saw when they approved the head is the one in question. */
  readonly isOfPlan: (approval: Given) => boolean;
}

export interface CountedApprovals<Given extends GivenApproval> {
  readonly counted: readonly Given[];
  /** Of those who may approve, what was given for another head, or before the plan was shown. */
  readonly early: readonly Given[];
  readonly missing: number;
}

/**
 * Which approvals count: those of people other than the author who may write, for exactly this head, when they had been
 * shown exactly this plan.
 */
export function countApprovals<Given extends GivenApproval>(
  approvals: readonly Given[],
  { needed, authorId, head, writers, isOfPlan }: ApprovalCase<Given>,
): CountedApprovals<Given> {
  const able = approvals.filter(({ id }) => id !== authorId && writers.has(id));
  const counted = able.filter((approval) => approval.commit === head && isOfPlan(approval));
  const people = new Set(counted.map(({ id }) => id));
  const early = able.filter(({ id }) => !people.has(id));
  return { counted, early, missing: Math.max(0, needed - people.size) };
}

/** How far a pull request is approved, for people; each by login. */
export interface ApprovalState {
  readonly needed: number;
  readonly approvedBy: readonly string[];
  /** Approved another head, or before this plan was shown. */
  readonly early: readonly string[];
  readonly missing: number;
  /** Who is still asked; teams as `org/team-slug`. */
  readonly requested: readonly string[];
}

/** `requested`: whose review GitHub says is wanted. */
export function approvalState<Given extends GivenApproval>(
  approvals: readonly Given[],
  given: ApprovalCase<Given>,
  requested: readonly string[],
): ApprovalState {
  const { counted, early, missing } = countApprovals(approvals, given);
  const logins = (each: readonly GivenApproval[]): readonly string[] => each.map(({ login }) => login);
  const approvedBy = logins(counted);
  return {
    needed: given.needed,
    approvedBy,
    early: logins(early),
    missing,
    requested: requested.filter((each) => !approvedBy.includes(each)),
  };
}
