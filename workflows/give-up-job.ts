import { doneWords } from "./apply/report/announce.ts";
import { createDoneOf, putStage } from "./apply/report/put.ts";
import { type DispatchJob, findRun } from "./apply/find-run.ts";
import type { Target } from "./engine/plan/plan.ts";
import { checkNames, groupCheckId, planAgainButton } from "./ports/checks.ts";
import type { Clock } from "./ports/clock.ts";
import type { Forge } from "./ports/forge.ts";
import type { ApplyJob, GivenUp, PlanJob } from "./ports/jobs.ts";
import type { Ledger } from "./ports/ledger.ts";
import type { TrailStore } from "./ports/trail.ts";
import { createTeller, wasTold } from "./pull-request/tell.ts";
import { applyGivenUp, planGivenUp, planGivenUpComment, rerunGivenUp } from "./render/given-up.ts";

/*
 * What the queue gave up becomes a failed check. Each asks for as little as it can, since what it reports may be that
 * GitHub or the ledger does not answer; where this fails, too, the reconciler finds what is missing.
 */

interface GiveUpPlanDeps {
  readonly forge: Forge;
  readonly ledger: TrailStore;
  readonly clock: Clock;
}

/** Of a plan; an answer, and plans that a push outdated and that were not found, are named by the log alone. */
export async function giveUpPlan(job: PlanJob, given: GivenUp, deps: GiveUpPlanDeps): Promise<void> {
  if (job.kind === "group") return await giveUpGroup(job, given, deps);
  if (job.kind !== "plan") return;
  const { forge, ledger } = deps;
  const { pull, defaultBranch: baseBranch } = await forge.review.look(job.pullRequest);
  // Nobody waits for a plan of it.
  if (!pull.open || pull.baseRef !== baseBranch) return;
  const trail = await ledger.trail(forge.id.id, pull.number).catch(() => []);
  const subject = { pull, baseBranch, base: null, trail, checkUrl: null };
  const checkUrl = await createTeller(subject, deps).check(planGivenUp(given));
  if (!wasTold(subject)) return;
  const teller = createTeller({ ...subject, checkUrl }, deps);
  await teller.comment(planGivenUpComment(teller.context(), given));
}

/** Of a merge queue's group, where the queue waits for its check: it goes on without what is not planned. */
async function giveUpGroup(
  { commit, isGone = false }: Extract<PlanJob, { kind: "group" }>,
  given: GivenUp,
  { forge }: Pick<GiveUpPlanDeps, "forge">,
): Promise<void> {
  if (isGone) return;
  const queued = await forge.review.queued(await forge.source.defaultBranch());
  if (!queued.some((each) => each.commit === commit)) return;
  const { button = planAgainButton, ...check } = planGivenUp(given);
  const report = { name: checkNames.plan, commit, externalId: groupCheckId, actions: [button] };
  await forge.checks.putCheck({ ...report, ...check });
}

interface GiveUpApplyDeps {
  readonly forge: Forge;
  readonly ledger: Pick<Ledger, "claim" | "done">;
  readonly clock: Clock;
  readonly target: Target;
  /** Path of the workflow file that people start re-runs by; absent: as users copy it. */
  readonly workflow?: string | undefined;
}

/** Of an apply, at the tip of the default branch; of what somebody dispatched, by the check that they wait for. */
export async function giveUpApply(
  job: ApplyJob,
  given: GivenUp,
  deps: GiveUpApplyDeps,
  signal: AbortSignal,
): Promise<void> {
  const { forge, workflow } = deps;
  const branch = await forge.source.defaultBranch();
  const commit = await forge.source.tip(branch);
  if (commit === undefined) return;
  if (job.kind === "dispatch") {
    const externalId = await runOf(job, deps, signal);
    await forge.checks.putCheck({ name: checkNames.rerun, commit, externalId, ...rerunGivenUp(given) });
    return;
  }
  if (job.ref !== `refs/heads/${branch}`) return;
  const done = await doneAt(commit, deps);
  const check = applyGivenUp(given, done, { branch, ...(workflow !== undefined && { workflow }) });
  await forge.checks.putCheck({ name: checkNames.apply, commit, externalId: null, ...check });
  await putStage(commit, { is: "died", description: check.title }, deps);
}

/** What was done of a commit all the same; "": nobody can say. */
async function doneAt(commit: string, { forge, ledger }: GiveUpApplyDeps): Promise<string> {
  try {
    const named = await forge.review.pullRequestsOf(commit);
    const pulls = named.filter(({ mergeCommit }) => mergeCommit === commit).map(({ number }) => number);
    return doneWords(await createDoneOf(commit, { forge, ledger })([null, ...pulls]));
  } catch {
    return "";
  }
}

/** The run that asked; null: nobody can say. */
async function runOf(job: DispatchJob, deps: GiveUpApplyDeps, signal: AbortSignal): Promise<string | null> {
  try {
    return (await findRun(job, deps, signal))?.id ?? null;
  } catch {
    return null;
  }
}
