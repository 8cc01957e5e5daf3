import process from "node:process";
import * as v from "valibot";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import { MOST_APPROVALS, SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { builtinResources } from "../../workflows/engine/kinds/builtin-resources.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { JobQueue, ApplyJob, PlanJob, WorkerDeps } from "../../workflows/ports/jobs.ts";
import type { ClaimingRole, Ledger } from "../../workflows/ports/ledger.ts";
import type { WebhookDeps } from "../../workflows/receive-webhook.ts";
import type { ReconcileDeps } from "../../workflows/reconcile/context.ts";
import { createDynamodbClient, createLambdaClient, createSqsClient } from "../aws/clients.ts";
import { createDynamodbLedger } from "../aws/dynamodb-ledger.ts";
import { createLambdaEvaluator } from "../aws/lambda-evaluator.ts";
import { requestsPerSecondSchema } from "../aws/rate-limiter.ts";
import { createSqsInbox } from "../aws/sqs-inbox.ts";
import { createSqsQueue } from "../aws/sqs-queue.ts";
import { engineDigest } from "../engine/digest.ts";
import { createWorkerEvaluator } from "../evaluate/worker-evaluator.ts";
import type { Inbox } from "../jobs/handle-message.ts";
import { createLog } from "../log/log.ts";
import { systemClock } from "../system-clock.ts";
import { joinApplyWorker, joinPlanWorker, joinReconcile, joinWebhook, type Outside } from "./workers.ts";

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
  const queue = planQueueOf(settings, outside);
  const repositories = repositoriesOf(settings);
  const stores = storesOf(settings, outside, "planner");
  return joinPlanWorker({ ...outside, kinds: builtinKinds, queue, repositories, ...stores });
}

export async function composeApplyWorker(): Promise<WorkerDeps<ApplyJob>> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "apply-worker");
  const stores = storesOf(settings, outside, "applier");
  const [queue, workflow] = [planQueueOf(settings, outside), settings.BRIDGEHEAD_WORKFLOW];
  const repositories = repositoriesOf(settings);
  return joinApplyWorker({ ...outside, kinds: builtinKinds, ...stores, queue, workflow, repositories });
}

/** How each worker speaks to its own queue. */
export async function composePlanInbox(): Promise<Inbox> {
  return inboxOf("plan-worker", "BRIDGEHEAD_PLAN_QUEUE_URL");
}

export async function composeApplyInbox(): Promise<Inbox> {
  return inboxOf("apply-worker", "BRIDGEHEAD_APPLY_QUEUE_URL");
}

export async function composeReconcile(): Promise<ReconcileDeps> {
  const settings = parseSettings(process.env);
  const outside = outsideOf(settings, "reconcile");
  const [queue, repositories] = [queueOf(settings, outside), repositoriesOf(settings)];
  return joinReconcile({
    ...outside,
    kinds: builtinResources,
    queue,
    repositories,
    workflow: settings.BRIDGEHEAD_WORKFLOW,
    mayRepair: settings.BRIDGEHEAD_REPAIR === "true",
    ledger: ledgerOf(settings, outside, "reconciler"),
  });
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
    awsAddress: { region, endpoint, requestsPerSecond },
    githubUrl: settings.GITHUB_API_URL,
    engine: engineDigest(),
    clock: systemClock,
    log: createLog({ service }),
  };
}

function queueOf(settings: FunctionSettings, { awsAddress }: Outside): JobQueue {
  return createSqsQueue({
    client: createSqsClient(awsAddress),
    planQueueUrl: required(settings, "BRIDGEHEAD_PLAN_QUEUE_URL"),
    applyQueueUrl: required(settings, "BRIDGEHEAD_APPLY_QUEUE_URL"),
  });
}

function inboxOf(service: string, queue: "BRIDGEHEAD_PLAN_QUEUE_URL" | "BRIDGEHEAD_APPLY_QUEUE_URL"): Inbox {
  const settings = parseSettings(process.env);
  const { awsAddress } = outsideOf(settings, service);
  const deadLetterQueueUrl = required(settings, "BRIDGEHEAD_DEAD_LETTER_QUEUE_URL");
  return createSqsInbox({
    client: createSqsClient(awsAddress),
    queueUrl: required(settings, queue),
    deadLetterQueueUrl,
  });
}

/** Of a worker, which has nobody do more than plan again. */
function planQueueOf(settings: FunctionSettings, { awsAddress }: Outside): JobQueue {
  const planQueueUrl = required(settings, "BRIDGEHEAD_PLAN_QUEUE_URL");
  return createSqsQueue({ client: createSqsClient(awsAddress), planQueueUrl });
}

function repositoriesOf({ BRIDGEHEAD_REPOSITORY: id }: FunctionSettings): ReadonlySet<number> {
  return new Set(id === "" ? [] : [Number(id)]);
}

function ledgerOf(settings: FunctionSettings, { awsAddress, clock }: Outside, role: ClaimingRole): Ledger {
  const table = required(settings, "BRIDGEHEAD_LEDGER_TABLE");
  const client = createDynamodbClient(awsAddress);
  return createDynamodbLedger({ client, table, firstType: CONNECTION_TYPE, clock, role });
}

function storesOf(settings: FunctionSettings, outside: Outside, role: ClaimingRole) {
  const functionName = required(settings, "BRIDGEHEAD_EVALUATE_FUNCTION");
  const evaluator = createLambdaEvaluator({ client: createLambdaClient(outside.awsAddress), functionName });
  return { ledger: ledgerOf(settings, outside, role), evaluator, caps: capsOf(settings) };
}

/** The stack's parameters, as its roles have them. A worker without them would plan what AWS denies. */
function capsOf(settings: FunctionSettings): Caps {
  const pattern = required(settings, "BRIDGEHEAD_CONNECTION_NAMES");
  const secretPrefix = required(settings, "BRIDGEHEAD_SECRET_PREFIX");
  const exportPrefix = required(settings, "BRIDGEHEAD_EXPORT_PREFIX");
  requireApart({ secretPrefix, exportPrefix, "the pipeline's own": SYSTEM_PREFIX });
  return {
    secretPrefix,
    exportPrefix,
    approvals: Number(required(settings, "BRIDGEHEAD_APPROVALS")),
    names: { [CONNECTION_TYPE]: { parameter: "connectionNames", pattern } },
  };
}

/** The roles are cut along these: where one covers another, a role could read, or write, what is not its part's. */
function requireApart(prefixes: Readonly<Record<string, string>>): void {
  const all = Object.entries(prefixes);
  for (const [index, [name, prefix]] of all.entries()) {
    const met = all.slice(index + 1).find(([, other]) => prefix.startsWith(other) || other.startsWith(prefix));
    if (met !== undefined)
      throw new SettingsError(`the prefixes ${name} ("${prefix}") and ${met.join(' ("')}") overlap`);
  }
}

const text = v.pipe(v.string(), v.nonEmpty());

const prefix = v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9_.\-/]*$/));

const settingsSchema = v.object({
  AWS_REGION: text,
  BRIDGEHEAD_ACCOUNT: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  BRIDGEHEAD_STAGE: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-]{1,32}$/)),
  /** Numeric id of the one repository that is served; empty: none. Two would take each other's connections for removed. */
  BRIDGEHEAD_REPOSITORY: v.optional(v.pipe(v.string(), v.regex(/^\d*$/)), ""),
  BRIDGEHEAD_WORKFLOW: v.optional(text, ".github/workflows/bridgehead.yml"),
  BRIDGEHEAD_PLAN_QUEUE_URL: v.optional(text),
  BRIDGEHEAD_APPLY_QUEUE_URL: v.optional(text),
  /** Of the worker's own queue. */
  BRIDGEHEAD_DEAD_LETTER_QUEUE_URL: v.optional(text),
  BRIDGEHEAD_LEDGER_TABLE: v.optional(text),
  BRIDGEHEAD_EVALUATE_FUNCTION: v.optional(text),
  /** The stack's parameters of these names. */
  BRIDGEHEAD_SECRET_PREFIX: v.optional(prefix),
  BRIDGEHEAD_EXPORT_PREFIX: v.optional(prefix),
  BRIDGEHEAD_CONNECTION_NAMES: v.optional(text),
  BRIDGEHEAD_APPROVALS: v.optional(v.pipe(v.string(), v.regex(new RegExp(`^[0-${MOST_APPROVALS}]$`)))),
  BRIDGEHEAD_REPAIR: v.optional(v.picklist(["true", "false"]), "false"),
  BRIDGEHEAD_REQUESTS_PER_SECOND: v.optional(requestsPerSecondSchema),
  GITHUB_API_URL: v.optional(text, "https://api.github.com"),
  AWS_ENDPOINT_URL: v.optional(text),
});

export type FunctionSettings = v.InferOutput<typeof settingsSchema>;

export class SettingsError extends BridgeheadError {
  override readonly name = "SettingsError";
}

/** The settings of a deployed function, from its environment. Throws `SettingsError`, which names the variable. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): FunctionSettings {
  const parsed = v.safeParse(settingsSchema, environment);
  if (parsed.success) return parsed.output;
  throw new SettingsError(`environment variable ${v.getDotPath(parsed.issues[0]) ?? "?"} is missing or malformed`);
}

/** A setting that this function cannot do without. */
export function required(
  settings: FunctionSettings,
  name: Exclude<keyof FunctionSettings, "BRIDGEHEAD_REQUESTS_PER_SECOND">,
): string {
  const value = settings[name];
  if (value === undefined) throw new SettingsError(`environment variable ${name} is missing`);
  return value;
}
