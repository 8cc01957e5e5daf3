import { randomUUID } from "node:crypto";
import { applyPush } from "../../workflows/apply-push.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import type { Kinds, ResourceKinds } from "../../workflows/engine/kinds/registry.ts";
import type { Target } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import {
  type ApplyJob,
  type Job,
  type JobQueue,
  type PlanJob,
  targetName,
  type WorkerDeps,
} from "../../workflows/ports/jobs.ts";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";
import { planPullRequest } from "../../workflows/plan-pull-request.ts";
import { publishPause } from "../../workflows/pull-request/publish.ts";
import {
  type BudgetDeps,
  type BudgetOf,
  openBudget,
  type RequestBudget,
} from "../../workflows/pull-request/request-budget.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Ledger, PlannerLedger, ReconcilerLedger } from "../../workflows/ports/ledger.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { WebhookDeps } from "../../workflows/receive-webhook.ts";
import type { ReconcileDeps } from "../../workflows/reconcile/context.ts";
import { refreshPlans } from "../../workflows/refresh-plans.ts";
import { rerun } from "../../workflows/rerun.ts";
import { type AwsAddress, createCredentialsClient } from "../aws/clients.ts";
import { createSystemCredentials, type SystemCredentials } from "../aws/system-credentials.ts";
import { createGithubApp, type GithubApp } from "../github/github-app.ts";
import { metered } from "../github/request-meter.ts";
import { createVerifySignature } from "../github/verify-signature.ts";
import { applyAws, type AwsContext, planAws, surveyAws } from "./aws.ts";

/** Where everything is. The deployed functions and the local mode differ in nothing else. */
export interface Outside {
  readonly target: Target;
  readonly awsAddress: AwsAddress;
  /** Base URL of GitHub's REST API. */
  readonly githubUrl: string;
  /** How GitHub is asked; default: as Node does. */
  readonly githubFetch?: typeof fetch;
  /** Names what evaluates, interprets and plans. */
  readonly engine: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WebhookOutside extends Outside {
  readonly queue: JobQueue;
  readonly repositories: ReadonlySet<number>;
  /** Path of the workflow file whose dispatch is obeyed. */
  readonly workflow: string;
}

export function joinWebhook(outside: WebhookOutside): WebhookDeps {
  const { queue, clock, repositories, workflow, target } = outside;
  const verifySignature = createVerifySignature(credentialsFor(outside).webhookSecrets);
  return { verifySignature, queue, clock, repositories, workflow, target: targetName(target) };
}

export interface PlanOutside extends Outside {
  /** Takes the plans that are made again. */
  readonly queue: JobQueue;
  /** What can be declared. */
  readonly kinds: Kinds;
  readonly evaluator: Evaluator;
  readonly ledger: PlannerLedger;
  /** What the stack allows at most. */
  readonly caps: Caps;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
}

/** The planner: it can read connections and parameter metadata, and write plans that were published. */
export async function joinPlanWorker(outside: PlanOutside): Promise<WorkerDeps<PlanJob>> {
  const { kinds, target, evaluator, ledger, clock, log, engine, caps, queue, repositories } = outside;
  const credentials = credentialsFor(outside);
  const aws = planAws(contextOf(outside));
  const forgeOf = joinGithub(outside, credentials);
  return {
    async runJob(job, signal) {
      requireServed(job, repositories);
      const { installation } = job;
      const shared = { kinds, target, aws, ledger, clock, log, caps, engine, queue, installation };
      const begin = async () => {
        // One key from the beginning of a job to its end: digests by two would not be comparable.
        const [forge, fingerprintKey] = await Promise.all([forgeOf(job), credentials.fingerprintKey.get()]);
        return { ...shared, forge, definitions: { evaluator, fingerprintKey } };
      };
      if (job.kind === "refresh") {
        await refreshPlans({ before: job.before, delivery: job.delivery }, await begin(), signal);
        return;
      }
      const { pullRequest, isOutdated = false, receivedAt, asked, isFork } = job;
      // Who asked for a fork's head may be somebody who may write.
      const spender = isFork === true && asked === undefined ? "strangers" : "writers";
      await withBudget({ repository: job.repository.id, pullRequest, spender }, shared, async (budget) => {
        const request = { pullRequest, outdatedAt: isOutdated ? receivedAt : null, asked };
        await planPullRequest(request, { ...(await begin()), budget }, signal);
      });
    },
  };
}

/** Does a job within what its pull request may ask of GitHub; nothing where not even that it is spent is said any more. */
async function withBudget(
  of: BudgetOf,
  deps: BudgetDeps & Pick<PlanOutside, "ledger" | "log" | "engine" | "clock">,
  task: (budget: RequestBudget) => Promise<void>,
): Promise<void> {
  const budget = await openBudget(of, deps);
  try {
    if (!budget.isSilent) {
      await metered(budget, () => task(budget));
      return;
    }
    await publishPause({ ...of, until: budget.endsAt }, deps);
    deps.log.warn("nothing is asked for a pull request in this hour", { pullRequest: of.pullRequest });
  } finally {
    await budget.close();
  }
}

/** How long an apply waits for AWS: less than a Lambda invocation, so that there is time to report. */
const APPLY_MS = 12 * 60 * 1000;

/** [U] How soon after a push GitHub names the pull request of its commits is nowhere said. */
const INDEX_WAITS_MS = [1_000, 3_000, 6_000];

export interface ApplyOutside extends Outside {
  /** What can be declared. */
  readonly kinds: Kinds;
  readonly evaluator: Evaluator;
  readonly ledger: Ledger;
  /** Takes the plans that an apply outdates. */
  readonly queue: JobQueue;
  /** Path of the workflow file that people start re-runs by. */
  readonly workflow: string;
  /** Milliseconds to wait before GitHub is asked again whose a commit is. Default: as long as its index may take. */
  readonly indexWaits?: readonly number[];
  /** What the stack allows at most. */
  readonly caps: Caps;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
  /** Told of every run that ended. */
  readonly onRun?: (result: RunResult) => void;
}

/** The applier: the only one that writes to AWS and reads the values of parameters. */
export async function joinApplyWorker(outside: ApplyOutside): Promise<WorkerDeps<ApplyJob>> {
  const { kinds, target, evaluator, ledger, clock, log, caps, engine, workflow, queue } = outside;
  const { indexWaits = INDEX_WAITS_MS, repositories } = outside;
  const credentials = credentialsFor(outside);
  const aws = applyAws(contextOf(outside));
  const forgeOf = joinGithub(outside, credentials);
  return {
    async runJob(job, signal) {
      requireServed(job, repositories);
      // One key from the beginning of a job to its end: digests by two would not be comparable.
      const [forge, fingerprintKey] = await Promise.all([forgeOf(job), credentials.fingerprintKey.get()]);
      const deps = {
        kinds,
        target,
        aws,
        ledger,
        forge,
        definitions: { evaluator, fingerprintKey },
        clock,
        log,
        caps,
        engine,
        workflow,
        indexWaits,
        queue,
        installation: job.installation,
      };
      const request = { run: randomUUID(), deadline: clock.now() + APPLY_MS };
      const run =
        job.kind === "apply" ? await applyPush(job, request, deps, signal) : await rerun(job, request, deps, signal);
      if (run !== undefined) outside.onRun?.(run);
    },
  };
}

export interface ReconcileOutside extends Outside {
  /** What is managed: no definition is read here. */
  readonly kinds: ResourceKinds;
  readonly queue: JobQueue;
  readonly ledger: ReconcilerLedger;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
}

/** The reconciler: it reads what the planner reads, and queues what the workers do. */
export async function joinReconcile(outside: ReconcileOutside): Promise<ReconcileDeps> {
  const { kinds, target, queue, ledger, clock, log, repositories, engine } = outside;
  const github = joinGithubApp(outside, credentialsFor(outside));
  return {
    kinds,
    target,
    aws: surveyAws(contextOf(outside)),
    ledger,
    queue,
    clock,
    log,
    engine,
    deliveries: github.deliveries,
    served: async () =>
      mapConcurrently(await github.installedRepositories(repositories), 1, async ({ repository, installation }) => ({
        forge: await github.repository(repository, installation),
        installation,
      })),
  };
}

function contextOf(outside: Outside & { readonly kinds: ResourceKinds }): AwsContext {
  const { awsAddress: address, target, kinds, clock } = outside;
  const { stage } = target;
  return { address, stage, kinds, clock };
}

function credentialsFor({ awsAddress, target: { stage }, clock, log }: Outside): SystemCredentials {
  return createSystemCredentials({ client: createCredentialsClient(awsAddress, clock), stage, clock, log });
}

/** GitHub, as the App that the pipeline's own credentials belong to. */
function joinGithubApp({ githubUrl, githubFetch, clock, log }: Outside, { app }: SystemCredentials): GithubApp {
  const asked = githubFetch === undefined ? {} : { fetch: githubFetch };
  return createGithubApp({ credentials: app, baseUrl: githubUrl, now: () => clock.now(), log, ...asked });
}

/** A job for a repository that this stack does not serve: whoever queued it is no part of it any more. */
class NotServedError extends BridgeheadError {
  override readonly name = "NotServedError";
}

/**
 * Asked before anything else is done. The App may be installed on other repositories, and whoever decides about one of
 * those would decide about the target: the queue's word for it is not taken. Throws `NotServedError`.
 */
function requireServed({ repository: { id } }: Job, repositories: ReadonlySet<number>): void {
  if (!repositories.has(id)) throw new NotServedError(`the repository ${id} is not one that this stack serves`);
}

/** How the repository of a job is reached. */
function joinGithub(outside: Outside, credentials: SystemCredentials): (job: Job) => Promise<Forge> {
  const app = joinGithubApp(outside, credentials);
  return async ({ repository, installation }) => await app.repository(repository, installation);
}
