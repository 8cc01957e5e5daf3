import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { parse, type ScalarTag } from "yaml";
import type { Statement } from "./iam.ts";
import { root } from "./source-imports.ts";

/** Where the stack of the tests stands, and what its parameters say. */
export const place = {
  account: "111122223333",
  region: "eu-central-1",
  stage: "production",
  table: "bridgehead-ledger",
  parameters: { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", connectionNames: "*" },
};

type Parameters = Readonly<typeof place.parameters>;

/** The functions, by the names of serverless.yml, with their roles. */
export const roleNames = {
  webhook: "WebhookRole",
  planWorker: "PlanWorkerRole",
  applyWorker: "ApplyWorkerRole",
  reconcile: "ReconcileRole",
  evaluatePullRequest: "EvaluatePullRequestRole",
  evaluateDefaultBranch: "EvaluateDefaultBranchRole",
} as const;
export type RoleName = keyof typeof roleNames;

export type Roles = Readonly<Record<RoleName, readonly Statement[]>>;

const { account, region } = place;

/** What CloudFormation and serverless put in place of a name. */
const arns: Readonly<Record<string, string>> = {
  "Ledger.Arn": `arn:aws:dynamodb:${region}:${account}:table/${place.table}`,
  "PlanQueue.Arn": queueArn("plan"),
  "ApplyQueue.Arn": queueArn("apply"),
  "PlanDeadLetterQueue.Arn": queueArn("plan-dead"),
  "ApplyDeadLetterQueue.Arn": queueArn("apply-dead"),
};

export const queueNames = ["plan", "apply", "plan-dead", "apply-dead"] as const;
export type QueueName = (typeof queueNames)[number];

export function queueArn(queue: QueueName): string {
  return `arn:aws:sqs:${region}:${account}:bridgehead-${place.stage}-${queue}.fifo`;
}

export function parameterArn(name: string): string {
  return `arn:aws:ssm:${region}:${account}:parameter${name}`;
}

const tags: ScalarTag[] = [
  { tag: "!Sub", resolve: (text) => text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => named(name, pseudo)) },
  { tag: "!GetAtt", resolve: (text) => named(text, arns) },
];

const pseudo = { "AWS::Partition": "aws", "AWS::Region": region, "AWS::AccountId": account };

function named(name: string, known: Readonly<Record<string, string>>): string {
  const found = known[name];
  if (found === undefined) throw new Error(`nobody here knows what "${name}" is`);
  return found;
}

const many = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const statementSchema = v.strictObject({
  Sid: v.string(),
  Effect: v.picklist(["Allow", "Deny"]),
  Action: many,
  Resource: v.optional(many),
  NotResource: v.optional(many),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), many)), {}),
});
const roleSchema = v.object({
  Properties: v.object({
    Policies: v.optional(v.array(v.object({ PolicyDocument: v.object({ Statement: v.array(statementSchema) }) })), []),
  }),
});
const templateSchema = v.object({ Resources: v.record(v.string(), roleSchema) });

/** What each role of the stack may do, as AWS gets it. `edit` changes the text of the templates before. */
export async function readRoles(
  parameters: Partial<Parameters> = {},
  edit: (template: string) => string = (text) => text,
): Promise<Roles> {
  const files = ["webhook-role", "plan-worker-role", "apply-worker-role", "reconcile-role", "evaluate-roles"];
  const found = new Map<string, readonly Statement[]>();
  for (const file of files) {
    const text = edit(await readFile(path.join(root, `infra/resources/${file}.yml`), "utf8"));
    const { Resources } = v.parse(templateSchema, parse(filled(text, parameters), { customTags: tags }));
    for (const [name, { Properties }] of Object.entries(Resources)) {
      found.set(
        name,
        Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      );
    }
  }
  const entries = Object.entries(roleNames).map(([name, resource]) => [name, found.get(resource)] as const);
  for (const [name, statements] of entries) if (statements === undefined) throw new Error(`${name} has no role`);
  return Object.fromEntries(entries) as Roles;
}

/** With what serverless puts in: its own names, and the stack's parameters. */
function filled(template: string, parameters: Partial<Parameters>): string {
  const known: Readonly<Record<string, string>> = {
    "sls:stage": place.stage,
    "self:service": "bridgehead",
    ...Object.fromEntries(
      Object.entries({ ...place.parameters, ...parameters }).map(([name, value]) => [`param:${name}`, value]),
    ),
  };
  return template.replaceAll(/\$\{((?:sls|self|param):\w+)\}/g, (_, name: string) => named(name, known));
}
