import { type Approvals, type ApprovalsDeps, isApproved, type IsShown, readApprovals } from "../../plan/approvals.ts";
import type { PullRequest } from "../../ports/review.ts";
import { remember } from "./history/remember.ts";

/** Whether as many people as have to have approved a pull request, with such a plan before them. */
export type IsApproved = (pull: PullRequest, isShown: IsShown) => Promise<boolean>;

/** Each pull request's approvals are asked for once, and never where none are needed. */
export function createApproved(needed: number, deps: ApprovalsDeps): IsApproved {
  const known = new Map<number, Promise<Approvals>>();
  return async (pull, isShown) => {
    if (needed === 0) return true;
    const approvals = await remember(known, pull.number, () => readApprovals(pull, deps));
    return isApproved(approvals, pull, needed, isShown);
  };
}
