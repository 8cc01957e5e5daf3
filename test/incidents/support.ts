import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
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
  Effect: v.picklist(["Allow", "Deny"]),
  Action: many,
  Resource: v.optional(many, []),
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
  /** Those that allow something. */
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
      statements: properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(
        ({ Effect }) => Effect === "Allow",
      ),
    }));
  });
  return (await Promise.all(read)).flat();
}
