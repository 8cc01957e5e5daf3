import { type ApprovalState, approvalState, countApprovals } from "../engine/plan/review/approvals.ts";
import type { Forge } from "../ports/forge.ts";
import type { PublicationStore, PublishedPlan } from "../ports/ledger.ts";
import type { Approval, PullRequest } from "../ports/review.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { publishedBy } from "./published.ts";

/** As many accounts are asked about: whoever sees a public repository may approve. */
const MOST_ACCOUNTS = 50;

export interface ApprovalsDeps {
  readonly forge: {
    readonly id: Pick<Forge["id"], "id">;
    readonly review: Pick<Forge["review"], "approvals">;
    readonly trigger: Pick<Forge["trigger"], "mayWrite">;
  };
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
}

/** A pull request, and what its approvals are counted for. */
type Approved = Pick<PullRequest, "number" | "head" | "authorId">;

/** An approval, with the plan that was shown of the head by then. */
interface SeenApproval extends Approval {
  readonly plan: PublishedPlan | undefined;
}

/** Who approved a pull request, and on what. */
export interface Approvals {
  readonly given: readonly SeenApproval[];
  /** Numbers of those who may write now. */
  readonly writers: ReadonlySet<number>;
}

/**
 * Reads the approvals of a pull request as they stand, the newest first. [U] GitHub's API takes them after the merge as
 * well; where it does not, what was not approved in time is accepted.
 */
export async function readApprovals(pull: Approved, { forge, ledger }: ApprovalsDeps): Promise<Approvals> {
  const approvals = (await forge.review.approvals(pull.number))
    .filter(({ id }) => id !== pull.authorId)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST_ACCOUNTS);
  const writers = new Set<number>();
  const given = await mapConcurrently(approvals, CALLS_AT_ONCE, async (approval): Promise<SeenApproval> => {
    const mayWrite = await forge.trigger.mayWrite(approval);
    if (mayWrite) writers.add(approval.id);
    const isNeeded = mayWrite && approval.commit === pull.head;
    const plan = isNeeded ? await publishedBy(approval.at, pull, { ledger, repository: forge.id.id }) : undefined;
    return { ...approval, plan: plan === "unreadable" ? undefined : plan };
  });
  return { given, writers };
}

/** Whether a plan that people saw when they approved is the one in question. */
export type IsShown = (plan: PublishedPlan) => boolean;

/** Whether as many people as have to have approved a pull request, with such a plan before them. */
export function isApproved({ given, writers }: Approvals, pull: Approved, needed: number, isShown: IsShown): boolean {
  const { authorId, head } = pull;
  return countApprovals(given, { needed, authorId, head, writers, isOfPlan: ofPlan(isShown) }).missing === 0;
}

/** How far an open pull request is approved, with the plan that is shown of it now. */
export function approvalsOf(
  pull: Approved & Pick<PullRequest, "requested">,
  needed: number,
  shown: Pick<PublishedPlan, "engine" | "changes" | "policy">,
  { given, writers }: Approvals,
): ApprovalState {
  const { authorId, head, requested } = pull;
  const isOfPlan = ofPlan((plan) => showsAll(plan, shown));
  return approvalState(given, { needed, authorId, head, writers, isOfPlan }, requested);
}

/** Those that as many people have to give: of what needs none, GitHub is not asked. */
export async function approvalsFor(needed: number, pull: Approved, deps: ApprovalsDeps): Promise<Approvals> {
  return needed === 0 ? { given: [], writers: new Set() } : await readApprovals(pull, deps);
}

function ofPlan(isShown: IsShown): (approval: SeenApproval) => boolean {
  return ({ plan }) => plan !== undefined && isShown(plan);
}

/** Whether a plan had everything that another one has. */
function showsAll(
  { engine, changes, policy }: PublishedPlan,
  shown: Pick<PublishedPlan, "engine" | "changes" | "policy">,
): boolean {
  const known = new Map(Object.entries(changes));
  const hasChanges = Object.entries(shown.changes).every(([key, digest]) => known.get(key) === digest);
  return engine === shown.engine && hasChanges && shown.policy.every((each) => policy.includes(each));
}
