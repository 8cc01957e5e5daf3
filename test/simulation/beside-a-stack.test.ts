import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stackPath, stackText } from "../../infra/aws/stack-parameter.ts";
import type { Change, Finding, Plan } from "../../workflows/engine/plan/plan.ts";
import type { ResourceStatus } from "../../workflows/engine/plan/resource-status.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead, type Ended } from "../support/bridgehead.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* Somebody at a terminal, in an account and region with a stack that has applied `orders` and `billing`. */

/** A plan as `plan --json` prints it. */
type Shown = Plan & { readonly accept: string };

let pipeline: Pipeline;
let cwd: string;

const FREEZE = "/bridgehead-system/local/freeze";
const defined = (folder: string, id: string, more = {}) =>
  writeFile(path.join(cwd, folder, `${id}.json`), definitionJson(id, more));
const run = (...args: readonly string[]): Promise<Ended> =>
  bridgehead(args, { cwd, env: { AWS_ENDPOINT_URL: pipeline.stack.aws.url } });
/** Requests that change something. */
const writes = (): readonly string[] =>
  pipeline.stack.aws
    .requests()
    .map(({ operation }) => operation)
    .filter((operation) => /^(?:Create|Update|Delete|Put)/.test(operation));
const stored = (name: string): string => JSON.stringify(pipeline.stack.aws.storedConnection(name)?.properties);

beforeAll(async () => {
  pipeline = await startPipeline();
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-beside-"));
  await mkdir(path.join(cwd, "defs"));
  await mkdir(path.join(cwd, "own"));
  const { aws } = pipeline.stack;
  for (const id of ["orders", "billing", "mine"]) {
    aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}` });
  }
  const files = {
    "connections/orders.json": definitionJson("orders"),
    "connections/billing.json": definitionJson("billing"),
  };
  await pipeline.merge((await pipeline.propose("both", files)).number);
});
afterAll(async () => {
  await pipeline.close();
  await rm(cwd, { recursive: true });
});

describe("what a stack manages", () => {
  it("is listed with the stack, and compared with its record", async () => {
    const status = await run("status", "defs", "--json");
    expect(status.status).toBe(0);
    const { connections } = status.json<{ connections: readonly ResourceStatus[] }>();
    expect(connections.map(({ name, stack, usable, live }) => [name, stack, usable, live.matches])).toEqual([
      ["billing", "local", true, true],
      ["orders", "local", true, true],
    ]);
    expect((await run("status", "defs")).stdout).toContain("managed by the stack local");
    const drift = await run("drift", "defs");
    expect(drift.status).toBe(0);
    expect(drift.stdout).toContain("Managed by the stack local: billing, orders.");
  });

  it("is no change where it is defined the same, and nothing else of it is deleted", async () => {
    await defined("defs", "orders");
    const plan = await run("plan", "defs", "--json");
    expect(plan.status).toBe(0);
    expect(plan.json<Plan>()).toMatchObject({
      counts: { "no-op": 1, delete: 0, adopt: 0, create: 0 },
      changes: [{ name: "orders", action: "no-op", stack: "local" }],
      findings: [],
    });
    expect((await run("plan", "defs")).stdout).toContain("Managed by the stack local: orders.");
    expect((await run("apply", "defs", "--yes", "--json")).json()).toMatchObject({ outcome: "no-changes" });
    // What the stack manages has no record here.
    const ledger = await readFile(path.join(cwd, ".bridgehead", "ledger.json"), "utf8");
    expect(ledger).not.toContain("billing");
    expect(ledger).not.toContain("orders");
  });

  it("is blocked where it would be written, and no advice says to adopt it", async () => {
    await defined("defs", "orders", { description: "from a terminal" });
    const plan = await run("plan", "defs", "--json");
    expect(plan.status).toBe(1);
    const { digest, findings, changes } = plan.json<Plan>();
    expect(digest).not.toBeNull();
    expect(changes).toMatchObject([{ name: "orders", action: "update", stack: "local" }]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "managed-by-stack", level: "block", name: "orders" }),
    );
    const shown = await run("plan", "defs");
    expect(shown.stdout).toContain("[managed-by-stack]");
    expect(shown.stdout).not.toMatch(/adopt|--accept/);
  });

  it("is not written, whatever is accepted; what is one's own beside it is", async () => {
    await defined("defs", "mine");
    const { accept } = (await run("plan", "defs", "--json")).json<Shown>();
    const apply = await run("apply", "defs", "--accept", accept, "--json");
    expect(apply.status).toBe(1);
    expect(apply.json<RunResult>()).toMatchObject({
      outcome: "held",
      reason: "blocked-by-finding",
      results: [
        { name: "mine", action: "create", status: "applied" },
        { name: "orders", action: "update", status: "held" },
      ],
    });
    expect(stored("mine")).toContain("canary-mine");
    expect(stored("orders")).not.toContain("from a terminal");
    const { connections } = (await run("status", "defs", "--json")).json<{ connections: readonly ResourceStatus[] }>();
    expect(connections.map(({ name, stack }) => [name, stack])).toEqual([
      ["billing", "local"],
      ["mine", null],
      ["orders", "local"],
    ]);
  });

  it("is compared as a whole where the stack is named, and deleted by nobody here", async () => {
    const plan = await run("plan", "defs", "--stage", "local", "--json");
    expect(plan.status).toBe(1);
    const { changes, findings } = plan.json<Plan>();
    const of = ({ name, action, stack }: Change) => [name, action, stack];
    expect(changes.map(of)).toEqual([
      ["billing", "delete", "local"],
      ["mine", "no-op", null],
      ["orders", "update", "local"],
    ]);
    const names = (findings as readonly (Finding & { readonly name: string })[])
      .filter(({ code }) => code === "managed-by-stack")
      .map(({ name }) => name);
    expect(names).toEqual(["billing", "orders"]);
    const before = writes().length;
    expect((await run("apply", "defs", "--stage", "local", "--yes")).status).toBe(1);
    expect(writes()).toHaveLength(before);
    const unknown = await run("plan", "defs", "--stage", "production");
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining("fix: the stacks are local") });
  });

  it("is not imported", async () => {
    const ended = await run("import", "orders", "--definitions", "own", "--json");
    expect(ended.status).toBe(0);
    expect(ended.json()).toMatchObject({
      files: [],
      skipped: [{ name: "orders", reason: "managed", message: 'the stack "local" manages it already' }],
    });
  });

  it("is put right where the stack gets it from", async () => {
    pipeline.stack.aws.changeConnection("billing", { Description: "by hand" });
    const drift = await run("drift", "defs", "--json");
    expect(drift.status).toBe(2);
    const { changes, findings } = drift.json<Plan>();
    expect(changes).toContainEqual(expect.objectContaining({ name: "billing", action: "update", stack: "local" }));
    const [finding] = findings;
    expect(finding).toMatchObject({ code: "drift", name: "billing", stack: "local" });
    expect(finding?.message).toContain('connections/billing.json in the repository of the stack "local"');
    expect(finding?.message).toContain("`operation: apply`");
    expect(finding?.message).not.toContain("npx");
  });
});

describe("a frozen stack", () => {
  it("freezes what is written from the terminal, with --yes and with --accept", async () => {
    await rm(path.join(cwd, "defs", "orders.json"));
    await defined("defs", "mine", { description: "frozen?" });
    const { aws } = pipeline.stack;
    aws.putParameter({ name: "/bridgehead/mine/key", value: "canary-rotated" });
    aws.putParameter({ name: FREEZE, value: "an audit", type: "String" });
    const before = writes().length;
    const plan = await run("plan", "defs", "--json");
    expect(plan.status).toBe(1);
    const { accept, findings } = plan.json<Shown>();
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "frozen",
        message: 'the target is frozen: an audit (by the freeze of the stack "local")',
      }),
    );
    for (const how of [["--yes"], ["--accept", accept]]) {
      const apply = await run("apply", "defs", ...how, "--json");
      expect(apply.status).toBe(1);
      expect(apply.json()).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
    }
    expect(writes()).toHaveLength(before);
    expect(stored("mine")).not.toMatch(/frozen|canary-rotated/);
    aws.deleteParameter(FREEZE);
    expect((await run("apply", "defs", "--yes", "--json")).json()).toMatchObject({ outcome: "applied" });
    expect(stored("mine")).toContain("canary-rotated");
  });
});

describe("where the stacks cannot be looked up", () => {
  const deny = (every: number): void =>
    pipeline.stack.aws.addFault({
      kind: "access-denied",
      operation: "GetParameters",
      name: stackPath("local"),
      every,
    });
  const refused = { outcome: "refused", reason: "stacks-unknown", results: [] };
  afterEach(() => pipeline.stack.aws.clearFaults());

  it("plan warns, apply refuses, and both name the permission", async () => {
    await defined("defs", "mine", { description: "unknown" });
    deny(1);
    const before = writes().length;
    const plan = await run("plan", "defs", "--json");
    expect(plan.status).toBe(2);
    const { accept, findings } = plan.json<Shown>();
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "stacks-unknown",
        level: "warn",
        message: expect.stringContaining("ssm:GetParameters"),
      }),
    );
    const apply = await run("apply", "defs", "--accept", accept, "--json");
    expect(apply.status).toBe(1);
    expect(apply.json()).toEqual(refused);
    expect(apply.stderr).toContain("ssm:GetParameters");
    expect(writes()).toHaveLength(before);
  });

  it("apply goes on with nothing that an earlier run began, plan or not", async () => {
    deny(1);
    await writeFile(path.join(cwd, "own", "bad.json"), "{}");
    const apply = await run("apply", "own", "--yes", "--json");
    expect(apply.json()).toEqual(refused);
    expect(apply.stderr).toContain("ssm:GetParameters");
  });

  it("apply looks again under its lock", async () => {
    // Every second time: first for the plan that is shown, then for the one that is applied.
    deny(2);
    const before = writes().length;
    expect((await run("apply", "defs", "--yes", "--json")).json()).toEqual(refused);
    expect(writes()).toHaveLength(before);
  });

  it("a table that does not answer as one leaves its stack unknown, and the others known", async () => {
    const { aws } = pipeline.stack;
    const ledger = { table: "ledger-of-other" };
    const value = stackText({ stage: "other", repository: null, folder: "connections", ledger });
    aws.putParameter({ name: stackPath("other"), value, type: "String" });
    const status = await run("status", "defs", "--json");
    // The local AWS has no such service.
    expect(status.stderr).toContain('Query of "ledger-of-other" was refused with UnknownOperationException');
    expect(status.json<{ connections: readonly unknown[] }>().connections).toHaveLength(3);
    aws.deleteParameter(stackPath("other"));
  });

  it("status shows the terminal's own, and says so", async () => {
    deny(1);
    const status = await run("status", "defs", "--json");
    expect(status.stderr).toContain("ssm:GetParameters");
    const { connections } = status.json<{ connections: readonly ResourceStatus[] }>();
    expect(connections.map(({ name, stack }) => [name, stack])).toEqual([["mine", null]]);
  });
});

it("what a stack has taken over is not the terminal's again when the stack lets go of it", async () => {
  const { aws } = pipeline.stack;
  await mkdir(path.join(cwd, "once"));
  for (const id of ["taken", "kept"]) {
    aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}` });
    await defined("once", id);
  }
  expect((await run("apply", "once", "--yes")).status).toBe(0);
  const more = { adopt: true, removal: "retain" };
  const { number } = await pipeline.propose("take", { "connections/taken.json": definitionJson("taken", more) });
  await pipeline.merge(number);
  await rm(path.join(cwd, "once", "taken.json"));
  expect((await run("apply", "once", "--yes", "--json")).json()).toMatchObject({ outcome: "no-changes" });
  await pipeline.merge((await pipeline.propose("let-go", { "connections/taken.json": null })).number);
  expect((await run("plan", "once", "--json")).json<Plan>().changes.map(({ name }) => name)).toEqual(["kept"]);
  expect((await run("apply", "once", "--yes", "--json")).json()).toMatchObject({ outcome: "no-changes" });
  expect(aws.connectionNames()).toContain("taken");
});
