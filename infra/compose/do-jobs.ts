import { applyPush } from "../../workflows/apply-push.ts";
import type { ApplyBranchDeps } from "../../workflows/apply/context.ts";
import type { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { giveUpApply, giveUpPlan } from "../../workflows/give-up-job.ts";
import { planMergeGroup } from "../../workflows/plan-merge-group.ts";
import { audited } from "../../workflows/doors/audit.ts";
import { answerComment, planAsked } from "../../workflows/plan-asked.ts";
import type { PlanPullRequestDeps } from "../../workflows/plan-pull-request.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { ApplyJob, Job, PlanJob, WorkerDeps } from "../../workflows/ports/jobs.ts";
import { wasStranger } from "../../workflows/pull-request/forks.ts";
import { publishPause } from "../../workflows/pull-request/publish.ts";
import {
  type BudgetDeps,
  type BudgetOf,
  GROUPS,
  openBudget,
  type RequestBudget,
  type Spender,
} from "../../workflows/pull-request/request-budget.ts";
import { refreshPlans } from "../../workflows/refresh-plans.ts";
import { rerun } from "../../workflows/rerun.ts";
import { metered } from "../github/request-meter.ts";
import { queueSettings } from "../jobs/queue-policy.ts";
import { NoJobError } from "../jobs/schema.ts";

/* What a worker does with a job, whoever made its ports: `workers.ts` joins real ones, and the simulator its own. */

/** What every worker has. */
interface JobPorts {
  readonly evaluator: Evaluator;
  /** How the repository of a job is reached. */
  readonly forgeOf: (job: Job) => Promise<Forge>;
  /** The key by which literal credentials leave an interpretation as fingerprints. */
  readonly fingerprintKey: () => Promise<SecretText>;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
}

type OfJob = "forge" | "definitions" | "installation" | "budget";

export type PlanPorts = JobPorts & Omit<PlanPullRequestDeps, OfJob>;

export function createPlanWorker(ports: PlanPorts): WorkerDeps<PlanJob> {
  const { evaluator, forgeOf, fingerprintKey, repositories, ...outside } = ports;
  return {
    async runJob(job, signal) {
      requireServed(job, repositories);
      const { installation } = job;
      const shared = { ...outside, installation };
      const begin = async () => {
        // One key from the beginning of a job to its end: digests by two would not be comparable.
        const [forge, key] = await Promise.all([forgeOf(job), fingerprintKey()]);
        return { ...shared, forge, definitions: { evaluator, fingerprintKey: key } };
      };
      if (job.kind === "refresh") {
        await refreshPlans({ before: job.before, delivery: job.delivery }, await begin(), signal);
        return { is: "done" };
      }
      const repository = job.repository.id;
      if (job.kind === "group") {
        const { commit, isGone = false, by } = job;
        const of: BudgetOf = { repository, pullRequest: GROUPS, spender: "writers" };
        await audited(job, shared, () =>
          withBudget(of, shared, async (budget) =>
            planMergeGroup({ commit, isGone, by }, { ...(await begin()), budget }, signal),
          ),
        );
        return { is: "done" };
      }
      if (job.kind === "answer") {
        await audited(job, shared, async () => await answerComment(job, { ...shared, forge: await forgeOf(job) }));
        return { is: "done" };
      }
      const { pullRequest, isOutdated = false, receivedAt, asked } = job;
      const spender = await spenderOf(job, ports);
      const of: BudgetOf = { repository, pullRequest, spender };
      await audited(job, shared, () =>
        withBudget(of, shared, async (budget) => {
          const request = { pullRequest, outdatedAt: isOutdated ? receivedAt : null, asked };
          return await planAsked(request, { ...(await begin()), budget }, signal);
        }),
      );
      return { is: "done" };
    },
    async giveUp(job, given) {
      await giveUpPlan(job, given, { ...outside, forge: await forgeOf(job) });
    },
  };
}

/** Whose requests a plan takes, as far as that is known before GitHub is asked. */
async function spenderOf(
  { asked, isFork, byStranger, repository }: Extract<PlanJob, { kind: "plan" }>,
  { ledger }: Pick<PlanPorts, "ledger">,
): Promise<Spender> {
  // Who asked for a fork's head may be somebody who may write.
  if (asked !== undefined) return (await wasStranger(asked.by, repository.id, ledger)) ? "strangers" : "writers";
  return isFork === true || byStranger === true ? "strangers" : "writers";
}

/** Does a job within what its pull request may ask of GitHub; nothing where not even that it is spent is said any more. */
async function withBudget<Outcome>(
  of: BudgetOf,
  deps: BudgetDeps & Pick<PlanPorts, "ledger" | "log" | "engine" | "clock">,
  task: (budget: RequestBudget) => Promise<Outcome>,
): Promise<Outcome | { readonly outcome: "refused"; readonly reason: "requests-spent" }> {
  const budget = await openBudget(of, deps);
  try {
    if (!budget.isSilent) {
      return await metered(budget, () => task(budget));
    }
    const { repository, pullRequest } = of;
    // What a group's plan shows counts nowhere, so that nothing has to be taken back.
    if (pullRequest !== GROUPS) await publishPause({ repository, pullRequest, until: budget.endsAt }, deps);
    deps.log.warn("nothing is asked for a pull request in this hour", { pullRequest });
    return { outcome: "refused", reason: "requests-spent" };
  } finally {
    await budget.close();
  }
}

/** How long an apply waits for AWS: less than a Lambda invocation, so that there is time to report. */
const APPLY_MS = 12 * 60 * 1000;

export interface ApplyPorts extends JobPorts, Omit<ApplyBranchDeps, OfJob> {
  /** Names a run as no other one is named. */
  readonly newRun: () => string;
  /** Told of every run that ended. */
  readonly onRun?: ((result: RunResult) => void) | undefined;
}

export function createApplyWorker(ports: ApplyPorts): WorkerDeps<ApplyJob> {
  const { evaluator, forgeOf, fingerprintKey, repositories, newRun, onRun, ...outside } = ports;
  return {
    async runJob(job, signal) {
      requireServed(job, repositories);
      // One key from the beginning of a job to its end: digests by two would not be comparable.
      const [forge, key] = await Promise.all([forgeOf(job), fingerprintKey()]);
      const { installation } = job;
      const deps = { ...outside, forge, definitions: { evaluator, fingerprintKey: key }, installation };
      const request = { run: newRun(), deadline: outside.clock.now() + APPLY_MS };
      const run = await audited(job, outside, () =>
        job.kind === "apply" ? applyPush(job, request, deps, signal) : rerun(job, request, deps, signal),
      );
      if (run?.heldUntil !== undefined) return { is: "waiting", until: run.heldUntil };
      if (run !== undefined) onRun?.(run);
      return { is: "done" };
    },
    async giveUp(job, given, signal) {
      await giveUpApply(job, given, { ...outside, forge: await forgeOf(job) }, signal);
    },
    waits: (message, add) => outside.ledger.count(`waits/${message}`, add, queueSettings.apply.retention * 1000),
  };
}

/** A job for a repository that this stack does not serve: whoever queued it is no part of it any more. */
class NotServedError extends NoJobError {
  override readonly name = "NotServedError";
}

/**
 * Asked before anything else is done. The App may be installed on other repositories, and whoever decides about one of
 * those would decide about the target: the queue's word for it is not taken. Throws `NotServedError`.
 */
function requireServed({ repository: { id } }: Job, repositories: ReadonlySet<number>): void {
  if (!repositories.has(id)) throw new NotServedError(`the repository ${id} is not one that this stack serves`);
}
