import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Context } from "aws-lambda";
import { createHandler as createApplyWorker } from "../../functions/apply-worker.ts";
import { createHandler as createPlanWorker } from "../../functions/plan-worker.ts";
import { createHandler as createReconcile } from "../../functions/reconcile.ts";
import { createHandler as createWebhook } from "../../functions/webhook.ts";
import { systemPath } from "../../infra/aws/system-credentials.ts";
import { LOCAL_REQUESTS_PER_SECOND } from "../../infra/compose/terminal.ts";
import {
  joinApplyWorker,
  joinPlanWorker,
  joinReconcile,
  joinWebhook,
  type Outside,
} from "../../infra/compose/workers.ts";
import { engineDigest } from "../../infra/engine/digest.ts";
import { type ChildEvaluator, createChildEvaluator } from "../../infra/evaluate/child-evaluator.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import type { JobQueueName } from "../../infra/jobs/queue-of.ts";
import type { QueuePolicy } from "../../infra/jobs/queue-policy.ts";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { LocalGithub } from "../../infra/local/github/local-github.ts";
import { startLocalGithub } from "../../infra/local/github/start-local-github.ts";
import { createMemoryQueue } from "../../infra/local/memory-queue.ts";
import { stackPath, stackText } from "../../infra/aws/stack-parameter.ts";
import { systemClock } from "../../infra/system-clock.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { ClaimingRole, Ledger } from "../../workflows/ports/ledger.ts";
import type { Log } from "../../workflows/ports/log.ts";
import { webhookPath } from "../../workflows/receive-webhook.ts";
import type { Reconciliation } from "../../workflows/reconcile.ts";
import type { AtOnce } from "../../workflows/reconcile-at-once.ts";
import { scheduledEvent } from "../../workflows/reconcile/event.ts";
import { listenForWebhooks } from "./webhook.ts";
import { workQueue } from "./worker.ts";

export const localTarget = { account: "000000000000", region: "us-east-1", stage: "local" };
export const workflowPath = ".github/workflows/bridgehead.yml";
/** Who works with the local repository; the token that acts as her is `user:` and this. */
export const localUser = "dev";
/** The other one, who may write too, and accepts what the first has pushed. */
export const localReviewer = "reviewer";
/** One who may only read, and proposes from a fork. */
export const localStranger = "stranger";
const APP_ID = 1;

/** What a deployed stack allows without parameters of its own. */
const defaultCaps: Caps = { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", approvals: 0, names: {} };

export interface LocalStackOptions {
  /** The local AWS listens here, GitHub on the next port and the webhook on the one after; 0: any free ports. */
  readonly port: number;
  readonly log: Log;
  /** What can be declared; default: what this version of Bridgehead manages. */
  readonly kinds?: Kinds;
  /** What the stack's parameters would say; default: what a deployed one has without any. */
  readonly caps?: Caps;
  /** What goes wrong in the local AWS. */
  readonly faults?: readonly Fault[];
  /** Told of every run of an apply. */
  readonly onRun?: (result: RunResult) => void;
  /** What the handlers go by; default: the machine's own clock. */
  readonly clock?: Clock;
  /** When what failed comes back; default: as deployed. */
  readonly policy?: QueuePolicy;
  /** What stands between the applier and its ledger; default: nothing. */
  readonly applierLedger?: (ledger: Ledger) => Ledger;
  /** Whoever gives them ends them; default: own ones. */
  readonly evaluators?: Evaluators;
}

/** As in a deployed stack: no process that ran a pull request's code evaluates the default branch. */
export interface Evaluators {
  readonly pullRequest: ChildEvaluator;
  readonly defaultBranch: ChildEvaluator;
}

/** Each starts its process when it is first asked. */
export function startEvaluators(): Evaluators {
  return { pullRequest: createChildEvaluator(), defaultBranch: createChildEvaluator() };
}

export interface LocalStack {
  readonly aws: LocalAws;
  readonly github: LocalGithub;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** The ledger's file. */
  readonly ledgerPath: string;
  /** What the deployed stack does on a schedule, once. Jobs that it queues may not be done yet. */
  reconcile(): Promise<Reconciliation>;
  /** What it does with an event of EventBridge's, likewise. The local AWS sends none by itself. */
  tell(event: unknown): Promise<AtOnce>;
  /** Resolves when every webhook has been sent and answered, and every job that one caused has been done. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** The whole product on this machine, empty: AWS, GitHub, the handlers as they are deployed, the queue between them. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { port, log, kinds = builtinKinds, faults = [], onRun, clock = systemClock, caps = defaultCaps } = options;
  const { applierLedger = (ledger) => ledger, policy } = options;
  const directory = await mkdtemp(path.join(tmpdir(), "bridgehead-"));
  const ports = port === 0 ? [0, 0, 0] : [port, port + 1, port + 2];
  const webhookSecret = randomBytes(24).toString("hex");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

  const { account, region, stage } = localTarget;
  const aws = await startLocalAws({ port: ports[0] ?? 0, account, region, faults, kinds });
  aws.putParameter({ name: systemPath(stage, "appId"), value: String(APP_ID), type: "String" });
  aws.putParameter({ name: systemPath(stage, "privateKey"), value: privateKey });
  aws.putParameter({ name: systemPath(stage, "webhookSecret"), value: webhookSecret });
  aws.putParameter({ name: systemPath(stage, "fingerprintKey"), value: randomBytes(32).toString("hex") });

  const github = await startLocalGithub({
    port: ports[1] ?? 0,
    directory: path.join(directory, "github"),
    app: { id: APP_ID, publicKey, slug: "bridgehead" },
    webhook: { secret: webhookSecret },
    users: [
      { login: localUser, permission: "admin" },
      { login: localReviewer, permission: "write" },
      { login: localStranger, permission: "read" },
    ],
    anonymous: localUser,
    files: {
      [workflowPath]: await readFile(new URL("../../workflows/github/bridgehead.yml", import.meta.url), "utf8"),
    },
  });

  const outside: Outside & { readonly kinds: Kinds } = {
    kinds,
    target: localTarget,
    awsAddress: {
      region,
      endpoint: aws.url,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      requestsPerSecond: LOCAL_REQUESTS_PER_SECOND,
    },
    githubUrl: github.apiUrl,
    engine: engineDigest(),
    clock,
    log,
  };
  const queue = createMemoryQueue({ clock });
  const evaluators = options.evaluators ?? startEvaluators();
  const consumed = (name: JobQueueName) => ({ inbox: async () => queue.inbox(name), log, policy, clock });
  const ledgerPath = path.join(directory, "ledger.json");
  const scope = "local";
  const ledgerOf = (role: ClaimingRole): Ledger =>
    createFileLedger({ path: ledgerPath, scope, firstType: CONNECTION_TYPE, clock, role });
  const { id: repository } = github.repository;
  const { definitions: folder } = parseConfig(undefined, kinds);
  const published = stackText({ stage, repository, folder, ledger: { file: ledgerPath, scope } });
  aws.putParameter({ name: stackPath(stage), value: published, type: "String" });
  const repositories = new Set([repository]);
  const receive = createWebhook(
    async () => joinWebhook({ ...outside, queue, repositories, workflow: workflowPath }),
    log,
  );
  const ofPlanner = { caps, queue, repositories, evaluator: evaluators.pullRequest, ledger: ledgerOf("planner") };
  const plan = createPlanWorker({ load: () => joinPlanWorker({ ...outside, ...ofPlanner }), ...consumed("plan") });
  const ofApplier = {
    caps,
    repositories,
    queue,
    evaluator: evaluators.defaultBranch,
    ledger: applierLedger(ledgerOf("applier")),
    workflow: workflowPath,
    indexWaits: [1, 3, 6],
    ...(onRun && { onRun }),
  };
  const apply = createApplyWorker({ load: () => joinApplyWorker({ ...outside, ...ofApplier }), ...consumed("apply") });
  const ofReconciler = { queue, ledger: ledgerOf("reconciler"), repositories, workflow: workflowPath, mayRepair: true };
  const reconcile = createReconcile(() => joinReconcile({ ...outside, ...ofReconciler }), log);
  queue.consume("plan", workQueue(plan));
  queue.consume("apply", workQueue(apply));
  // Of Lambda's context the handlers read the request's id and the remaining time, and do without either.
  const context = () => ({ awsRequestId: randomUUID() }) as Context;
  const webhook = await listenForWebhooks(ports[2] ?? 0, (event) => receive(event, context()));
  const webhookUrl = `${webhook.url}${webhookPath}`;
  github.setWebhook({ url: webhookUrl });

  return {
    aws,
    github,
    webhookUrl,
    webhookSecret,
    ledgerPath,
    async reconcile() {
      const done = await reconcile(scheduledEvent, context());
      if ("outcome" in done) throw new TypeError("a schedule was taken for another event");
      return done;
    },
    async tell(event) {
      const done = await reconcile(event, context());
      if ("repositories" in done) throw new TypeError("an event was taken for the schedule's");
      return done;
    },
    async idle() {
      // A job may cause webhooks, and a webhook jobs: both are quiet when neither was heard while the other was.
      for (let rounds = 0; rounds < 2; rounds += 1) {
        await github.idle();
        await queue.idle();
      }
    },
    async close() {
      await webhook.close();
      await queue.close();
      if (options.evaluators === undefined) for (const each of Object.values(evaluators)) each.close();
      await github.close();
      await aws.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
