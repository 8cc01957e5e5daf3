import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CloudControlClient, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { ResourceStatus } from "../../workflows/engine/plan/resource-status.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

let aws: LocalAws;
let cwd: string;
let cloudControl: CloudControlClient;

const region = "eu-west-1";
const run = (...args: readonly string[]) =>
  bridgehead(args, { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: region } });
const drift = async () => (await run("drift", "defs", "--json")).json<Plan>();
const status = async () =>
  (await run("status", "defs", "--json")).json<{ connections: readonly ResourceStatus[] }>().connections;
const apply = () => run("apply", "defs", "--yes", "--json");

/** What somebody does with `aws cloudcontrol update-resource`. */
async function editByHand(name: string, patch: readonly object[]): Promise<void> {
  const PatchDocument = JSON.stringify(patch);
  const edit = new UpdateResourceCommand({ TypeName: "AWS::Events::Connection", Identifier: name, PatchDocument });
  await cloudControl.send(edit);
  await vi.waitFor(() => expect(aws.storedConnection(name)?.properties["Description"]).toBe("edited by hand"), 60_000);
}

beforeAll(async () => {
  aws = await startLocalAws({ region });
  const credentials = { accessKeyId: "somebody", secretAccessKey: "local" };
  cloudControl = new CloudControlClient({ endpoint: aws.url, region, credentials });
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-drift-"));
  await mkdir(path.join(cwd, "defs"));
  for (const id of ["billing", "orders"]) {
    aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}` });
    await writeFile(path.join(cwd, "defs", `${id}.json`), definitionJson(id));
  }
});
afterAll(async () => {
  cloudControl.destroy();
  await aws.close();
  await rm(cwd, { recursive: true });
});

describe("before anything was applied", () => {
  it("nothing is managed, so nothing drifts", async () => {
    expect(await run("drift", "defs")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Nothing is managed"),
    });
    expect(await run("status", "defs")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Nothing is managed"),
    });
  });
});

describe("what was applied and left alone", () => {
  it("has not drifted", async () => {
    expect((await apply()).status).toBe(0);
    expect(await run("drift", "defs")).toMatchObject({ status: 0, stdout: expect.stringContaining("No drift: 2") });
  });

  it("is listed with its record, live state, authorisation and file", async () => {
    const ended = await run("status", "defs", "--json");
    expect(ended.status).toBe(0);
    expect(ended.json()).toEqual({
      connections: ["billing", "orders"].map((name) => ({
        type: "AWS::Events::Connection",
        name,
        id: name,
        stack: null,
        file: `${name}.json`,
        record: {
          appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          run: expect.stringMatching(/^[0-9a-f-]{36}$/),
          commit: null,
          arn: expect.stringContaining(`:connection/${name}/`),
          parameters: [{ path: `/bridgehead/${name}/key`, version: 1, newest: 1 }],
        },
        live: { exists: true, matches: true, differs: [] },
        authorization: "AUTHORIZED",
        standing: "stored; AWS tries it with the first event",
        usable: true,
        inProgress: false,
      })),
    });
  });

  it("is compared with the record, not with the definitions, which are not evaluated", async () => {
    await writeFile(path.join(cwd, "defs", "billing.json"), "not even JSON");
    const before = aws.requests().length;
    expect((await run("drift", "defs")).status).toBe(0);
    const operations = new Set(
      aws
        .requests()
        .slice(before)
        .map(({ operation }) => operation),
    );
    expect([...operations].filter((operation) => /^(?:Create|Update|Delete|Put)/.test(operation))).toEqual([]);
    await writeFile(path.join(cwd, "defs", "billing.json"), definitionJson("billing"));
  });
});

describe("a connection that somebody changed by hand", () => {
  beforeAll(() =>
    editByHand("orders", [
      { op: "add", path: "/Description", value: "edited by hand" },
      { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "canary-by-hand" },
    ]),
  );

  it("is named with the property, who wins, and how to keep either side", async () => {
    const ended = await run("drift", "defs");
    expect(ended.status).toBe(2);
    const words = ended.stdout.replaceAll(/\s+/g, " ");
    expect(words).toContain("Drift: 1 of 2 connections");
    expect(words).toContain('Description "edited by hand"');
    expect(words).toContain('Description of "orders" differs from what was applied.');
    expect(words).toContain("The next apply of this connection overwrites it.");
    expect(words).toContain("To keep what AWS has, write it into defs/orders.json and open a pull request;");
    expect(words).toContain("to restore what was applied, run npx --no bridgehead apply defs.");
    expect(words).not.toContain("canary");
  });

  it("is an update in the same document that plan prints", async () => {
    const found = await drift();
    expect(found).toMatchObject({
      counts: { update: 1, "no-op": 1 },
      diagnostics: [],
      findings: [{ code: "drift", level: "warn", name: "orders", message: expect.stringContaining("Description") }],
    });
    expect(found.changes.find(({ name }) => name === "orders")).toMatchObject({
      action: "update",
      file: "orders.json",
      properties: [{ path: "/Description", before: "edited by hand", after: null }],
    });
  });

  it("shows in the status, and is no failure there", async () => {
    const ended = await run("status", "defs");
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(/^orders +stored +differs +orders\.json$/m);
    expect(ended.stdout).toContain("differs from what was applied: Description");
    expect((await status())[1]?.live).toMatchObject({ exists: true, matches: false, differs: ["/Description"] });
  });

  it("is as it was after an apply", async () => {
    expect((await apply()).status).toBe(0);
    expect((await run("drift", "defs")).status).toBe(0);
  });
});

describe("a parameter that was rotated", () => {
  it("is drift: the next apply sends the new value, and the status names both versions", async () => {
    aws.putParameter({ name: "/bridgehead/billing/key", value: "canary-rotated" });
    const { findings } = await drift();
    expect(findings).toMatchObject([{ code: "drift", name: "billing" }]);
    expect(findings[0]?.message).toContain(
      'parameter /bridgehead/billing/key of "billing" was rotated from version 1 to 2',
    );
    expect(findings[0]?.message).toContain("pin its version in defs/billing.json");
    const [billing] = await status();
    expect(billing?.live.matches).toBe(true);
    expect(billing?.record.parameters).toEqual([{ path: "/bridgehead/billing/key", version: 1, newest: 2 }]);
    expect((await apply()).status).toBe(0);
  });
});

describe("a connection that EventBridge cannot use", () => {
  it("is a finding, and fails the status", async () => {
    aws.setConnectionState("billing", "DEAUTHORIZED", "refused with canary-orders");
    const { counts, findings } = await drift();
    expect(counts).toMatchObject({ update: 0, "no-op": 2 });
    expect(findings).toMatchObject([{ code: "not-authorized", level: "warn", name: "billing" }]);
    expect((await run("drift", "defs")).status).toBe(2);
    const ended = await run("status", "defs");
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/^billing +DEAUTHORIZED +as applied/m);
  });
});

describe("a connection that somebody deleted", () => {
  it("would be created again, and the status says that it is gone", async () => {
    aws.removeConnection("orders");
    const found = await drift();
    expect(found.counts).toMatchObject({ create: 1 });
    expect(found.findings).toContainEqual(
      expect.objectContaining({ code: "drift", message: expect.stringContaining("no longer exists in AWS") }),
    );
    const ended = await run("status", "defs");
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/^orders +none +gone/m);
  });
});

it("a folder that is not there is an error, not a folder without drift", async () => {
  for (const command of ["drift", "status"]) {
    expect(await run(command, "nowhere")).toMatchObject({ status: 1, stdout: "" });
  }
});
