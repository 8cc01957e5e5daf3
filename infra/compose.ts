import process from "node:process";
import type { Evaluator } from "../workflows/ports/evaluator.ts";
import type { WebhookDeps } from "../workflows/receive-webhook.ts";
import type { ApplyJob, PlanJob, WorkerDeps } from "../workflows/worker-deps.ts";
import { createDynamodbClient, createLambdaClient, createSqsClient } from "./aws/clients.ts";
import { createDynamodbLedger } from "./aws/dynamodb-ledger.ts";
import { createLambdaEvaluator } from "./aws/lambda-evaluator.ts";
import { createSqsQueue } from "./aws/sqs-queue.ts";
import { createWorkerEvaluator } from "./evaluate/worker-evaluator.ts";
import { type FunctionSettings, parseSettings, required } from "./function-settings.ts";
import { joinApplyWorker } from "./join-apply-worker.ts";
import { joinPlanWorker } from "./join-plan-worker.ts";
import { joinWebhook } from "./join-webhook.ts";
import { createLog } from "./log.ts";
import type { Outside } from "./outside.ts";
import { systemClock } from "./system-clock.ts";

/* What the deployed functions are made of: one function each, so that a bundle holds what its function uses. */

export async function composeWebhook(): Promise<WebhookDeps> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "webhook");
  const queue = createSqsQueue({
    client: createSqsClient(outside.aws),
    planQueueUrl: required(settings, "BRIDGEHEAD_PLAN_QUEUE_URL"),
    applyQueueUrl: required(settings, "BRIDGEHEAD_APPLY_QUEUE_URL"),
  });
  const repositories = new Set(settings.BRIDGEHEAD_REPOSITORY === "" ? [] : [Number(settings.BRIDGEHEAD_REPOSITORY)]);
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

/** The evaluator has no settings, no permission and no secret. */
export async function composeEvaluate(): Promise<Evaluator> {
  return createWorkerEvaluator();
}

function outsideOf(settings: FunctionSettings, service: string): Outside {
  const { AWS_REGION: region, BRIDGEHEAD_ACCOUNT: account, BRIDGEHEAD_STAGE: stage } = settings;
  return {
    target: { account, region, stage },
    aws: { region, endpoint: settings.AWS_ENDPOINT_URL },
    githubUrl: settings.GITHUB_API_URL,
    clock: systemClock,
    log: createLog({ service }),
  };
}

function storesOf(settings: FunctionSettings, { aws, clock }: Outside) {
  const table = required(settings, "BRIDGEHEAD_LEDGER_TABLE");
  const functionName = required(settings, "BRIDGEHEAD_EVALUATE_FUNCTION");
  return {
    ledger: createDynamodbLedger({ client: createDynamodbClient(aws), table, clock }),
    evaluator: createLambdaEvaluator({ client: createLambdaClient(aws), functionName }),
  };
}
