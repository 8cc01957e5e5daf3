import { checkNames } from "./check-names.ts";
import { BridgeheadError } from "./engine/bridgehead-error.ts";
import { pendingChanges, type Plan } from "./engine/plan.ts";
import { reasons, type Reason } from "./engine/result.ts";
import { planTarget, type PlanTargetDeps } from "./plan-target.ts";
import type { Clock } from "./ports/clock.ts";
import type { SourceFile } from "./engine/evaluation.ts";
import type { PublicationStore } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import type { MergeCandidate, PullRequest, Repository } from "./ports/repository.ts";
import { readConfig } from "./read-repository.ts";
import { renderPlanCheck, renderRefusalCheck } from "./render/check.ts";
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
 * Plans the merge of a pull request's head into the current tip of its base, publishes the digests, and reports by
 * one comment and one check.
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
  const { number, head } = pullRequest;
  const candidate = await repository.mergeCandidate(number, signal);
  if (candidate.head !== head) return await superseded(head, deps);
  const config = await readConfig(repository);
  const context = {
    repository: repository.id,
    pullRequest: number,
    head,
    base: candidate.base,
    baseBranch: pullRequest.baseRef,
    folder: config.definitions,
  };
  if (candidate.kind === "conflict") {
    await repository.putComment(number, marker("plan"), renderRefusalComment("merge-conflict", context), "edit-only");
    const check = renderRefusalCheck("merge-conflict");
    await repository.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
    return refused("merge-conflict");
  }
  const [merged, base] = [
    await repository.files(candidate.commit, config.definitions),
    await repository.files(candidate.base, config.definitions),
  ];
  const plan = await planTarget({ files: merged, config }, "changed", deps, signal);
  const isTouched = !sameFiles(merged, base);

  // Whoever pushed meanwhile gets a plan of their own; this one must not stand beside their commit.
  if ((await repository.pullRequest(number)).head !== head) return await superseded(head, deps);
  await publish(plan, number, candidate, deps);
  const body = renderPlanComment(plan, context);
  await repository.putComment(number, marker("plan"), body, isTouched ? "create-or-edit" : "edit-only");
  const check = renderPlanCheck(plan, context);
  await repository.putCheck({ name: checkNames.plan, commit: head, externalId: null, ...check });
  deps.log.info("planned a pull request", { pullRequest: number, head, digest: plan.digest, touched: isTouched });
  return isTouched ? { outcome: "planned", plan } : { outcome: "untouched" };
}

function refused(reason: Reason): PlanPullRequestOutcome {
  return { outcome: "refused", reason };
}

async function superseded(head: string, deps: PlanPullRequestDeps): Promise<PlanPullRequestOutcome> {
  await putCheck(head, "neutral", "Superseded", "The branch moved while this commit was planned.", deps);
  return refused("head-moved");
}

async function publish(
  plan: Plan,
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
    changes: Object.fromEntries(pendingChanges(plan).map(({ name, digest }) => [name, digest])),
    publishedAt: clock.now(),
  });
}

async function putCheck(
  commit: string,
  conclusion: "success" | "failure" | "neutral" | null,
  title: string,
  summary: string,
  { repository }: PlanPullRequestDeps,
): Promise<void> {
  const name = checkNames.plan;
  await repository.putCheck({ name, commit, conclusion, title, summary, annotations: [], externalId: null });
}

function sameFiles(a: readonly SourceFile[], b: readonly SourceFile[]): boolean {
  const texts = new Map(b.map(({ path, text }) => [path, text]));
  return a.length === b.length && a.every(({ path, text }) => texts.get(path) === text);
}
