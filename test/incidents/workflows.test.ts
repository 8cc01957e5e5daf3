import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root, sourceModules } from "../support/source-imports.ts";
import { readRoles, yamlOf } from "./support.ts";

/* Whom AWS and GitHub let do what, beside the code: the stack's roles, and the workflows of GitHub Actions. */

const triggers = v.union([
  v.record(v.string(), v.unknown()),
  v.pipe(
    v.array(v.string()),
    v.transform((names) => Object.fromEntries(names.map((name) => [name, null]))),
  ),
  v.pipe(
    v.string(),
    v.transform((name) => ({ [name]: null })),
  ),
]);
const workflowSchema = v.object({
  on: triggers,
  permissions: v.record(v.string(), v.string()),
  jobs: v.record(
    v.string(),
    v.looseObject({
      permissions: v.optional(v.unknown()),
      steps: v.array(
        v.looseObject({ uses: v.optional(v.string()), run: v.optional(v.string(), ""), with: v.optional(v.unknown()) }),
      ),
    }),
  ),
});

const folders = [".github/workflows", "workflows/github"];
const listed = await Promise.all(
  folders.map(async (folder) => (await readdir(path.join(root, folder))).map((file) => `${folder}/${file}`)),
);
const workflows = await Promise.all(
  listed.flat().map(async (file) => {
    const text = await readFile(path.join(root, file), "utf8");
    return { file, text, ...v.parse(workflowSchema, parse(text)) };
  }),
);
const copied = workflows.filter(({ file }) => file.startsWith("workflows/github/"));
const roles = await readRoles();

describe("pull_request_target (hackerbot-claw, February 2026; LunarClient/ServerMappings#5019; CVE-2026-45321): a stranger's code ran beside secrets", () => {
  it("no workflow starts by what a stranger does, but the check of a pull request's own code", () => {
    const names = workflows.flatMap(({ on }) => Object.keys(on));
    expect(new Set(names)).toEqual(new Set(["push", "pull_request", "workflow_dispatch"]));
    expect(copied.map(({ on }) => Object.keys(on))).toEqual([["workflow_dispatch"]]);
  });

  it("no workflow has a secret, or may write anything", () => {
    for (const { text, permissions, jobs } of workflows) {
      expect(Object.values(permissions).filter((access) => access !== "read")).toEqual([]);
      expect(Object.values(jobs).filter((job) => job.permissions !== undefined)).toEqual([]);
      expect(text).not.toMatch(/secrets\s*[.[]|secrets:\s*inherit|toJSON\(secrets\)/);
    }
  });

  it("what runs a stranger's code leaves no token of GitHub's behind", () => {
    const checkouts = workflows
      .flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps))
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  it("actions are pinned by commit, and no text from outside is put into a shell's program", () => {
    const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(steps.filter(({ run }) => run.includes("${{"))).toEqual([]);
  });
});

describe("the default trust of AWS's OIDC (terrateam hardening-aws-oidc.mdx): any workflow of a repository could take the role", () => {
  it("the workflow that people copy asks for no identity, and knows no AWS", () => {
    expect(copied).toHaveLength(1);
    for (const { permissions, text, jobs } of copied) {
      expect(permissions).toEqual({ checks: "read" });
      expect(text).not.toMatch(/id-token|\baws\b.*(?:role|credential|secret)|AWS_|configure-aws/);
      expect(Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses }) => uses !== undefined))).toEqual([]);
    }
  });

  it("no role of the stack is for anybody but Lambda, and the stack knows no identity provider", async () => {
    const lambda = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
    expect(roles).toHaveLength(6);
    for (const { trust } of roles) expect(trust).toEqual([lambda]);
    const files = await readdir(path.join(root, "infra/resources"));
    for (const file of files)
      expect(JSON.stringify(await yamlOf(`infra/resources/${file}`))).not.toMatch(/OIDC|SAML|Federated/);
  });
});

describe("safe-settings#734: what was called a dry run wrote", () => {
  /** What reads, receives work, or decrypts what was read. */
  const reads = /^\w+:(?:Get|Describe|List|Query|Receive)|^kms:Decrypt$/;
  /** What changes nothing but the worker's own queue and log. */
  const chores = /^logs:|^sqs:(?:DeleteMessage|ChangeMessageVisibility)$|^lambda:InvokeFunction$/;

  it.each([
    [
      "PlanWorkerRole",
      [
        ["sqs:SendMessage", "PlanDeadLetterQueue"],
        ["sqs:SendMessage", "PlanQueue"],
        ["dynamodb:PutItem", "PLAN#*"],
        ["dynamodb:UpdateItem", '["PLANNER#*"]'],
      ],
    ],
    [
      "ReconcileRole",
      [
        ["sqs:SendMessage", "PlanQueue"],
        ["dynamodb:PutItem", "RECONCILER#*"],
      ],
    ],
  ])("%s may write nothing in AWS but these", (name, allowed) => {
    const statements = roles.find((role) => role.name === name)?.statements ?? [];
    expect(statements.length).toBeGreaterThan(5);
    const writes = statements.flatMap(({ Action, Resource, Condition }) =>
      Action.filter((action) => !reads.test(action) && !chores.test(action)).map((action) => [
        action,
        JSON.stringify([Resource, Condition]),
      ]),
    );
    expect(writes.map(([action]) => action)).toEqual(allowed.map(([action]) => action));
    for (const [index, [, where]] of writes.entries()) expect(where).toContain(allowed[index]?.[1]);
  });

  it("and neither may read a credential of a connection", () => {
    const isForeign = (resource: string): boolean => !resource.includes("/bridgehead-system/");
    const reading = roles.filter(({ statements }) =>
      statements
        .filter(({ Action }) => Action.some((action) => action.startsWith("ssm:GetParameter")))
        .some(({ Resource }) => Resource.some(isForeign)),
    );
    expect(reading.map(({ name }) => name)).toEqual(["ApplyWorkerRole"]);
  });

  it("nothing has a switch between writing and not writing", async () => {
    const modules = await sourceModules(["workflows", "infra", "functions"]);
    const texts = await Promise.all(
      modules.map(async ({ path: file }) => [file, await readFile(path.join(root, file), "utf8")] as const),
    );
    expect(texts.filter(([, text]) => /\bdry_?-?run\b/i.test(text)).map(([file]) => file)).toEqual([]);
  });
});

describe("digger spec-signing.mdx: a job that was dispatched could be altered on its way", () => {
  it("none but the webhook, which checks the signature, and the reconciler, which asks for nothing but an apply of what is merged, may queue one", () => {
    const sending = roles.flatMap(({ name, statements }) =>
      statements
        .filter(({ Action }) => Action.includes("sqs:SendMessage"))
        .flatMap(({ Resource }) => Resource.filter((queue) => queue.startsWith("ApplyQueue")).map(() => name)),
    );
    expect(sending.toSorted()).toEqual(["ReconcileRole", "WebhookRole"]);
  });
});

describe("atlantis#1613, #4635, #4930: what had failed to apply was merged", () => {
  it("nothing here merges, or asks GitHub to merge by itself", async () => {
    const modules = await sourceModules(["workflows", "infra/github", "infra/compose", "functions"]);
    const texts = await Promise.all(modules.map(({ path: file }) => readFile(path.join(root, file), "utf8")));
    const merges = /\bpulls\.merge\b|\brepos\.merge\b|enablePullRequestAutoMerge|mergePullRequest/;
    expect(modules.filter((_, index) => merges.test(texts[index] ?? "")).map((module) => module.path)).toEqual([]);
    const deployment = await readFile(path.join(root, "infra/github/put-deployment.ts"), "utf8");
    expect(deployment).toContain("auto_merge: false");
  });
});
