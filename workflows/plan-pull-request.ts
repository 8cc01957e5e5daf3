import { configAt } from "./plan/config-at.ts";
import { BridgeheadError } from "./engine/values/errors.ts";
import { buildPlan } from "./engine/plan/build.ts";
import { type Policies, policyChange } from "./engine/plan/guards/policy-guards.ts";
import { allowedText, limitsOf, loosenings } from "./engine/policy/limits.ts";
import { allowedBy, approvalsNeeded, type Caps } from "./engine/policy/caps.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import { pendingChanges, type Plan } from "./engine/plan/plan.ts";
import { reasons, type Reason } from "./engine/plan/write/result.ts";
import { approvalsOf } from "./plan/approvals.ts";
import { guardPolicy } from "./plan/guard-policy.ts";
import { planDefinitions, type PlanDeps } from "./plan/plan-definitions.ts";
import { planAgain } from "./pull-request/again.ts";
import { preflightOf, waitingOf } from "./pull-request/context.ts";
import { publishPlan } from "./pull-request/publish.ts";
import { createTeller, type Subject, type Teller } from "./pull-request/tell.ts";
import { partPlan, touches } from "./pull-request/whose.ts";
import type { Clock } from "./ports/clock.ts";
import type { DefinitionReader } from "./ports/evaluator.ts";
import type { Forge } from "./ports/forge.ts";
import type { JobQueue } from "./ports/jobs.ts";
import type { PlannerLedger } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import type { PullRequest } from "./ports/review.ts";
import type { MergeCandidate } from "./ports/source.ts";
import { type BranchDefinitions, readBranch } from "./plan/read-branch.ts";
import type { PlanCommentContext } from "./render/context.ts";
import { renderPlanCheck } from "./render/check.ts";
import { renderPlanComment } from "./render/plan-comment.ts";
import * as states from "./render/pull-request-states.ts";

/** What a plan of a pull request has. */
export interface PlanPullRequestDeps extends Omit<PlanDeps, "limits"> {
  readonly kinds: Kinds;
  readonly ledger: PlannerLedger;
  readonly forge: Forge;
  readonly definitions: DefinitionReader;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the engine that plans. */
  readonly engine: string;
  /** What the stack allows at most. */
  readonly caps: Caps;
  /** Takes the plan that is made again, where the base moves while it is made. */
  readonly queue: JobQueue;
  readonly installation: number | null;
}

export interface PlanRequest {
  readonly pullRequest: number;
  /** Whether it is only to say that the plan is outdated: too many are, to plan each of them again. */
  readonly isOutdated: boolean;
}

export type PlanPullRequestOutcome =
  /** The plan is the pull request's own part of that of its merge. */
  | { readonly outcome: "planned"; readonly plan: Plan }
  /** No definition is touched: the check says so, and there is no comment. */
  | { readonly outcome: "untouched" }
  | { readonly outcome: "refused"; readonly reason: Reason };

/**
 * Plans the merge of a pull request's head into the current tip of its base, publishes the digests of what the pull
 * request itself changes, and reports by one comment and one check. Of one that is closed, or points elsewhere, or can
 * no longer be merged, these say that.
 */
export async function planPullRequest(
  { pullRequest: number, isOutdated }: PlanRequest,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { forge, ledger } = deps;
  const [pull, baseBranch, trail] = await Promise.all([
    forge.review.pullRequest(number),
    forge.source.defaultBranch(),
    ledger.trail(forge.id.id, number),
  ]);
  const subject: Subject = { pull, baseBranch, trail };
  const teller = createTeller(subject, deps);
  if (pull.merged) return await leaveMerged(teller);
  if (!pull.open) return await gone("closed", subject, teller, deps);
  if (pull.baseRef !== baseBranch) return await gone("retargeted", subject, teller, deps);
  if (isOutdated) {
    if (await isCurrent(subject, deps)) return refused("head-moved");
    await teller.tell("outdated", states.outdated(teller.context));
    return refused("base-moved");
  }
  await teller.check(states.planning);
  try {
    return await planAndReport(subject, teller, deps, signal);
  } catch (error) {
    // What was merged, closed or pushed to meanwhile is why, and needs no plan. Whether it was may be unknown as well.
    if (!(await isStill(pull, deps).catch(() => true))) return await superseded(teller);
    // A check that stays open would block the pull request for ever.
    const summary = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
    await teller.check(states.crashed(summary));
    if (teller.wasTold) await teller.comment(states.crashedComment(teller.context, summary));
    throw error;
  }
}

async function planAndReport(
  { pull, trail }: Subject,
  teller: Teller,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { source } = deps.forge;
  const candidate = await source.mergeCandidate(pull.number, signal);
  if (candidate.head !== pull.head || !(await isStill(pull, deps))) return await superseded(teller);
  const reading = { ...deps, source };
  const at = teller.at(candidate.base);
  const between = candidate.kind === "merge" ? candidate : await ownEnds(candidate, deps);
  if (!(await touches(between, reading))) {
    // What was published of this head before is not what people see now.
    if ((await newestPlan(pull, deps)) !== undefined) {
      await publishPlan(null, { number: pull.number, head: pull.head, base: candidate.base }, deps);
    }
    await at.tell("no-changes", states.untouched(at.context));
    return { outcome: "untouched" };
  }
  if (candidate.kind === "conflict") {
    await publishPlan(null, { ...candidate, number: pull.number }, deps);
    await at.tell("conflict", states.conflict(at.context));
    return refused("merge-conflict");
  }
  // Nobody goes by an old plan while the new one is made.
  const last = trail.at(-1);
  const isOld = last !== undefined && (last.commit !== pull.head || last.base !== candidate.base);
  if (isOld) await at.comment(states.replanning(at.context));
  const merged = await readBranch(candidate.commit, reading, signal);
  if (pull.isFork && !(await deps.forge.trigger.mayWrite(pull.author))) return await reportFork(merged, at, deps);
  return await planMerge(merged, candidate, { pull, at }, { deps, signal });
}

/** Of what cannot be merged: the head, and where it left the base. */
async function ownEnds(
  { head, base }: MergeCandidate,
  { forge }: PlanPullRequestDeps,
): Promise<{ readonly commit: string; readonly base: string }> {
  return { commit: head, base: (await forge.source.mergeBase(base, head)) ?? base };
}

async function planMerge(
  merged: BranchDefinitions,
  candidate: Extract<MergeCandidate, { kind: "merge" }>,
  { pull, at }: { readonly pull: PullRequest; readonly at: Teller },
  { deps, signal }: { readonly deps: PlanPullRequestDeps; readonly signal: AbortSignal },
): Promise<PlanPullRequestOutcome> {
  const { forge, ledger } = deps;
  const { number, head } = pull;
  const { base } = candidate;
  const progress = await ledger.progress(forge.id.id);
  const config = await configAt(base, { source: forge.source, kinds: deps.kinds });
  const before = { stored: progress.policy?.value ?? null, base: config === undefined ? undefined : limitsOf(config) };
  const whole = await planWhole(merged, before, deps, signal);
  const of = { base, policy: before.base };
  const whose = await partPlan(whole, merged, of, { deps: { ...deps, source: forge.source }, signal });

  // Whoever pushed meanwhile gets a plan of their own, and a merge the report of its apply.
  const now = await forge.review.pullRequest(number);
  if (now.head !== head || !now.open) return await superseded(at);
  const known = before.stored ?? before.base;
  const { parts } = whose;
  const { own } = parts;
  // What is published as allowed is what people are shown as that.
  const isPolicyShown = own.findings.some(({ code }) => code === policyChange.code);
  const policy =
    known === undefined || !isPolicyShown ? [] : loosenings(known, limitsOf(merged.config)).map(allowedText);
  const shown = await publishPlan({ whole, whose, policy }, { number, head, base }, deps);
  const pending = pendingChanges(own).length;
  // What is allowed is approved as well, else it does not count.
  const isToApprove = own.digest !== null && (pending > 0 || policy.length > 0);
  const needed = !isToApprove ? 0 : approvalsNeeded(merged.config, before.stored, deps.caps);
  await reportPlan(own, at, {
    folder: merged.config.definitions,
    waiting: waitingOf(parts, progress),
    preflight: preflightOf(own, deps.kinds),
    approvals: await approvalsOf(now, needed, shown, deps),
  });
  deps.log.info("planned a pull request", { pullRequest: number, head, digest: own.digest, changes: pending });
  // A push that came before this was published has not found it.
  const isMoved = (await forge.source.tip(pull.baseRef)) !== base;
  if (isMoved) await planAgain([{ pull: now, published: shown }], `moved:${base}`, deps);
  return { outcome: "planned", plan: own };
}

/** Plans all definitions of the merge, by its own configuration as far as the stack allows that. */
async function planWhole(
  merged: BranchDefinitions,
  policies: Pick<Policies, "stored" | "base">,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<Plan> {
  const limits = allowedBy(merged.config, deps.caps);
  const { plan } = await planDefinitions(merged.definitions, "changed", { ...deps, limits }, { signal });
  return guardPolicy(plan, merged, policies, deps.kinds);
}

type Beside = Pick<PlanCommentContext, "folder" | "waiting" | "preflight" | "approvals">;

async function reportPlan(own: Plan, at: Teller, beside: Beside): Promise<void> {
  const what = own.digest === null ? "no-plan" : "planned";
  const context = { ...at.after(what, own.digest), ...beside };
  const [comment, check] = [renderPlanComment(own, context), renderPlanCheck(own, context)];
  await at.tell(what, { comment, mode: "create-or-edit", check }, own.digest);
}

/**
 * A stranger's definitions are evaluated and validated, and no more: a plan would tell them what is live, and which
 * parameters there are.
 */
async function reportFork(
  { definitions, config }: BranchDefinitions,
  at: Teller,
  { kinds, target }: PlanPullRequestDeps,
): Promise<PlanPullRequestOutcome> {
  const nothing = { records: [], parameters: new Map(), live: new Map(), diagnostics: [] };
  const plan = buildPlan({ kinds, target, definitions: { ...definitions, definitions: [] }, ...nothing });
  const context = { ...at.context, folder: config.definitions };
  await at.check(plan.digest === null ? renderPlanCheck(plan, context) : states.fromFork(at.context));
  return refused("fork");
}

/** Whether it is open, and at the head that its job found. */
async function isStill({ number, head }: PullRequest, { forge }: PlanPullRequestDeps): Promise<boolean> {
  const now = await forge.review.pullRequest(number);
  return now.open && now.head === head;
}

/** Whether the newest plan that was shown is of this head and of the base's tip. */
async function isCurrent({ pull, baseBranch }: Subject, deps: PlanPullRequestDeps): Promise<boolean> {
  const published = await newestPlan(pull, deps);
  if (published === undefined || published === "unreadable") return false;
  return published.base === (await deps.forge.source.tip(baseBranch));
}

/** What was published last of its head; undefined: nothing was. */
async function newestPlan({ number, head }: PullRequest, { forge, ledger }: PlanPullRequestDeps) {
  const at = { repository: forge.id.id, pullRequest: number, head };
  return await ledger.publicationBefore(at, Number.MAX_SAFE_INTEGER);
}

async function gone(
  what: "closed" | "retargeted",
  { pull, baseBranch }: Subject,
  teller: Teller,
  { forge }: PlanPullRequestDeps,
): Promise<PlanPullRequestOutcome> {
  if (!teller.wasTold && (await teller.isOpen())) await teller.check(states.superseded);
  // Who was told nothing has nothing to be told.
  const state = what === "closed" ? states.closed : states.retargeted;
  if (teller.wasTold) {
    const others = await forge.review.openPullRequests(baseBranch);
    // A check is of a head, which another pull request may have, too.
    const isShared = others.some(({ number, head }) => head === pull.head && number !== pull.number);
    const told = state(teller.context);
    await teller.tell(what, isShared ? { ...told, check: null } : told);
  }
  return refused(what === "closed" ? "not-open" : "other-base");
}

/** What becomes of a merged one its apply tells; only a check that a dead job left open is closed. */
async function leaveMerged(teller: Teller): Promise<PlanPullRequestOutcome> {
  if (await teller.isOpen()) await teller.check(states.superseded);
  return refused("not-open");
}

async function superseded(teller: Teller): Promise<PlanPullRequestOutcome> {
  await teller.check(states.superseded);
  return refused("head-moved");
}

function refused(reason: Reason): PlanPullRequestOutcome {
  return { outcome: "refused", reason };
}
