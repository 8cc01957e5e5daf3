import process from "node:process";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { JobQueue } from "../../workflows/ports/jobs.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import type { WebhookDeps } from "../../workflows/receive-webhook.ts";
import type { ReconcileDeps } from "../../workflows/reconcile/context.ts";
import type { ApplyJob, PlanJob, WorkerDeps } from "../../workflows/worker-deps.ts";
import { createDynamodbClient, createLambdaClient, createSqsClient } from "../aws/clients.ts";
import { createDynamodbLedger } from "../aws/dynamodb-ledger.ts";
import { createLambdaEvaluator } from "../aws/lambda-evaluator.ts";
import { createSqsQueue } from "../aws/sqs-queue.ts";
import { createWorkerEvaluator } from "../evaluate/worker-evaluator.ts";
import { type FunctionSettings, parseSettings, required } from "../function-settings.ts";
import { joinApplyWorker } from "./workers.ts";
import { joinPlanWorker } from "../join-plan-worker.ts";
import { joinReconcile } from "../join-reconcile.ts";
import { joinWebhook } from "../join-webhook.ts";
import { createLog } from "../log.ts";
import type { Outside } from "../outside.ts";
import { systemClock } from "../system-clock.ts";

/* What the deployed functions are made of: one function each, so that a bundle holds what its function uses. */

export async function composeWebhook(): Promise<WebhookDeps> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "webhook");
  const [queue, repositories] = [queueOf(settings, outside), repositoriesOf(settings)];
  return joinWebhook({ ...outside, queue, repositories, workflow: settings.BRIDGEHEAD_WORKFLOW });
}

export async function composePlanWorker(): Promise<WorkerDeps<PlanJob>> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "plan-worker");
  return joinPlanWorker({ ...outside, ...storesOf(settings, outside) });
}

export async function composeApplyWorker(): Promise<WorkerDeps<ApplyJob>> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "apply-worker");
  return joinApplyWorker({ ...outside, ...storesOf(settings, outside) });
}

export async function composeReconcile(): Promise<ReconcileDeps> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "reconcile");
  const [queue, repositories] = [queueOf(settings, outside), repositoriesOf(settings)];
  return joinReconcile({ ...outside, queue, repositories, ledger: ledgerOf(settings, outside) });
}

/** The evaluator has no settings, no permission and no secret. */
export async function composeEvaluate(): Promise<Evaluator> {
  return createWorkerEvaluator();
}

function outsideOf(settings: FunctionSettings, service: string): Outside {
  const { AWS_REGION: region, BRIDGEHEAD_ACCOUNT: account, BRIDGEHEAD_STAGE: stage } = settings;
  const { AWS_ENDPOINT_URL: endpoint, BRIDGEHEAD_REQUESTS_PER_SECOND: requestsPerSecond } = settings;
  return {
    target: { account, region, stage },
    aws: { region, endpoint, requestsPerSecond },
    githubUrl: settings.GITHUB_API_URL,
    clock: systemClock,
    log: createLog({ service }),
  };
}

function queueOf(settings: FunctionSettings, { aws }: Outside): JobQueue {
  return createSqsQueue({
    client: createSqsClient(aws),
    planQueueUrl: required(settings, "BRIDGEHEAD_PLAN_QUEUE_URL"),
    applyQueueUrl: required(settings, "BRIDGEHEAD_APPLY_QUEUE_URL"),
  });
}

function repositoriesOf({ BRIDGEHEAD_REPOSITORY: id }: FunctionSettings): ReadonlySet<number> {
  return new Set(id === "" ? [] : [Number(id)]);
}

function ledgerOf(settings: FunctionSettings, { aws, clock }: Outside): Ledger {
  const table = required(settings, "BRIDGEHEAD_LEDGER_TABLE");
  return createDynamodbLedger({ client: createDynamodbClient(aws), table, clock });
}

function storesOf(settings: FunctionSettings, outside: Outside) {
  const functionName = required(settings, "BRIDGEHEAD_EVALUATE_FUNCTION");
  const evaluator = createLambdaEvaluator({ client: createLambdaClient(outside.aws), functionName });
  return { ledger: ledgerOf(settings, outside), evaluator };
}
