import { randomUUID } from "node:crypto";
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
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Ledger, PlannerLedger, ReconcilerLedger } from "../../workflows/ports/ledger.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { WebhookDeps } from "../../workflows/receive-webhook.ts";
import type { ReconcileDeps } from "../../workflows/reconcile/context.ts";
import { type AwsAddress, createCredentialsClient } from "../aws/clients.ts";
import { createSystemCredentials, type SystemCredentials } from "../aws/system-credentials.ts";
import { createGithubApp, type GithubApp } from "../github/github-app.ts";
import { createVerifySignature } from "../github/verify-signature.ts";
import { applyAws, type AwsContext, planAws, surveyAws } from "./aws.ts";
import { createApplyWorker, createPlanWorker } from "./do-jobs.ts";

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
  return createPlanWorker({
    kinds,
    target,
    evaluator,
    ledger,
    clock,
    log,
    engine,
    caps,
    queue,
    repositories,
    aws: planAws(contextOf(outside)),
    forgeOf: joinGithub(outside, credentials),
    fingerprintKey: () => credentials.fingerprintKey.get(),
  });
}

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
  /** Milliseconds that the target's lock is held unless it is renewed. Default: longer than any call to AWS. */
  readonly leaseMs?: number;
  /** What the stack allows at most. */
  readonly caps: Caps;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
  /** Told of every run that ended. */
  readonly onRun?: (result: RunResult) => void;
}

/** The applier: the only one that writes to AWS and reads the values of parameters. */
export async function joinApplyWorker(outside: ApplyOutside): Promise<WorkerDeps<ApplyJob>> {
  const { kinds, target, evaluator, ledger, clock, log, caps, engine, workflow, queue, repositories } = outside;
  const { indexWaits = INDEX_WAITS_MS, leaseMs, onRun } = outside;
  const credentials = credentialsFor(outside);
  return createApplyWorker({
    kinds,
    target,
    evaluator,
    ledger,
    clock,
    log,
    caps,
    engine,
    workflow,
    queue,
    repositories,
    indexWaits,
    leaseMs,
    onRun,
    aws: applyAws(contextOf(outside)),
    forgeOf: joinGithub(outside, credentials),
    fingerprintKey: () => credentials.fingerprintKey.get(),
    newRun: randomUUID,
  });
}

export interface ReconcileOutside extends Outside {
  /** What is managed: no definition is read here. */
  readonly kinds: ResourceKinds;
  readonly queue: JobQueue;
  readonly ledger: ReconcilerLedger;
  /** Path of the workflow file that people start re-runs by. */
  readonly workflow: string;
  /** Whether the stack lets a configuration ask for repairs. */
  readonly mayRepair: boolean;
  /** Numeric ids of the repositories that are served. */
  readonly repositories: ReadonlySet<number>;
}

/** The reconciler: it reads what the planner reads, and queues what the workers do. */
export async function joinReconcile(outside: ReconcileOutside): Promise<ReconcileDeps> {
  const { kinds, target, queue, ledger, clock, log, repositories, engine, workflow, mayRepair } = outside;
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
    workflow,
    mayRepair,
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

/** How the repository of a job is reached. */
function joinGithub(outside: Outside, credentials: SystemCredentials): (job: Job) => Promise<Forge> {
  const app = joinGithubApp(outside, credentials);
  return async ({ repository, installation }) => await app.repository(repository, installation);
}
