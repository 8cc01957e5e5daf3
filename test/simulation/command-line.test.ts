import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

let aws: LocalAws;
let cwd: string;

beforeAll(async () => {
  aws = await startLocalAws({ region: "eu-west-1" });
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-test-"));
  await mkdir(path.join(cwd, "defs"));
  aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-orders" });
  aws.putParameter({ name: "/bridgehead/billing/key", value: "canary-billing" });
});
afterAll(async () => {
  await aws.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  bridgehead(args, { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: "eu-west-1" } });
const define = (id: string, more = {}) => writeFile(path.join(cwd, "defs", `${id}.json`), definitionJson(id, more));

describe("the walk of a person at a terminal", () => {
  it("plans two creates, applies them, and then has nothing to do", async () => {
    await define("orders");
    await define("billing");
    const plan = await run("plan", "defs", "--json");
    expect(plan.status).toBe(2);
    expect(plan.json<Plan>()).toMatchObject({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { create: 2, update: 0, replace: 0, delete: 0, adopt: 0, forget: 0, "no-op": 0 },
    });
    const apply = await run("apply", "defs", "--yes", "--json");
    expect(apply.status).toBe(0);
    expect(apply.json<RunResult>()).toMatchObject({
      outcome: "applied",
      results: [
        {
          name: "billing",
          action: "create",
          status: "applied",
          error: null,
          authorization: "AUTHORIZED",
          arn: expect.stringContaining(":connection/billing/"),
        },
        { name: "orders", status: "applied" },
      ],
    });
    const again = await run("plan", "defs", "--json");
    expect(again.status).toBe(0);
    expect(again.json<Plan>()).toMatchObject({ counts: { create: 0, "no-op": 2 } });
    expect((await run("apply", "defs", "--yes", "--json")).json()).toEqual({
      outcome: "no-changes",
      reason: "no-changes",
      results: [],
    });
  });

  it("edits a description: one update, and the credential stays", async () => {
    await define("orders", { description: "all orders" });
    const plan = (await run("plan", "defs", "--json")).json<Plan>();
    expect(plan.changes.filter(({ action }) => action !== "no-op")).toMatchObject([
      { name: "orders", action: "update", properties: [{ path: "/Description", before: null, after: "all orders" }] },
    ]);
    expect((await run("apply", "defs", "--yes", "--json")).status).toBe(0);
    expect(JSON.stringify(aws.storedConnection("orders")?.properties)).toContain("canary-orders");
  });

  it("rotates a parameter: one update, which names both versions and no value", async () => {
    aws.putParameter({ name: "/bridgehead/orders/key", value: "canary-rotated" });
    const plan = await run("plan", "defs");
    expect(plan.status).toBe(2);
    expect(plan.stdout).toMatch(/1 → 2|version 1.*2/);
    expect((await run("apply", "defs", "--yes", "--json")).status).toBe(0);
    expect(JSON.stringify(aws.storedConnection("orders")?.properties)).toContain("canary-rotated");
  });

  it("removes a file: one delete", async () => {
    await rm(path.join(cwd, "defs", "billing.json"));
    const apply = (await run("apply", "defs", "--yes", "--json")).json<RunResult>();
    expect(apply).toMatchObject({
      outcome: "applied",
      results: [{ name: "billing", action: "delete", status: "applied" }],
    });
    expect(aws.connectionNames()).toEqual(["orders"]);
  });

  it("leaves no value behind in its state folder", async () => {
    const ledger = await readFile(path.join(cwd, ".bridgehead", "ledger.json"), "utf8");
    expect(ledger).toContain("/bridgehead/orders/key");
    expect(ledger).not.toContain("canary");
  });
});

describe("another folder, or another address", () => {
  it("never plans to delete this one's connections", async () => {
    await mkdir(path.join(cwd, "other"));
    await writeFile(
      path.join(cwd, "other", "a.json"),
      definitionJson("a", { authParameters: { apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" } }),
    );
    expect((await run("plan", "other", "--json")).json<Plan>().counts).toMatchObject({ create: 1, delete: 0 });
  });

  it("refuses a name that exists and is not managed there", async () => {
    await writeFile(path.join(cwd, "other", "a.json"), definitionJson("orders"));
    const plan = await run("plan", "other", "--json");
    expect(plan.status).toBe(1);
    expect(plan.json<Plan>()).toMatchObject({
      changes: [{ name: "orders", action: "create" }],
      diagnostics: [{ code: "name-taken", severity: "error", file: "a.json", line: 1 }],
    });
  });
});

describe("bad input", () => {
  it("names the place, the rule and the fix, on status 1, and calls nothing", async () => {
    const folder = path.join(cwd, "bad");
    await mkdir(folder);
    await writeFile(path.join(folder, "bad.json"), definitionJson("bad", { authorizationTyp: "API_KEY" }));
    const before = aws.requests().length;
    const validate = await run("validate", "bad", "--json");
    expect(validate.status).toBe(1);
    expect(validate.json<{ diagnostics: unknown[] }>().diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "error",
        file: "bad.json",
        line: expect.any(Number),
        hint: expect.any(String),
      }),
    );
    expect(aws.requests().length).toBe(before);
    const apply = await run("apply", "bad", "--yes", "--json");
    expect(apply.status).toBe(1);
    expect(apply.json<RunResult>()).toMatchObject({ outcome: "failed", reason: "definitions-invalid", results: [] });
  });

  it("a parameter that does not exist is an error at the line of its reference", async () => {
    await writeFile(path.join(cwd, "bad", "bad.json"), definitionJson("bad"));
    const plan = await run("plan", "bad", "--json");
    expect(plan.status).toBe(1);
    expect(plan.json<Plan>().diagnostics).toContainEqual(
      expect.objectContaining({ code: "parameter-not-found", file: "bad.json", line: 6 }),
    );
  });

  it.each([
    [["plant"], "there is no command"],
    [["plan", "nowhere"], "there is no folder"],
    [["plan", "--jsn"], "--jsn"],
    [["plan", "defs", "other"], "one argument too many"],
    [["apply", "defs", "--accept", "abc"], "--accept wants"],
    [["dev", "--port", "x"], "is not a port"],
  ])("%j says what to do instead", async (args, message) => {
    const ended = await run(...args);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toContain("fix: ");
  });

  it("an AWS that does not answer is one clear error", async () => {
    const ended = await bridgehead(["plan", "defs", "--json"], {
      cwd,
      env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/^error: /m);
    expect(ended.stderr).not.toContain("    at ");
    expect(ended.json()).toMatchObject({ error: { message: expect.any(String) } });
  });
});

describe("apply without an answer", () => {
  it("refuses when there is nobody to ask", async () => {
    await define("orders", { description: "not confirmed" });
    const apply = await run("apply", "defs", "--json");
    expect(apply.status).toBe(1);
    expect(apply.json()).toMatchObject({ outcome: "refused", reason: "not-confirmed" });
  });

  it("takes the digest that accepts the plan, and no other, not the plan's either", { timeout: 90_000 }, async () => {
    const { digest, accept } = (await run("plan", "defs", "--json")).json<Plan & { readonly accept: string }>();
    for (const [other, reason] of [
      ["0".repeat(64), "accept-mismatch"],
      [String(digest), "accept-of-plan"],
    ] as const) {
      const refused = await run("apply", "defs", "--accept", other, "--json");
      expect(refused.json()).toMatchObject({ outcome: "refused", reason });
      // The plan, as people read it.
      expect(refused.stderr).toContain(`to accept ${accept}`);
    }
    expect((await run("apply", "defs", "--accept", accept, "--json")).json()).toMatchObject({ outcome: "applied" });
  });

  it("holds what is protected, whatever is accepted", { timeout: 90_000 }, async () => {
    await define("orders", { protect: true, description: "guarded" });
    expect((await run("apply", "defs", "--yes", "--json")).status).toBe(0);
    await rm(path.join(cwd, "defs", "orders.json"));
    const held = await run("apply", "defs", "--yes", "--json");
    expect(held.status).toBe(1);
    expect(held.json()).toMatchObject({ outcome: "held", reason: "blocked-by-finding", results: [{ status: "held" }] });
    const { accept } = (await run("plan", "defs", "--json")).json<{ readonly accept: string }>();
    expect((await run("apply", "defs", "--accept", accept, "--json")).json()).toMatchObject({ outcome: "held" });
    await define("orders", { description: "guarded" });
    expect((await run("apply", "defs", "--yes")).status).toBe(0);
    await rm(path.join(cwd, "defs", "orders.json"));
    expect((await run("apply", "defs", "--yes", "--json")).json()).toMatchObject({ outcome: "applied" });
  });
});

it("--local needs neither an account nor a parameter", async () => {
  await define("orders");
  const apply = await bridgehead(["apply", "defs", "--local", "--yes", "--json"], { cwd });
  expect(apply.status).toBe(0);
  expect(apply.stderr).toContain("made-up values");
  const plan = await bridgehead(["plan", "defs", "--local", "--json"], { cwd });
  expect(plan.status).toBe(0);
});

describe("a command that is printed to be copied", { timeout: 120_000 }, () => {
  /** What follows `npx --no bridgehead` in what a plan prints. */
  const copied = (text: string): readonly string[] =>
    /^ *npx --no bridgehead (apply .*)$/m.exec(text)?.[1]?.split(" ") ?? [];

  it.each([[[]], [["--markdown"]]])("accepts what was planned with --local, as %j prints it", async (how) => {
    const folder = path.join(cwd, `copied${how.length}`);
    await mkdir(folder);
    const here = (...args: readonly string[]) => bridgehead([...args], { cwd: folder });
    await mkdir(path.join(folder, "defs"));
    for (const id of ["one", "two"]) await writeFile(path.join(folder, "defs", `${id}.json`), definitionJson(id));
    expect((await here("apply", "defs", "--local", "--yes")).status).toBe(0);
    for (const id of ["one", "two"]) await rm(path.join(folder, "defs", `${id}.json`));
    const words = copied((await here("plan", "defs", "--local", ...how)).stdout);
    expect(words.slice(0, -1)).toEqual(["apply", "defs", "--local", "--accept"]);
    expect((await here(...words, "--json")).json()).toMatchObject({ outcome: "applied" });
  });
});

it("every command has help", async () => {
  for (const command of ["demo", "dev", "validate", "plan", "apply", "drift", "status", "import"]) {
    const ended = await run(command, "--help");
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.stdout).toContain(`Usage: npx --no bridgehead ${command}`);
  }
});
