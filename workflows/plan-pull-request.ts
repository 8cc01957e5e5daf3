import { checkNames } from "./check-names.ts";
import { BridgeheadError } from "./engine/bridgehead-error.ts";
import { buildPlan } from "./engine/build-plan.ts";
import { changedNames } from "./engine/changed-names.ts";
import { type Finding, pendingChanges, type Plan } from "./engine/plan.ts";
import { reasons, type Reason } from "./engine/result.ts";
import { reviewableDigests } from "./engine/review.ts";
import { planDefinitions, type PlanTargetDeps } from "./plan-target.ts";
import type { Clock } from "./ports/clock.ts";
import type { PublicationStore } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import type { CheckConclusion, MergeCandidate, PullRequest, Repository } from "./ports/repository.ts";
import { type BranchDefinitions, configProblems, readBranch, sameDefinitions } from "./read-branch.ts";
import { renderPlanCheck, renderRefusalCheck } from "./render/check.ts";
import type { PlanCommentContext } from "./render/context.ts";
import { marker, renderPlanComment, renderRefusalComment } from "./render/plan-comment.ts";

export interface PlanPullRequestDeps extends PlanTargetDeps {
  readonly repository: Repository;
  readonly publications: PublicationStore;
  readonly clock: Clock;
  readonly log: Log;
}

export type PlanPullRequestOutcome =
  | { readonly outcome: "planned"; readonly plan: Plan }
  /** No connection is touched: the check says so, and there is no comment. */
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
  const { repository } = deps;
  const pullRequest = await repository.pullRequest(number);
  if (!pullRequest.open) return refused("not-open");
  if (pullRequest.baseRef !== (await repository.defaultBranch())) return refused("other-base");
  await putCheck(pullRequest.head, null, "Planning", "Reading the definitions and what is live.", deps);
  try {
    return await planAndReport(pullRequest, deps, signal);
  } catch (error) {
    // A check that stays open would block the pull request for ever.
    const detail = error instanceof BridgeheadError ? error.message : reasons["internal-error"];
    await putCheck(pullRequest.head, "failure", "Bridgehead could not plan", detail, deps);
    throw error;
  }
}

async function planAndReport(
  pullRequest: PullRequest,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  const { repository } = deps;
  const { number, head, baseRef: baseBranch } = pullRequest;
  const candidate = await repository.mergeCandidate(number, signal);
  if (candidate.head !== head) return await superseded(head, deps);
  const { base } = candidate;
  const { id, webUrl } = repository;
  const place = { repository: id, webUrl, pullRequest: number, head, base, baseBranch };
  if (candidate.kind === "conflict") {
    const body = renderRefusalComment("merge-conflict", { ...place, folder: "" });
    await repository.putComment(number, marker("plan"), body, "edit-only");
    const check = renderRefusalCheck("merge-conflict");
    await repository.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
    return refused("merge-conflict");
  }
  const [merged, before] = await Promise.all([
    readBranch({ commit: candidate.commit, config: base }, deps, signal),
    readBase(candidate, deps, signal),
  ]);
  if (pullRequest.isFork && !(await repository.mayWrite(pullRequest.author))) {
    return await reportFork(merged, pullRequest, deps);
  }
  const planned = await planMerge(merged, candidate.commit, deps, signal);
  const isTouched = before !== "same";
  const own = isTouched
    ? changedNames(before.definitions.definitions, merged.definitions.definitions)
    : new Set<string>();
  const plan = { ...planned, findings: [...planned.findings, ...othersFindings(planned, own)] };

  // Whoever pushed meanwhile gets a plan of their own, and a merge the report of its apply.
  const now = await repository.pullRequest(number);
  if (now.head !== head || !now.open) return await superseded(head, deps);
  if (isTouched) await publish(plan, own, number, candidate, deps);
  await report(plan, { ...place, folder: merged.config.definitions }, isTouched, deps);
  deps.log.info("planned a pull request", { pullRequest: number, head, digest: plan.digest, touched: isTouched });
  return isTouched ? { outcome: "planned", plan } : { outcome: "untouched" };
}

/** The definitions of the base; `same` where its files are those of the merge. */
async function readBase(
  { commit, base }: { readonly commit: string; readonly base: string },
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<BranchDefinitions | "same"> {
  const isSame = await sameDefinitions(commit, base, deps);
  return isSame ? "same" : await readBranch({ commit: base, config: base }, deps, signal);
}

async function planMerge(
  { definitions }: BranchDefinitions,
  commit: string,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<Plan> {
  // The configuration that would be merged decides nothing yet, but a broken one would stop every apply after it.
  const diagnostics = [...definitions.diagnostics, ...(await configProblems(commit, deps))];
  return (await planDefinitions({ ...definitions, diagnostics }, "changed", deps, signal)).plan;
}

/** What the plan would do for another reason than this pull request: merging it does not review that. */
function othersFindings(plan: Plan, own: ReadonlySet<string>): readonly Finding[] {
  return pendingChanges(plan)
    .filter(({ name }) => !own.has(name))
    .map(({ name, reason }) => ({
      code: "not-from-here",
      level: "warn",
      message: `the change of "${name}" does not come from this pull request (${reason}): merging does not review it`,
      name,
    }));
}

async function report(
  plan: Plan,
  context: PlanCommentContext & { readonly pullRequest: number; readonly head: string },
  isTouched: boolean,
  { repository }: PlanPullRequestDeps,
): Promise<void> {
  const mode = isTouched ? "create-or-edit" : "edit-only";
  await repository.putComment(context.pullRequest, marker("plan"), renderPlanComment(plan, context), mode);
  const check = renderPlanCheck(plan, context);
  await repository.putCheck({ name: checkNames.plan, commit: context.head, externalId: null, ...check });
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
  const plan = buildPlan({ target: deps.target, definitions: { ...definitions, definitions: [] }, ...nothing });
  if (plan.digest === null) {
    const { id, webUrl } = deps.repository;
    const place = { repository: id, webUrl, pullRequest: number, head, base: null, baseBranch: null };
    const check = renderPlanCheck(plan, { ...place, folder: config.definitions });
    await deps.repository.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
    return refused("fork");
  }
  const summary = `The definitions are valid. ${author} has no write permission here, so there is no plan: somebody who has pushes the branch to this repository.`;
  await putCheck(head, "neutral", "Validated, not planned: from a fork", summary, deps);
  return refused("fork");
}

function refused(reason: Reason): PlanPullRequestOutcome {
  return { outcome: "refused", reason };
}

async function superseded(head: string, deps: PlanPullRequestDeps): Promise<PlanPullRequestOutcome> {
  await putCheck(
    head,
    "neutral",
    "Superseded",
    "The branch moved, or was merged, while this commit was planned.",
    deps,
  );
  return refused("head-moved");
}

async function publish(
  plan: Plan,
  own: ReadonlySet<string>,
  pullRequest: number,
  { head, base }: MergeCandidate,
  { repository, publications, clock }: PlanPullRequestDeps,
): Promise<void> {
  if (plan.digest === null) return;
  await publications.publish({
    repository: repository.id.id,
    pullRequest,
    head,
    base,
    digest: plan.digest,
    changes: reviewableDigests(plan, ({ name }) => own.has(name)),
    publishedAt: clock.now(),
  });
}

async function putCheck(
  commit: string,
  conclusion: CheckConclusion | null,
  title: string,
  summary: string,
  { repository }: PlanPullRequestDeps,
): Promise<void> {
  const name = checkNames.plan;
  await repository.putCheck({ name, commit, conclusion, title, summary, annotations: [], externalId: null });
}
