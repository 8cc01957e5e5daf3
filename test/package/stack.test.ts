import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionEvents } from "../../workflows/engine/kinds/connection/events.ts";
import { parseStack, stageOf } from "../../infra/aws/stack-parameter.ts";
import { root } from "../support/source-imports.ts";

const many = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (Array.isArray(value) ? value : [value])),
);
const statementSchema = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Action: many,
  Resource: v.optional(v.unknown()),
  Condition: v.optional(v.unknown()),
});
const roleSchema = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: v.object({ Statement: v.array(statementSchema) }) })), []),
});
const templateSchema = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(v.looseObject({}), {}) })),
});

const publishedSchema = v.looseObject({
  Name: v.string(),
  Type: v.string(),
  Value: v.object({ "Fn::Sub": v.string() }),
});

let folder = "";
let resources: v.InferOutput<typeof templateSchema>["Resources"] = {};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bridgehead-stack-"));
  // Packaging asks AWS nothing, but the tool wants credentials to be there.
  const env = {
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    HOME: folder,
    SLS_INTERACTIVE_SETUP_ENABLE: "",
  };
  const serverless = path.join(root, "node_modules/serverless/bin/serverless.js");
  const options = ["package", "--package", folder, "--stage", "test", "--region", "eu-central-1"];
  await promisify(execFile)(process.execPath, [serverless, ...options], { cwd: root, env, timeout: 120_000 });
  const text = await readFile(path.join(folder, "cloudformation-template-update-stack.json"), "utf8");
  resources = v.parse(templateSchema, JSON.parse(text)).Resources;
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What it allows; what it denies beside, and what nobody else may, is in `test/policy/roles.test.ts`. */
function statementsOf(role: string) {
  return v
    .parse(roleSchema, resources[role]?.Properties)
    .Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === "Allow");
}

function actionsOf(role: string): readonly string[] {
  return statementsOf(role).flatMap(({ Action }) => Action);
}

function ofType(type: string) {
  return Object.entries(resources).flatMap(([name, resource]) =>
    resource.Type === type ? [{ name, properties: resource.Properties }] : [],
  );
}

describe("roles", () => {
  it("exist for each function, and each function has its own", () => {
    const roles = ofType("AWS::Lambda::Function").map(({ properties }) => JSON.stringify(properties["Role"]));
    expect(new Set(roles).size).toBe(6);
    expect(ofType("AWS::IAM::Role")).toHaveLength(6);
  });

  it("give an evaluator nothing at all", () => {
    expect(statementsOf("EvaluatePullRequestRole")).toEqual([]);
    expect(statementsOf("EvaluateDefaultBranchRole")).toEqual([]);
  });

  it("let the webhook read its secret and queue jobs", () => {
    expect(actionsOf("WebhookRole").filter((action) => !action.startsWith("logs:"))).toEqual([
      "ssm:GetParameters",
      "kms:Decrypt",
      "sqs:SendMessage",
    ]);
  });

  it.each([
    [
      "the planner write plans, and what nobody else reads",
      "PlanWorkerRole",
      [
        ["dynamodb:PutItem", ["PLAN#*", "PLANNER#*"]],
        ["dynamodb:UpdateItem", ["PLANNER#*"]],
      ],
    ],
    ["the reconciler write one-time keys", "ReconcileRole", [["dynamodb:PutItem", ["RECONCILER#*"]]]],
  ] as const)("let %s and nothing else", (_, role, allowed) => {
    const writes = /:(Put|Update|Delete|Create|Send|Batch|Transact|Condition|Encrypt|Generate)/;
    const writing = statementsOf(role).filter(({ Action }) =>
      Action.some((each) => writes.test(each) && !/^(logs|sqs):/.test(each)),
    );
    expect(writing).toMatchObject(
      allowed.map(([action, keys]) => ({
        Action: [action],
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      })),
    );
  });

  it("let whoever looks at what is managed read it, list it, and ask for metadata", () => {
    const looks = ["events:DescribeConnection", "events:ListConnections", "ssm:DescribeParameters"];
    const looking = ofType("AWS::IAM::Role").flatMap(({ name }) =>
      looks.some((action) => actionsOf(name).includes(action)) ? [name] : [],
    );
    expect(looking.toSorted()).toEqual(["ApplyWorkerRole", "PlanWorkerRole", "ReconcileRole"]);
    for (const role of looking) expect(actionsOf(role)).toEqual(expect.arrayContaining(looks));
  });

  it("let only the applier read parameters that definitions refer to", () => {
    const reading = ofType("AWS::IAM::Role").flatMap(({ name }) =>
      statementsOf(name).some(({ Resource }) => JSON.stringify(Resource).includes(":parameter/bridgehead/"))
        ? [name]
        : [],
    );
    expect(reading).toEqual(["ApplyWorkerRole"]);
  });

  it("let only the applier write parameters, and only where ARNs are written", () => {
    const writing = ofType("AWS::IAM::Role").flatMap(({ name }) =>
      statementsOf(name)
        .filter(({ Action }) => Action.includes("ssm:PutParameter"))
        .map(({ Resource }) => [name, JSON.stringify(Resource).match(/:parameter[^"]*/g)]),
    );
    expect(writing).toEqual([["ApplyWorkerRole", [":parameter/bridgehead-arns/*"]]]);
  });

  it("never give every action, nor every parameter", () => {
    const all = ofType("AWS::IAM::Role").flatMap(({ name }) => statementsOf(name));
    expect(all.filter(({ Action }) => Action.some((action) => action.includes("*")))).toEqual([]);
    expect(all.filter(({ Resource }) => JSON.stringify(Resource).includes(":parameter/*"))).toEqual([]);
    const everywhere = all.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    expect(new Set(everywhere.map((action) => action.split(":")[0]))).toEqual(
      new Set(["ssm", "events", "vpc-lattice"]),
    );
  });
});

describe("the stack", () => {
  it("publishes what it serves and where its ledger is, as the command line reads it", () => {
    const [{ properties } = { properties: {} }, ...more] = ofType("AWS::SSM::Parameter");
    expect(more).toEqual([]);
    const { Name, Type, Value } = v.parse(publishedSchema, properties);
    expect([Type, stageOf(Name)]).toEqual(["String", "test"]);
    // CloudFormation puts the table's name in place of the reference.
    expect(parseStack("test", Value["Fn::Sub"].replace("${Ledger}", "ledger-of-test"))).toEqual({
      stage: "test",
      repository: null,
      folder: "connections",
      ledger: { table: "ledger-of-test" },
    });
    expect(resources["Ledger"]?.Type).toBe("AWS::DynamoDB::Table");
  });

  it("tells whoever reads definitions what its roles are limited to", () => {
    const environments = ofType("AWS::Lambda::Function").flatMap(({ name, properties }) => {
      const text = JSON.stringify(properties["Environment"] ?? {});
      return text.includes("BRIDGEHEAD_EVALUATE_FUNCTION") ? [[name, text] as const] : [];
    });
    expect(environments.map(([name]) => name).toSorted()).toEqual([
      "ApplyWorkerLambdaFunction",
      "PlanWorkerLambdaFunction",
    ]);
    for (const [, text] of environments) {
      expect(text).toContain('"BRIDGEHEAD_SECRET_PREFIX":"/bridgehead/"');
      expect(text).toContain('"BRIDGEHEAD_EXPORT_PREFIX":"/bridgehead-arns/"');
      expect(text).toContain('"BRIDGEHEAD_CONNECTION_NAMES":"*"');
      expect(text).toContain('"BRIDGEHEAD_REPOSITORY":""');
    }
  });

  it("runs on the Node and the processor that the project is made for", () => {
    for (const { properties } of ofType("AWS::Lambda::Function")) {
      expect(properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
    }
  });

  it("has one route", () => {
    expect(ofType("AWS::ApiGatewayV2::Route").map(({ properties }) => properties["RouteKey"])).toEqual([
      "POST /webhooks/github",
    ]);
  });

  it("takes so many requests a second of whoever posts there, and no more", () => {
    expect(ofType("AWS::ApiGatewayV2::Stage").map(({ properties }) => properties["DefaultRouteSettings"])).toEqual([
      { ThrottlingBurstLimit: 500, ThrottlingRateLimit: 50 },
    ]);
  });

  it("reconciles on a schedule and by what AWS tells of names that are its own, and nothing else starts it", () => {
    const rules = ofType("AWS::Events::Rule");
    const target = [{ Arn: { "Fn::GetAtt": ["ReconcileLambdaFunction", "Arn"] } }];
    for (const { properties } of rules) {
      expect(properties).toMatchObject({ Targets: target, State: "ENABLED" });
      expect(properties["EventBusName"]).toBeUndefined();
    }
    expect(rules.map(({ properties }) => properties["ScheduleExpression"] ?? properties["EventPattern"])).toEqual([
      "rate(15 minutes)",
      {
        source: ["aws.ssm"],
        "detail-type": ["Parameter Store Change"],
        detail: { name: [{ prefix: "/bridgehead/" }] },
      },
      {
        source: ["aws.ssm"],
        "detail-type": ["Parameter Store Policy Action"],
        detail: { "parameter-name": [{ prefix: "/bridgehead/" }] },
      },
      {
        source: [connectionEvents.source],
        "detail-type": connectionEvents.detailTypes,
        detail: { ConnectionName: [{ wildcard: "*" }] },
      },
    ]);
    // Each rule may invoke it, and nobody else may.
    const permissions = ofType("AWS::Lambda::Permission").filter(
      ({ properties }) => properties["Principal"] === "events.amazonaws.com",
    );
    expect(permissions).toHaveLength(rules.length);
    for (const { properties } of permissions) {
      expect(properties).toMatchObject({
        Action: "lambda:InvokeFunction",
        FunctionName: { "Fn::GetAtt": ["ReconcileLambdaFunction", "Arn"] },
      });
      expect(JSON.stringify(properties["SourceArn"])).toMatch(
        /"Fn::GetAtt":\["ReconcileEvents|"rule","bridgehead-test-reconcile-rule-\d"/,
      );
    }
  });

  it("lets the next round do what one did not", () => {
    expect(ofType("AWS::Lambda::EventInvokeConfig")).toMatchObject([{ properties: { MaximumRetryAttempts: 0 } }]);
  });

  it("hands failed messages back one by one, and keeps those that fail for good", () => {
    for (const { properties } of ofType("AWS::Lambda::EventSourceMapping")) {
      expect(properties).toMatchObject({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
    }
    const queues = ofType("AWS::SQS::Queue");
    expect(queues.every(({ properties }) => properties["FifoQueue"] === true)).toBe(true);
    expect(queues.filter(({ properties }) => "RedrivePolicy" in properties)).toHaveLength(2);
  });

  it("hides a message for longer than its worker may run", () => {
    for (const [queue, worker] of [
      ["PlanQueue", "PlanWorkerLambdaFunction"],
      ["ApplyQueue", "ApplyWorkerLambdaFunction"],
    ] as const) {
      expect(resources[queue]?.Properties["VisibilityTimeout"]).toBeGreaterThan(
        Number(resources[worker]?.Properties["Timeout"]),
      );
    }
  });

  it("keeps the ledger when it is removed", () => {
    expect(ofType("AWS::DynamoDB::Table")[0]?.properties).toMatchObject({
      DeletionProtectionEnabled: true,
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
  });
});
