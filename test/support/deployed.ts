import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import type { Context } from "aws-lambda";
import { createGithubUser } from "../../cli/local/github-user.ts";
import { localReviewer, localUser, workflowPath } from "../../cli/local/stack.ts";
import { listenForWebhooks } from "../../cli/local/webhook.ts";
import { cloneWorkspace } from "../../cli/local/workspace.ts";
import { createHandler as createApplyWorker } from "../../functions/apply-worker.ts";
import { createHandler as createEvaluate } from "../../functions/evaluate.ts";
import { createHandler as createPlanWorker } from "../../functions/plan-worker.ts";
import { createHandler as createReconcile } from "../../functions/reconcile.ts";
import { createHandler as createWebhook } from "../../functions/webhook.ts";
import { systemPath } from "../../infra/aws/system-credentials.ts";
import {
  composeApplyInbox,
  composeApplyWorker,
  composePlanInbox,
  composePlanWorker,
  composeReconcile,
  composeWebhook,
} from "../../infra/compose/lambda.ts";
import { createChildEvaluator } from "../../infra/evaluate/child-evaluator.ts";
import { startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { startLocalGithub } from "../../infra/local/github/start-local-github.ts";
import { webhookPath } from "../../workflows/receive-webhook.ts";
import { scheduledEvent } from "../../workflows/reconcile/event.ts";
import { answer } from "../contract/wire-table.ts";
import type { WireAnswer } from "../contract/aws-wire.ts";
import { type Called, attemptsOf, decryptionOf, queueIn } from "./called.ts";
import { type Attempt, isAllowed } from "./iam.ts";
import { memoryLog } from "./lambda.ts";
import { place, type RoleName, type Roles } from "./roles.ts";

const credentials = { accessKeyId: "any", secretAccessKey: "any" };

type Part = Exclude<RoleName, "evaluatePullRequest" | "evaluateDefaultBranch">;

/** What a part of the stack asked of AWS, and whether its role let it. */
export interface Recorded {
  readonly part: Part;
  readonly attempt: Attempt;
  readonly isAllowed: boolean;
}

/**
 * The functions as `infra/compose/lambda.ts` makes them for Lambda, each behind a door of its own to AWS, which refuses
 * what its role does not allow: Cloud Control, Parameter Store and EventBridge are the local AWS, the table, the queues
 * and the evaluators are the test's.
 */
export async function startDeployed(roles: Roles) {
  const { account, region, stage, table, parameters } = place;
  const directory = await mkdtemp(path.join(tmpdir(), "bridgehead-deployed-"));
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const aws = await startLocalAws({ account, region });
  aws.putParameter({ name: systemPath(stage, "appId"), value: "1" });
  aws.putParameter({ name: systemPath(stage, "privateKey"), value: privateKey });
  aws.putParameter({ name: systemPath(stage, "webhookSecret"), value: "secret" });
  aws.putParameter({ name: systemPath(stage, "previousWebhookSecret"), value: "secret before" });
  aws.putParameter({ name: systemPath(stage, "fingerprintKey"), value: "f".repeat(64) });
  const github = await startLocalGithub({
    port: 0,
    directory: path.join(directory, "github"),
    app: { id: 1, publicKey, slug: "bridgehead" },
    webhook: { secret: "secret" },
    users: [
      { login: localUser, permission: "admin" },
      { login: localReviewer, permission: "write" },
    ],
    anonymous: localUser,
    files: {
      [workflowPath]: await readFile(new URL("../../workflows/github/bridgehead.yml", import.meta.url), "utf8"),
    },
  });

  const log = memoryLog();
  const recorded: Recorded[] = [];
  const messages: { readonly queue: "plan" | "apply"; readonly body: string; readonly group: string }[] = [];
  const items: Parameters<typeof answer>[0] = new Map();
  const evaluator = createChildEvaluator();
  const evaluate = createEvaluate(async () => evaluator, log);
  const context = () => ({ awsRequestId: randomUUID() }) as Context;

  async function served({ service, operation, input }: Called, incoming: IncomingMessage, body: Buffer) {
    switch (service) {
      case "DynamoDB_20120810":
        return ofTable(items, operation, input);
      case "AmazonSQS": {
        if (operation === "ChangeMessageVisibility") return { body: {} };
        const { MessageBody: text, QueueUrl: url, MessageGroupId: group } = input;
        const queue = queueIn(url);
        if (queue === "plan" || queue === "apply") messages.push({ queue, body: text, group });
        return { body: { MessageId: "1", MD5OfMessageBody: createHash("md5").update(text).digest("hex") } };
      }
      case "lambda":
        return { body: (await evaluate(input, context())) ?? {} };
      default: {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).filter(([name]) => /^(?:x-amz|content-type|authorization)/.test(name)),
        ) as Record<string, string>;
        const got = await fetch(aws.url, { method: "POST", headers, body });
        return { status: got.status, body: await got.text() };
      }
    }
  }

  const closing: (() => Promise<unknown>)[] = [];
  const doors = new Map<Part, string>();

  /** The address that a part knows AWS by. */
  async function door(part: Part): Promise<string> {
    const judge = (attempt: Attempt): boolean => {
      const allowed = isAllowed(roles[part], attempt);
      recorded.push({ part, attempt, isAllowed: allowed });
      return allowed;
    };
    async function handle(incoming: IncomingMessage): Promise<WireAnswer> {
      const body = await buffer(incoming);
      const called = calledBy(incoming, body);
      const judged = attemptsOf(called).map(judge);
      if (judged.includes(false)) return denied(called);
      const got = await served(called, incoming, body);
      const decrypted = called.input.WithDecryption === true ? secureIn(got.body) : [];
      return decrypted.map((name) => judge(decryptionOf(name))).includes(false) ? denied(called) : got;
    }
    async function answered(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
      const { status = 200, body } = await handle(incoming);
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    }
    const server = createServer((incoming, outgoing) => {
      answered(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
    doors.set(part, url);
    return url;
  }

  /** As Lambda does: the environment is there when the function is made. */
  async function made<Deps>(part: Part, evaluating: string, compose: () => Promise<Deps>): Promise<Deps> {
    const queueUrl = (queue: string) =>
      `https://sqs.${region}.amazonaws.com/${account}/bridgehead-${stage}-${queue}.fifo`;
    const environment: Readonly<Record<string, string>> = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: part,
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL: await door(part),
      GITHUB_API_URL: github.apiUrl,
      BRIDGEHEAD_STAGE: stage,
      BRIDGEHEAD_ACCOUNT: account,
      BRIDGEHEAD_REPOSITORY: String(github.repository.id),
      BRIDGEHEAD_PLAN_QUEUE_URL: queueUrl("plan"),
      BRIDGEHEAD_APPLY_QUEUE_URL: queueUrl("apply"),
      BRIDGEHEAD_DEAD_LETTER_QUEUE_URL: queueUrl(part === "planWorker" ? "plan-dead" : "apply-dead"),
      BRIDGEHEAD_LEDGER_TABLE: table,
      BRIDGEHEAD_EVALUATE_FUNCTION: `bridgehead-${stage}-${evaluating}`,
      BRIDGEHEAD_SECRET_PREFIX: parameters.secretPrefix,
      BRIDGEHEAD_EXPORT_PREFIX: parameters.exportPrefix,
      BRIDGEHEAD_CONNECTION_NAMES: parameters.connectionNames,
      POWERTOOLS_LOG_LEVEL: "ERROR",
      BRIDGEHEAD_APPROVALS: "0",
      BRIDGEHEAD_REQUESTS_PER_SECOND: "1000",
    };
    Object.assign(process.env, environment);
    return await compose();
  }

  const ofWebhook = await made("webhook", "", composeWebhook);
  const ofPlanner = await made("planWorker", "evaluatePullRequest", async () => ({
    worker: await composePlanWorker(),
    inbox: await composePlanInbox(),
  }));
  const ofApplier = await made("applyWorker", "evaluateDefaultBranch", async () => ({
    worker: await composeApplyWorker(),
    inbox: await composeApplyInbox(),
  }));
  const ofReconciler = await made("reconcile", "", composeReconcile);
  const receive = createWebhook(async () => ofWebhook, log);
  const workers = {
    plan: createPlanWorker({ load: async () => ofPlanner.worker, inbox: async () => ofPlanner.inbox, log }),
    apply: createApplyWorker({ load: async () => ofApplier.worker, inbox: async () => ofApplier.inbox, log }),
  };
  // Nobody waits for events to come together.
  const reconcilerClock = { ...ofReconciler.clock, sleep: async () => undefined };
  const reconcile = createReconcile(async () => ({ ...ofReconciler, clock: reconcilerClock }), log);
  const webhook = await listenForWebhooks(0, (event) => receive(event, context()));
  closing.push(() => webhook.close());
  github.setWebhook({ url: `${webhook.url}${webhookPath}` });

  async function idle(): Promise<void> {
    for (await github.idle(); messages.length > 0; await github.idle()) {
      const { queue, body, group } = messages.shift() ?? { queue: "plan", body: "", group: "" };
      const attributes = { MessageGroupId: group, ApproximateReceiveCount: "1" };
      const { batchItemFailures: failed } = await workers[queue](
        { Records: [{ messageId: randomUUID(), receiptHandle: "handle", body, attributes }] },
        context(),
      );
      if (failed.length > 0) throw new Error(`a job failed: ${body}\n${log.text()}`);
    }
  }

  return {
    aws,
    github,
    recorded,
    idle,
    /** The queues, as their workers speak to them. */
    inboxes: [ofPlanner.inbox, ofApplier.inbox],
    /** The items of the ledger's table. */
    items,
    /** What a part's own clients are made with. */
    address: (part: Part) => ({ region, endpoint: doors.get(part), credentials }),
    user: createGithubUser({ github }),
    reviewer: createGithubUser({ github }, localReviewer),
    work: await cloneWorkspace(github.cloneUrl),
    reconcile: async () => {
      await reconcile(scheduledEvent, context());
      await idle();
    },
    tell: async (event: unknown) => {
      await reconcile(event, context());
      await idle();
    },
    async close() {
      for (const each of closing) await each();
      evaluator.close();
      await github.close();
      await aws.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The lock is free for whoever asks, and what has no condition replaces what is there. */
function ofTable(items: Parameters<typeof answer>[0], operation: string, input: Called["input"]): WireAnswer {
  if (operation === "UpdateItem") {
    const until = input.ExpressionAttributeValues[":until"] ?? { N: "0" };
    return { body: { Attributes: { ...input.Key, fence: { N: "1" }, until } } };
  }
  if (operation === "PutItem" && input.ConditionExpression === undefined) {
    items.delete(`${input.Item.pk.S} ${input.Item.sk.S}`);
  }
  return answer(items, operation, input);
}

function calledBy(incoming: IncomingMessage, body: Buffer): Called {
  const input = JSON.parse(body.toString() || "{}");
  const target = incoming.headers["x-amz-target"];
  const [service = "", operation = ""] = typeof target === "string" ? target.split(".") : [];
  if (service !== "") return { service, operation, input };
  const [, name = ""] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(incoming.url ?? "") ?? [];
  return { service: "lambda", operation: name, input };
}

function denied({ service, operation }: Called): WireAnswer {
  return { status: 400, body: { __type: "AccessDeniedException", Message: `not authorized: ${service} ${operation}` } };
}

function secureIn(body: object | string): readonly string[] {
  const { Parameters: found = [] } = JSON.parse(typeof body === "string" ? body : JSON.stringify(body)) as {
    readonly Parameters?: readonly { readonly Name: string; readonly Type: string }[];
  };
  return found.filter(({ Type }) => Type === "SecureString").map(({ Name }) => Name);
}
