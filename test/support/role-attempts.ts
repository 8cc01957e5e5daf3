import type { Attempt } from "./iam.ts";
import { parameterArn, place, queueArn, type QueueName, type RoleName } from "./roles.ts";

/* What somebody who has taken a part of the stack over may try with its role. */

const { account, region, stage, table } = place;

const ledger = (action: string, ...keys: readonly string[]): Attempt => ({
  action: `dynamodb:${action}`,
  resource: `arn:aws:dynamodb:${region}:${account}:table/${table}`,
  context: keys.length === 0 ? {} : { "dynamodb:LeadingKeys": keys },
});
const read = (name: string): Attempt => ({ action: "ssm:GetParameters", resource: parameterArn(name) });
const own = (name: string): Attempt => read(`/bridgehead-system/${stage}/${name}`);
const write = (name: string, action = "PutParameter"): Attempt => ({
  action: `ssm:${action}`,
  resource: parameterArn(name),
});
const decrypt = (name: string, via = "ssm"): Attempt => ({
  action: "kms:Decrypt",
  resource: `arn:aws:kms:${region}:${account}:key/any`,
  context: {
    "kms:ViaService": [`${via}.${region}.amazonaws.com`],
    "kms:EncryptionContext:PARAMETER_ARN": [parameterArn(name)],
  },
});
const send = (queue: QueueName): Attempt => ({ action: "sqs:SendMessage", resource: queueArn(queue) });
const connection = (action: string, name: string): Attempt => ({
  action: `events:${action}`,
  resource: `arn:aws:events:${region}:${account}:connection/${name}`,
});
const secret = (action: string, name: string): Attempt => ({
  action: `secretsmanager:${action}`,
  resource: `arn:aws:secretsmanager:${region}:${account}:secret:${name}`,
});
const ofKey = (action: string, context: Readonly<Record<string, string>>): Attempt => ({
  action: `kms:${action}`,
  resource: `arn:aws:kms:${region}:${account}:key/any`,
  context: Object.fromEntries(
    Object.entries({ "aws:ResourceTag/EventBridgeApiDestinations": "true", ...context }).map(([k, value]) => [
      k,
      [value],
    ]),
  ),
});
const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:`;
const viaSecrets = `secretsmanager.${region}.amazonaws.com`;
const evaluate = (name: string): Attempt => ({
  action: "lambda:InvokeFunction",
  resource: `arn:aws:lambda:${region}:${account}:function:bridgehead-${stage}-${name}`,
});
const create: Attempt = {
  action: "cloudformation:CreateResource",
  resource: `arn:aws:cloudformation:${region}:${account}:resource/*`,
};

const ofSecret = (name: string) => ({ "kms:EncryptionContext:SecretARN": `${secretArn}events!connection/${name}/1-x` });
const serviceRole = (ofService: string, service: string): Attempt => ({
  action: "iam:CreateServiceLinkedRole",
  resource: `arn:aws:iam::${account}:role/aws-service-role/${ofService}.amazonaws.com/x`,
  context: { "iam:AWSServiceName": [`${service}.amazonaws.com`] },
});
const log = (name: string, action: string): Attempt => ({
  action: `logs:${action}`,
  resource: `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${name}:log-stream:x`,
});
const elsewhere = (attempt: Attempt): Attempt => ({ ...attempt, resource: `${attempt.resource}-other` });
/** What each of them decrypts by itself. */
const ownKeys = {
  webhook: `/bridgehead-system/${stage}/webhook-secret`,
  planWorker: `/bridgehead-system/${stage}/fingerprint-key`,
  applyWorker: `/bridgehead-system/${stage}/fingerprint-key`,
  reconcile: `/bridgehead-system/${stage}/github-private-key`,
};

export type Row = readonly [role: RoleName, what: string, attempt: Attempt];

const everybody: readonly RoleName[] = [
  "webhook",
  "planWorker",
  "applyWorker",
  "reconcile",
  "evaluatePullRequest",
  "evaluateDefaultBranch",
];
const writes = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"];
const decisive = ["LOCK", "RECORD", "INTENT", "MARK", "DONE#c", "RUN", "TARGET", "APPLIED", "PENDING#7", "PUSH#7"];

export const forbidden: readonly Row[] = [
  // The ledger: what others decide by.
  ...(["planWorker", "reconcile"] as const).flatMap((role) =>
    [...decisive, "CLAIM#accept:7:c:d", "CLAIM#run:7:1"].flatMap((key) =>
      writes.map((action): Row => [role, `${action} ${key}`, ledger(action, key)]),
    ),
  ),
  ["planWorker", "claim as the reconciler", ledger("PutItem", "RECONCILER#x")],
  ["planWorker", "publish and accept at once", ledger("PutItem", "PLAN#7#1#h", "CLAIM#accept:7:c:d")],
  ["planWorker", "put an item of no key", ledger("PutItem")],
  ["planWorker", "count in an item of no key", ledger("UpdateItem")],
  ["planWorker", "count in another table", elsewhere(ledger("UpdateItem", "PLANNER#x"))],
  ["planWorker", "change a plan that was published", ledger("UpdateItem", "PLAN#7#1#h")],
  ["reconcile", "put an item of no key", ledger("PutItem")],
  ["planWorker", "take a plan back", ledger("DeleteItem", "PLAN#7#1#h")],
  ["reconcile", "publish", ledger("PutItem", "PLAN#7#1#h")],
  ["reconcile", "claim as the planner", ledger("PutItem", "PLANNER#x")],
  ["reconcile", "claim as the applier", ledger("PutItem", "CLAIM#x")],
  ["applyWorker", "publish a plan", ledger("PutItem", "PLAN#7#1#h")],
  ["applyWorker", "write an item of no key", ledger("UpdateItem")],
  ["applyWorker", "write the planner's counters", ledger("PutItem", "PLANNER#x")],
  ["applyWorker", "write the reconciler's claims", ledger("PutItem", "RECONCILER#x")],
  ...(["applyWorker", "reconcile"] as const).flatMap((role) =>
    ["GetItem", "Query"].map((action): Row => [role, `${action} PLANNER#`, ledger(action, "PLANNER#x")]),
  ),
  ...["GetItem", "Query"].map((action): Row => [
    "reconcile",
    `${action} of its one-time keys`,
    ledger(action, "RECONCILER#x"),
  ]),
  ...(["planWorker", "applyWorker"] as const).map((role): Row => [
    role,
    "read the reconciler's notes",
    ledger("Query", "RECONCILER#NOTED#x"),
  ]),
  ...(["planWorker", "applyWorker"] as const).map((role): Row => [
    role,
    "read what the reconciler keeps of drift",
    ledger("Query", "RECONCILER#DRIFT"),
  ]),
  ["planWorker", "read who accepted", ledger("GetItem", "CLAIM#accept-by:7:c:d:1")],
  ["planWorker", "read who pushed", ledger("Query", "PUSH#7")],
  ["reconcile", "read who accepted", ledger("GetItem", "CLAIM#accept-by:7:c:d:1")],
  ...everybody.flatMap((role) => [
    [role, "scan the ledger", ledger("Scan")] as const,
    [role, "read without a key", ledger("Query")] as const,
    [role, "write many at once", ledger("BatchWriteItem", "RECORD")] as const,
    [role, "read by another language", ledger("PartiQLSelect", "RECORD")] as const,
    [role, "remove the ledger", ledger("DeleteTable")] as const,
  ]),
  ...["GetItem", "Query", ...writes].map((action): Row => ["webhook", `${action} RECORD`, ledger(action, "RECORD")]),
  // Parameters.
  ...everybody.flatMap((role) =>
    ["github-private-key", "webhook-secret", "fingerprint-key", "stack", "freeze"].flatMap((name): readonly Row[] => [
      [role, `write ${name}`, write(`/bridgehead-system/${stage}/${name}`)],
      [role, `delete ${name}`, write(`/bridgehead-system/${stage}/${name}`, "DeleteParameter")],
      [role, `read ${name} of another stage`, read(`/bridgehead-system/other/${name}`)],
    ]),
  ),
  ...(["planWorker", "applyWorker", "reconcile"] as const).flatMap((role): readonly Row[] => [
    [role, "read the webhook's secret", own("webhook-secret")],
    [role, "decrypt the webhook's secret", decrypt(`/bridgehead-system/${stage}/webhook-secret`)],
    [role, "read the secret before", own("previous-webhook-secret")],
  ]),
  ["webhook", "read the private key", own("github-private-key")],
  ["webhook", "read the fingerprint key", own("fingerprint-key")],
  ["reconcile", "read the fingerprint key", own("fingerprint-key")],
  ["planWorker", "decrypt a freeze", decrypt(`/bridgehead-system/${stage}/freeze`)],
  ["applyWorker", "decrypt a freeze", decrypt(`/bridgehead-system/${stage}/freeze`)],
  ...(["webhook", "planWorker", "reconcile"] as const).flatMap((role): readonly Row[] => [
    [role, "read a credential", read("/bridgehead/orders/key")],
    [role, "decrypt a credential", decrypt("/bridgehead/orders/key")],
    [role, "write an export", write("/bridgehead-arns/orders")],
    [role, "describe what another wrote by path", { ...read("/bridgehead"), action: "ssm:GetParametersByPath" }],
  ]),
  ["applyWorker", "overwrite a credential", write("/bridgehead/orders/key")],
  ["applyWorker", "write elsewhere", write("/other/orders")],
  ["applyWorker", "delete an export", write("/bridgehead-arns/orders", "DeleteParameter")],
  ["applyWorker", "read elsewhere", read("/other/key")],
  ["applyWorker", "read all credentials by their path", { ...read("/bridgehead"), action: "ssm:GetParametersByPath" }],
  [
    "applyWorker",
    "read what a credential was",
    { ...read("/bridgehead/orders/key"), action: "ssm:GetParameterHistory" },
  ],
  ["applyWorker", "decrypt an export", decrypt("/bridgehead-arns/orders")],
  ["applyWorker", "decrypt a credential by itself", decrypt("/bridgehead/orders/key", "lambda")],
  // Queues and functions.
  ["planWorker", "ask for an apply", send("apply")],
  ["applyWorker", "ask for an apply", send("apply")],
  ["planWorker", "bury an apply", send("apply-dead")],
  ["applyWorker", "bury a plan", send("plan-dead")],
  ["planWorker", "hide an apply", { action: "sqs:ChangeMessageVisibility", resource: queueArn("apply") }],
  ["planWorker", "take a dead letter away", { action: "sqs:DeleteMessage", resource: queueArn("plan-dead") }],
  ["applyWorker", "take a dead letter away", { action: "sqs:ReceiveMessage", resource: queueArn("apply-dead") }],
  ["webhook", "take a job away", { action: "sqs:DeleteMessage", resource: queueArn("apply") }],
  ["reconcile", "take a job away", { action: "sqs:PurgeQueue", resource: queueArn("apply") }],
  ["planWorker", "take an apply", { action: "sqs:ReceiveMessage", resource: queueArn("apply") }],
  ["planWorker", "evaluate where the default branch is", evaluate("evaluateDefaultBranch")],
  ["applyWorker", "evaluate where strangers are", evaluate("evaluatePullRequest")],
  ["planWorker", "call the applier", evaluate("applyWorker")],
  // Connections.
  ...everybody
    .filter((role) => role !== "applyWorker")
    .flatMap((role): readonly Row[] => [
      [role, "create a resource", create],
      [role, "update a resource", { ...create, action: "cloudformation:UpdateResource" }],
      [role, "delete a resource", { ...create, action: "cloudformation:DeleteResource" }],
      [role, "create a connection", connection("CreateConnection", "orders")],
      [role, "read a connection's secret", secret("GetSecretValue", "events!connection/orders/1-x")],
    ]),
  ["applyWorker", "read another secret", secret("GetSecretValue", "production/database")],
  ["applyWorker", "delete a connection's secret", secret("DeleteSecret", "events!connection/orders/1-x")],
  ["applyWorker", "take a connection's credential off", connection("DeauthorizeConnection", "orders")],
  ["applyWorker", "decrypt by such a key for itself", ofKey("Decrypt", {})],
  [
    "applyWorker",
    "decrypt another secret",
    ofKey("Decrypt", {
      "kms:ViaService": viaSecrets,
      "kms:EncryptionContext:SecretARN": `${secretArn}production/database`,
    }),
  ],
  ["applyWorker", "use such a key past Secrets Manager", ofKey("GenerateDataKey", ofSecret("orders"))],
  [
    "applyWorker",
    "use a key that is not for this",
    ofKey("DescribeKey", { "aws:ResourceTag/EventBridgeApiDestinations": "false" }),
  ],
  ["applyWorker", "make a role for another service", serviceRole("ecs", "apidestinations.events")],
  ["applyWorker", "say another service", serviceRole("apidestinations.events", "ecs")],
  // What is another stack's, or another function's.
  ...(["webhook", "planWorker", "applyWorker", "reconcile"] as const).flatMap((role): readonly Row[] => [
    [role, "write another function's log", log("other-function", "PutLogEvents")],
    [role, "decrypt past Parameter Store", decrypt(ownKeys[role], "lambda")],
    [role, "ask another queue", { action: "sqs:SendMessage", resource: `${queueArn("plan")}-other` }],
    [role, "take another queue's jobs", { action: "sqs:ReceiveMessage", resource: `${queueArn("plan")}-other` }],
    [
      role,
      "look at a connection of another region",
      {
        ...connection("DescribeConnection", "orders"),
        resource: `arn:aws:events:us-east-1:${account}:connection/orders`,
      },
    ],
    ...["RECORD", "PLAN#7#1#h", "CLAIM#x", "RECONCILER#x"].flatMap((key) =>
      ["Query", "PutItem"].map((action): Row => [role, `${action} ${key} elsewhere`, elsewhere(ledger(action, key))]),
    ),
  ]),
];

/** With limits that a stack has. */
export const ofTeam: readonly Row[] = [
  ["applyWorker", "read another team's secret", secret("GetSecretValue", "events!connection/other-a/1-x")],
  ["applyWorker", "overwrite another team's secret", secret("PutSecretValue", "events!connection/other-a/1-x")],
  [
    "applyWorker",
    "decrypt another team's secret",
    ofKey("Decrypt", { "kms:ViaService": viaSecrets, ...ofSecret("other-a") }),
  ],
  ["applyWorker", "delete another team's connection", connection("DeleteConnection", "other-a")],
  ["planWorker", "look at another team's connection", connection("DescribeConnection", "other-a")],
];

/** With a prefix that covers what is the pipeline's. */
export const badlyChosen: readonly Row[] = [
  ["applyWorker", "read the webhook's secret", own("webhook-secret")],
  ["applyWorker", "read another stage's secret", read("/bridgehead-system/other/webhook-secret")],
  ["applyWorker", "decrypt another stage's key", decrypt("/bridgehead-system/other/github-private-key")],
  ["applyWorker", "overwrite its own key", write(`/bridgehead-system/${stage}/github-private-key`)],
  ["applyWorker", "lift a freeze", write(`/bridgehead-system/${stage}/freeze`, "DeleteParameter")],
];

export const allowed: readonly Row[] = [
  ["webhook", "read its secret", own("webhook-secret")],
  ["webhook", "ask for an apply", send("apply")],
  ["planWorker", "publish", ledger("PutItem", "PLAN#7#1#h")],
  ["planWorker", "count", ledger("UpdateItem", "PLANNER#x")],
  ["planWorker", "remember who asked", ledger("PutItem", "PLANNER#x")],
  ["planWorker", "read its counters", ledger("GetItem", "PLANNER#x")],
  ["reconcile", "claim", ledger("PutItem", "RECONCILER#x")],
  ["reconcile", "note", ledger("PutItem", "RECONCILER#NOTED#x")],
  ["reconcile", "read its notes", ledger("Query", "RECONCILER#NOTED#x")],
  ["reconcile", "read records", ledger("Query", "RECORD")],
  ["reconcile", "read what it keeps of drift", ledger("Query", "RECONCILER#DRIFT")],
  ["applyWorker", "keep a record under its lock", ledger("PutItem", "LOCK", "RECORD")],
  ["applyWorker", "tell how a pull request went", ledger("PutItem", "PLAN#7#1#way")],
  ["applyWorker", "read a credential", read("/bridgehead/orders/key")],
  ["applyWorker", "decrypt a credential", decrypt("/bridgehead/orders/key")],
  ["applyWorker", "decrypt its own key", decrypt(`/bridgehead-system/${stage}/github-private-key`)],
  ["applyWorker", "write an export", write("/bridgehead-arns/orders")],
  ["applyWorker", "have a secret kept", secret("CreateSecret", "events!connection/orders/1-x")],
  [
    "applyWorker",
    "have it encrypted",
    ofKey("GenerateDataKey", { "kms:ViaService": viaSecrets, ...ofSecret("orders") }),
  ],
];

/** What stays denied whatever else a role is given. */
export const denied: readonly Row[] = [
  ...(["webhook", "planWorker", "reconcile", "applyWorker"] as const).flatMap((role): readonly Row[] => [
    [role, "overwrite the pipeline's key", write(`/bridgehead-system/${stage}/github-private-key`)],
    [role, "lift a freeze", write(`/bridgehead-system/${stage}/freeze`, "DeleteParameter")],
    [role, "read another stage's key", read("/bridgehead-system/other/github-private-key")],
    [role, "read what stands elsewhere", read("/other/key")],
  ]),
  ["webhook", "read the private key", own("github-private-key")],
  ["planWorker", "read a credential", read("/bridgehead/orders/key")],
  ["reconcile", "read a credential", read("/bridgehead/orders/key")],
  ["applyWorker", "read the webhook's secret", own("webhook-secret")],
  ["applyWorker", "decrypt the webhook's secret", decrypt(`/bridgehead-system/${stage}/webhook-secret`)],
  ["applyWorker", "overwrite a credential", write("/bridgehead/orders/key")],
];
