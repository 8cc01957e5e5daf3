import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { type PlanPullRequestOutcome, planPullRequest } from "../../workflows/plan-pull-request.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { caps, keyOf } from "../support/definitions.ts";
import { openPull } from "../support/pull-requests.ts";
import { root } from "../support/source-imports.ts";

/** A file of the project as data. CloudFormation's tags are passed over: `!Sub x` is `x`. */
export async function yamlOf(file: string): Promise<unknown> {
  return parse(await readFile(path.join(root, file), "utf8"), { logLevel: "error" });
}

const many = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const statement = v.object({
  Sid: v.string(),
  Effect: v.literal("Allow"),
  Action: many,
  Resource: many,
  Condition: v.optional(v.unknown()),
});
const role = v.object({
  Type: v.literal("AWS::IAM::Role"),
  Properties: v.object({
    AssumeRolePolicyDocument: v.object({
      Statement: v.array(v.object({ Effect: v.string(), Action: v.string(), Principal: v.unknown() })),
    }),
    Policies: v.optional(v.array(v.object({ PolicyDocument: v.object({ Statement: v.array(statement) }) })), []),
  }),
});

export interface Role {
  readonly name: string;
  readonly trust: v.InferOutput<typeof role>["Properties"]["AssumeRolePolicyDocument"]["Statement"];
  readonly statements: readonly v.InferOutput<typeof statement>[];
}

/** The roles of the stack, as its resources have them. */
export async function readRoles(): Promise<readonly Role[]> {
  const files = ["webhook-role", "plan-worker-role", "apply-worker-role", "reconcile-role", "evaluate-roles"];
  const read = files.map(async (file) => {
    const { Resources } = v.parse(
      v.object({ Resources: v.record(v.string(), role) }),
      await yamlOf(`infra/resources/${file}.yml`),
    );
    return Object.entries(Resources).map(([name, { Properties: properties }]) => ({
      name,
      trust: properties.AssumeRolePolicyDocument.Statement,
      statements: properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    }));
  });
  return (await Promise.all(read)).flat();
}

export interface PlannedPull {
  /** What it rejected with instead. */
  readonly ended: PlanPullRequestOutcome | Error;
  /** Every report of the check, in their order. */
  readonly checks: readonly CheckReport[];
  readonly comments: readonly string[];
  readonly isPublished: boolean;
  /** The operations that AWS was asked for. */
  readonly asked: readonly string[];
}

/** Plans a pull request that declares a connection, on AWS as it is and on a GitHub of which the test says how it answers. */
export async function planPull(
  but: Partial<PullRequest> = {},
  given: { readonly mayWrite?: boolean; readonly evaluate?: Evaluator["evaluate"] } = {},
): Promise<PlannedPull> {
  const bench = await startApplyBench();
  bench.aws.putParameter({ name: "/bridgehead/orders/key", value: "key" });
  const pull = openPull(but);
  const checks: CheckReport[] = [];
  const comments: string[] = [];
  const orders = {
    type: keyOf("orders").type,
    id: "orders",
    props: {
      authorizationType: "API_KEY",
      authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" },
    },
    at: { file: "orders.ts", line: 1, column: 1 },
    locations: {},
  };
  const evaluate: Evaluator["evaluate"] = async ([file]) => ({
    definitions: file?.text === "merge" ? [orders] : [],
    diagnostics: [],
    imports: {},
  });
  // Only what a plan asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => "base",
      files: async (commit: string) => [{ path: "orders.ts", text: commit }],
      file: async () => undefined,
      mergeCandidate: async () => ({ kind: "merge", commit: "merge", head: pull.head, base: "base" }),
    },
    review: {
      pullRequest: async () => pull,
      putComment: async (_number: number, _marker: string, body: string) => void comments.push(body),
    },
    checks: { putCheck: async (report: CheckReport) => void checks.push(report) },
    trigger: { mayWrite: async () => given.mayWrite ?? true },
  } as unknown as Forge;
  const evaluator = { evaluate: given.evaluate ?? evaluate };
  const definitions = { fingerprintKey: new SecretText("key"), evaluator };
  const queue = { send: async () => undefined };
  const deps = { ...bench.deps, engine: "engine", forge, caps, definitions, queue, installation: null };
  const { signal } = new AbortController();
  const ended = await planPullRequest({ pullRequest: pull.number, outdatedAt: null }, deps, signal).catch(
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const place = { repository: 1, pullRequest: pull.number, head: pull.head };
  const publication = await bench.deps.ledger.publicationBefore(place, Number.MAX_SAFE_INTEGER);
  const asked = bench.aws.requests().map(({ operation }) => operation);
  return { ended, checks, comments, isPublished: publication !== undefined, asked };
}
