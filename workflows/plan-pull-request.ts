import { checkNames, type CheckReport } from "./ports/checks.ts";
import { configAt } from "./plan/config-at.ts";
import { BridgeheadError } from "./engine/values/errors.ts";
import { buildPlan } from "./engine/plan/build.ts";
import type { Policies } from "./engine/plan/guards/policy-guards.ts";
import { allowedText, limitsOf, loosenings } from "./engine/policy/limits.ts";
import { allowedBy, type Caps } from "./engine/policy/caps.ts";
import { changedBetween } from "./engine/plan/review/changed-keys.ts";
import { othersFindings } from "./engine/plan/guards/pull-request-guards.ts";
import { keyText } from "./engine/values/key.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import { type Change, resourcesOf, type Plan } from "./engine/plan/plan.ts";
import { reasons, type Reason } from "./engine/plan/write/result.ts";
import { reviewableDigests } from "./engine/plan/review/review.ts";
import { guardPolicy } from "./plan/guard-policy.ts";
import { planDefinitions, type PlanDeps } from "./plan/plan-definitions.ts";
import type { Clock } from "./ports/clock.ts";
import type { DefinitionReader } from "./ports/evaluator.ts";
import type { Forge } from "./ports/forge.ts";
import type { PlannerLedger } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import type { PullRequest } from "./ports/review.ts";
import { type BranchDefinitions, readBranch, readDeclared, sameConfig, sameDefinitions } from "./plan/read-branch.ts";
import { renderPlanCheck, renderRefusalCheck } from "./render/check.ts";
import type { PlanCommentContext } from "./render/context.ts";
import { marker, renderPlanComment, renderRefusalComment } from "./render/plan-comment.ts";

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
}

export type PlanPullRequestOutcome =
  | { readonly outcome: "planned"; readonly plan: Plan }
  /** No resource is touched: the check says so, and there is no comment. */
  | { readonly outcome: "untouched" }
  | { readonly outcome: "refused"; readonly reason: Reason };

/**
 * Plans the merge of a pull request's head into the current tip of its base, publishes the digests of what the pull
 * request itself changes, and reports by one comment and one check.
 */
export async function planPullRequest(
  number: number,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { forge } = deps;
  const pullRequest = await forge.review.pullRequest(number);
  if (!pullRequest.open) return refused("not-open");
  if (pullRequest.baseRef !== (await forge.source.defaultBranch())) return refused("other-base");
  const begun = { conclusion: null, title: "Planning", summary: "Reading the definitions and what is live." };
  await putCheck(pullRequest.head, begun, deps);
  try {
    return await planAndReport(pullRequest, deps, signal);
  } catch (error) {
    // A check that stays open would block the pull request for ever.
    const summary = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
    await putCheck(pullRequest.head, { conclusion: "failure", title: "Bridgehead could not plan", summary }, deps);
    throw error;
  }
}

async function planAndReport(
  pullRequest: PullRequest,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { forge } = deps;
  const { number, head, baseRef: baseBranch } = pullRequest;
  const candidate = await forge.source.mergeCandidate(number, signal);
  if (candidate.head !== head) return await superseded(head, deps);
  const { base } = candidate;
  const { id, webUrl } = forge;
  const about = { repository: id, webUrl, pullRequest: number, head, base, baseBranch };
  if (candidate.kind === "conflict") {
    const body = renderRefusalComment("merge-conflict", { ...about, folder: "" });
    await forge.review.putComment(number, marker("plan"), body, "edit-only");
    const check = renderRefusalCheck("merge-conflict");
    await forge.checks.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
    return refused("merge-conflict");
  }
  const merged = await readBranch(candidate.commit, { ...deps, source: forge.source }, signal);
  if (pullRequest.isFork && !(await forge.trigger.mayWrite(pullRequest.author))) {
    return await reportFork(merged, pullRequest, deps);
  }
  const policies = await policiesBefore(base, deps);
  const planned = await planMerge(merged, policies, deps, signal);
  const { isTouched, isOwn } = await compareWithBase(merged, candidate, deps, signal);
  const plan = { ...planned, findings: [...planned.findings, ...othersFindings(planned, isOwn)] };

  // Whoever pushed meanwhile gets a plan of their own, and a merge the report of its apply.
  const now = await forge.review.pullRequest(number);
  if (now.head !== head || !now.open) return await superseded(head, deps);
  // What was published of this head before is not what people see now.
  const before = { repository: id.id, pullRequest: number, head };
  const isShown =
    (isTouched && plan.digest !== null) ||
    (await deps.ledger.publicationBefore(before, deps.clock.now())) !== undefined;
  const known = policies.stored ?? policies.base;
  const looser = known === undefined ? [] : loosenings(known, limitsOf(merged.config)).map(allowedText);
  if (isShown) await publish(plan, isOwn, { ...candidate, number, policy: looser }, deps);
  await report(plan, { ...about, folder: merged.config.definitions }, isTouched, deps);
  deps.log.info("planned a pull request", { pullRequest: number, head, digest: plan.digest, touched: isTouched });
  return isTouched ? { outcome: "planned", plan } : { outcome: "untouched" };
}

/** What a merge may loosen: the policy that was last reviewed, or none yet, and that of the base. */
async function policiesBefore(base: string, { forge, ledger, kinds }: PlanPullRequestDeps): Promise<PoliciesBefore> {
  const { policy } = await ledger.progress(forge.id.id);
  const config = await configAt(base, { source: forge.source, kinds });
  return { stored: policy?.value ?? null, base: config === undefined ? undefined : limitsOf(config) };
}

type PoliciesBefore = Pick<Policies, "stored" | "base">;

/** What a pull request is about. */
interface Compared {
  /** Whether it changes definitions, or the configuration that they are read and allowed by. */
  readonly isTouched: boolean;
  /** Whether a change of the plan comes from it: of a replacement, both resources do. */
  readonly isOwn: (change: Change) => boolean;
}

async function compareWithBase(
  merged: BranchDefinitions,
  { commit, base }: { readonly commit: string; readonly base: string },
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<Compared> {
  const reading = { ...deps, source: deps.forge.source };
  const [isSame, isConfigSame] = await Promise.all([
    sameDefinitions(commit, base, reading),
    sameConfig(commit, base, reading),
  ]);
  // A folder that moves with its files declares what it did.
  if (isSame) return { isTouched: !isConfigSame, isOwn: () => false };
  // A base that cannot be read says nothing about whose a change is: what nobody can tell is not this pull request's.
  const hasChanged = changedBetween(await readDeclared(base, merged.config, reading, signal), merged, false);
  const records = new Map((await deps.ledger.records()).map((record) => [keyText(record.key), record]));
  return { isTouched: true, isOwn: (change) => resourcesOf(change, records).every(hasChanged) };
}

/** Plans all definitions of the merge, by its own configuration as far as the stack allows that. */
async function planMerge(
  merged: BranchDefinitions,
  policies: PoliciesBefore,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<Plan> {
  const limits = allowedBy(merged.config, deps.caps);
  const { plan } = await planDefinitions(merged.definitions, "changed", { ...deps, limits }, { signal });
  return guardPolicy(plan, merged, policies, deps.kinds);
}

async function report(
  plan: Plan,
  context: PlanCommentContext & { readonly pullRequest: number; readonly head: string },
  isTouched: boolean,
  { forge }: PlanPullRequestDeps,
): Promise<void> {
  const mode = isTouched ? "create-or-edit" : "edit-only";
  await forge.review.putComment(context.pullRequest, marker("plan"), renderPlanComment(plan, context), mode);
  const check = renderPlanCheck(plan, context);
  await forge.checks.putCheck({ name: checkNames.plan, commit: context.head, externalId: null, ...check });
}

/**
 * A stranger's definitions are evaluated and validated, and no more: a plan would tell them what is live, and which
 * parameters there are.
 */
async function reportFork(
  { definitions, config }: BranchDefinitions,
  { head, number, author }: PullRequest,
  deps: PlanPullRequestDeps,
): Promise<PlanPullRequestOutcome> {
  const nothing = { records: [], parameters: new Map(), live: new Map(), diagnostics: [] };
  const plan = buildPlan({
    kinds: deps.kinds,
    target: deps.target,
    definitions: { ...definitions, definitions: [] },
    ...nothing,
  });
  if (plan.digest === null) {
    const { id, webUrl } = deps.forge;
    const about = { repository: id, webUrl, pullRequest: number, head, base: null, baseBranch: null };
    const check = renderPlanCheck(plan, { ...about, folder: config.definitions });
    await deps.forge.checks.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
    return refused("fork");
  }
  const summary = `The definitions are valid. ${author} has no write permission here, so there is no plan: somebody who has pushes the branch to this repository.`;
  await putCheck(head, { conclusion: "neutral", title: "Validated, not planned: from a fork", summary }, deps);
  return refused("fork");
}

function refused(reason: Reason): PlanPullRequestOutcome {
  return { outcome: "refused", reason };
}

async function superseded(head: string, deps: PlanPullRequestDeps): Promise<PlanPullRequestOutcome> {
  const summary = "The branch moved, or was merged, while this commit was planned.";
  await putCheck(head, { conclusion: "neutral", title: "Superseded", summary }, deps);
  return refused("head-moved");
}

/** What a publication is of. */
interface Published {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  /** What the merge allows beyond the reviewed policy. */
  readonly policy: readonly string[];
}

async function publish(
  plan: Plan,
  isOwn: (change: Change) => boolean,
  { number, head, base, policy }: Published,
  { forge, ledger, clock, engine }: PlanPullRequestDeps,
): Promise<void> {
  await ledger.publish({
    repository: forge.id.id,
    pullRequest: number,
    head,
    base,
    digest: plan.digest ?? "",
    engine,
    policy,
    changes: reviewableDigests(plan, isOwn),
    publishedAt: clock.now(),
  });
}

async function putCheck(
  commit: string,
  texts: Pick<CheckReport, "conclusion" | "title" | "summary">,
  { forge }: PlanPullRequestDeps,
): Promise<void> {
  await forge.checks.putCheck({ name: checkNames.plan, commit, ...texts, annotations: [], externalId: null });
}
