import { BridgeheadError } from "./engine/values/errors.ts";
import { pendingChanges, type Plan } from "./engine/plan/plan.ts";
import { reasons } from "./engine/plan/write/result.ts";
import { readBranch } from "./plan/read-branch.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { PullRequest } from "./ports/review.ts";
import type { MergeCandidate } from "./ports/source.ts";
import { strangerBounds } from "./ports/source-bounds.ts";
import type { AskedHead, JobQueue } from "./ports/jobs.ts";
import { planAgain } from "./pull-request/again.ts";
import { type Standing, standingOf } from "./pull-request/forks.ts";
import {
  leaveMerged,
  type Refused,
  refused,
  superseded,
  tellGone,
  tellOutdated,
  tellSpent,
  tellUntouched,
  type Untouched,
} from "./pull-request/not-planned.ts";
import { type Merge, planMerge, type PlanMergeDeps, validateFork } from "./pull-request/plan-merge.ts";
import { publishPlan } from "./pull-request/publish.ts";
import { type RequestBudget, RequestsSpentError, type Spender } from "./pull-request/request-budget.ts";
import { createTeller, type Subject, wasTold } from "./pull-request/tell.ts";
import { touches } from "./pull-request/whose.ts";
import { validating } from "./render/fork-states.ts";
import * as states from "./render/pull-request-states.ts";

/** What a plan of a pull request has. */
export interface PlanPullRequestDeps extends PlanMergeDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Takes the plan that is made again, where the base moves while it is made. */
  readonly queue: JobQueue;
  readonly installation: number | null;
  /** What it may ask of GitHub in this hour. */
  readonly budget: RequestBudget;
}

export interface PlanRequest {
  readonly pullRequest: number;
  /**
   * When somebody found out that its plan is outdated, in milliseconds since the epoch, and it is only to say so: too many
   * are, to plan each of them again. null: it is planned.
   */
  readonly outdatedAt: number | null;
  /** Present: somebody pressed the button that asks for a plan of a fork's head. */
  readonly asked?: AskedHead | undefined;
}

interface Planned {
  readonly outcome: "planned";
  /** The pull request's own part of the plan of its merge. */
  readonly plan: Plan;
}

export type PlanPullRequestOutcome = Planned | Untouched | Refused;

/**
 * Plans the merge of a pull request's head into the current tip of its base, publishes the digests of what the pull
 * request itself changes, and reports by one comment and one check. Of one that is closed, or points elsewhere, or can
 * no longer be merged, these say that.
 */
export async function planPullRequest(
  { pullRequest: number, outdatedAt, asked }: PlanRequest,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { forge, ledger } = deps;
  const [{ pull, defaultBranch: baseBranch }, trail] = await Promise.all([
    forge.review.look(number),
    ledger.trail(forge.id.id, number),
  ]);
  const subject: Subject = { pull, baseBranch, base: null, trail, checkUrl: null };
  const teller = createTeller(subject, deps);
  if (pull.merged) return await leaveMerged(teller);
  if (!pull.open) return await tellGone("closed", subject, deps);
  if (pull.baseRef !== baseBranch) return await tellGone("retargeted", subject, deps);
  if (outdatedAt !== null) return await tellOutdated(outdatedAt, subject, deps);
  // Before anything of the head is read: what may be read depends on it.
  const standing = await standingOf(pull, asked, deps);
  const spender: Spender = standing.kind === "unasked" ? "strangers" : "writers";
  if (!deps.budget.allow(spender)) return await tellSpent(subject, spender, deps);
  // Shown beside what is read, and not before it.
  const begun = teller.check(standing.kind === "unasked" ? validating : states.planning);
  const ended = begun.catch(() => null);
  try {
    return await planAndReport({ ...subject, standing }, begun, deps, signal);
  } catch (error) {
    // What is said next must not be overtaken by it.
    const checkUrl = await ended;
    if (error instanceof RequestsSpentError) return await tellSpent(subject, spender, deps);
    // What was merged, closed or pushed to meanwhile is why, and needs no plan. Whether it was may be unknown as well.
    if (!(await isStill(pull, deps).catch(() => true))) return await superseded(teller);
    // A check that stays open would block the pull request for ever.
    const summary = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
    await teller.check(states.crashed(summary));
    if (wasTold(subject)) await teller.comment(states.crashedComment({ ...teller.context(), checkUrl }, summary));
    throw error;
  }
}

/** `begun`: where the check is, once it has begun. */
async function planAndReport(
  found: Subject & { readonly standing: Standing },
  begun: Promise<string>,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { forge, log } = deps;
  const { pull, trail, standing } = found;
  // Of one that was merged or closed meanwhile there is no candidate: what stands there may be the report of an apply.
  const candidate = await forge.source.mergeCandidate(pull.number, signal);
  const { base } = candidate;
  if (candidate.head !== pull.head) return await superseded(createTeller({ ...found, checkUrl: await begun }, deps));
  const reading = { ...deps, source: forge.source, ...(standing.kind === "unasked" && { bounds: strangerBounds }) };
  const between = candidate.kind === "merge" ? candidate : await ownEnds(candidate, deps);
  const [isTouched, checkUrl] = await Promise.all([touches(between, reading), begun]);
  const teller = createTeller({ ...found, base, checkUrl }, deps);
  if (!isTouched) return await tellUntouched(pull, base, teller, deps);
  if (candidate.kind === "conflict") {
    await publishPlan(null, { ...candidate, number: pull.number }, deps);
    const became = { what: "conflict", digest: null } as const;
    const state = states.conflict(teller.context(became));
    // Strangers cause no comment.
    await teller.tell(became, standing.kind === "unasked" ? { ...state, mode: "edit-only" } : state);
    return refused("merge-conflict");
  }
  // Nobody goes by an old plan while the new one is made.
  const last = trail.at(-1);
  const isOld = last !== undefined && (last.commit !== pull.head || last.base !== base);
  // Beside what is read and planned; the plan's own comment waits for it.
  const replaced = (
    isOld && standing.kind !== "unasked" ? teller.comment(states.replanning(teller.context())) : Promise.resolve()
  ).catch((error: unknown) => log.error("an outdated plan was not called that", error, { pullRequest: pull.number }));
  try {
    const merged = await readBranch(candidate.commit, reading, signal);
    if (standing.kind !== "unasked") return await planRead({ pull, base, merged, teller }, deps, signal);
    await validateFork(merged, standing.because, teller, deps);
    return refused("fork");
  } finally {
    await replaced;
  }
}

async function planRead(merge: Merge, deps: PlanPullRequestDeps, signal: AbortSignal): Promise<PlanPullRequestOutcome> {
  const { pull, base, teller } = merge;
  const planned = await planMerge(merge, deps, signal);
  if (planned === undefined) return await superseded(teller);
  const { plan, isOutdated } = planned;
  const { number: pullRequest, head } = pull;
  deps.log.info("planned a pull request", {
    pullRequest,
    head,
    digest: plan.digest,
    changes: pendingChanges(plan).length,
  });
  if (isOutdated) await planAgain([{ pull }], `moved:${base}`, deps);
  return { outcome: "planned", plan };
}

/** Of what cannot be merged: the head, and where it left the base. */
async function ownEnds(
  { head, base }: MergeCandidate,
  { forge }: PlanPullRequestDeps,
): Promise<{ readonly commit: string; readonly base: string }> {
  return { commit: head, base: (await forge.source.mergeBase(base, head)) ?? base };
}

/** Whether it is open, and at the head that its job found. */
async function isStill({ number, head }: PullRequest, { forge }: PlanPullRequestDeps): Promise<boolean> {
  const { pull: now } = await forge.review.look(number);
  return now.open && now.head === head;
}
