import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { CreateApiDestinationCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

const region = "eu-west-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const auth = { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/key}}" } };
let aws: LocalAws;
let cwd: string;
let events: EventBridgeClient;
let ssm: SSMClient;
let cloud: CloudControlClient;

beforeAll(async () => {
  aws = await startLocalAws({ region });
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-changes-"));
  await mkdir(path.join(cwd, "connections"));
  aws.putParameter({ name: "/bridgehead/key", value: "value" });
  const settings = { endpoint: aws.url, region, credentials };
  [events, ssm, cloud] = [new EventBridgeClient(settings), new SSMClient(settings), new CloudControlClient(settings)];
});
afterAll(async () => {
  for (const client of [events, ssm, cloud]) client.destroy();
  await aws.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  bridgehead([...args, "--json"], { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: region } });
const plan = async () => (await run("plan")).json<Plan & { readonly accept: string }>();
const apply = async (...args: readonly string[]) => (await run("apply", "--yes", ...args)).json<RunResult>();
const define = (file: string, more: Record<string, unknown>) =>
  writeFile(path.join(cwd, "connections", `${file}.json`), definitionJson(file, { ...auth, ...more }));
const exported = async () =>
  (await ssm.send(new GetParameterCommand({ Name: "/bridgehead-arns/orders" }))).Parameter?.Value;

it("exports the ARN, also when that is all that changes", async () => {
  await define("orders", { name: "orders-v1" });
  expect(await apply()).toMatchObject({ outcome: "applied" });
  await define("orders", { name: "orders-v1", exportArn: "/bridgehead-arns/orders" });
  expect(await apply()).toMatchObject({ outcome: "applied", results: [{ action: "configure" }] });
  expect(await exported()).toBe(aws.storedConnection("orders-v1")?.arn);
});

it("replaces a connection that gets a new name: the new one first, and both halves are reported", async () => {
  const ConnectionArn = aws.storedConnection("orders-v1")?.arn;
  await events.send(
    new CreateApiDestinationCommand({
      Name: "to-orders",
      ConnectionArn,
      InvocationEndpoint: "https://api.example.com/orders",
      HttpMethod: "POST",
    }),
  );
  await define("orders", { name: "orders-v2", exportArn: "/bridgehead-arns/orders" });
  const planned = await plan();
  expect(planned.counts).toMatchObject({ replace: 1, create: 0, delete: 0 });
  expect(planned.findings).toContainEqual(
    expect.objectContaining({ code: "dependents", level: "warn", message: expect.stringContaining("to-orders") }),
  );
  expect(await apply()).toMatchObject({
    outcome: "applied",
    results: [
      { name: "orders-v1", action: "delete", status: "applied" },
      { name: "orders-v2", action: "replace", status: "applied", authorization: "AUTHORIZED" },
    ],
  });
  expect(aws.connectionNames()).toEqual(["orders-v2"]);
  expect(await exported()).toBe(aws.storedConnection("orders-v2")?.arn);
  const order = aws.requests().filter(({ operation }) => /^(?:Create|Delete)Resource$/.test(operation));
  expect(order.slice(-2).map(({ operation }) => operation)).toEqual(["CreateResource", "DeleteResource"]);
});

it("does not let the old connection go when the new one fails", async () => {
  aws.addFault({ kind: "fail", code: "AccessDenied", operation: "CreateResource", name: "orders-v3" });
  await define("orders", { name: "orders-v3" });
  expect(await apply()).toMatchObject({
    outcome: "failed",
    results: [
      { name: "orders-v2", action: "delete", status: "skipped" },
      { name: "orders-v3", action: "replace", status: "failed" },
    ],
  });
  expect(aws.connectionNames()).toEqual(["orders-v2"]);
  await define("orders", { name: "orders-v2", exportArn: "/bridgehead-arns/orders" });
  expect(await plan()).toMatchObject({ counts: { "no-op": 1 } });
});

it("adopts a connection that exists, and shows first what would change", async () => {
  const model = {
    Name: "legacy",
    Description: "made by hand",
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
  };
  const TypeName = "AWS::Events::Connection";
  await cloud.send(new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(model) }));
  await expect.poll(() => aws.connectionNames()).toContain("legacy");
  await define("legacy", {});
  expect(await plan()).toMatchObject({
    diagnostics: [{ code: "name-taken", severity: "error", file: "legacy.json", about: { identifier: "legacy" } }],
  });
  await define("legacy", { adopt: true });
  const [change] = (await plan()).changes.filter(({ action }) => action === "adopt");
  expect(change?.properties).toContainEqual(
    expect.objectContaining({ path: "/AuthorizationType", before: "BASIC", after: "API_KEY" }),
  );
  expect(await apply()).toMatchObject({ results: [{ name: "legacy", action: "adopt", status: "applied" }] });
  expect(aws.storedConnection("legacy")?.properties).toMatchObject({ AuthorizationType: "API_KEY" });
  expect((await plan()).counts).toMatchObject({ "no-op": 2 });
});

it("forgets a connection that is to be retained", async () => {
  await define("legacy", { adopt: true, removal: "retain" });
  await apply();
  await rm(path.join(cwd, "connections", "legacy.json"));
  expect((await plan()).counts).toMatchObject({ forget: 1, delete: 0 });
  expect(await apply()).toMatchObject({ results: [{ name: "legacy", action: "forget", status: "applied" }] });
  expect(aws.connectionNames()).toContain("legacy");
  expect((await plan()).counts).toMatchObject({ forget: 0, "no-op": 1 });
});

it("holds everything while the target is frozen, whatever is accepted", { timeout: 90_000 }, async () => {
  aws.putParameter({ name: "/bridgehead-system/cli/freeze", value: "release week", type: "String" });
  await define("orders", { name: "orders-v2", description: "frozen?" });
  expect((await plan()).findings).toContainEqual(
    expect.objectContaining({ code: "frozen", level: "block", message: "the target is frozen: release week" }),
  );
  expect(await apply()).toMatchObject({ outcome: "held", reason: "blocked-by-finding", results: [{ status: "held" }] });
  expect(await apply("--accept", (await plan()).accept)).toMatchObject({ outcome: "held" });
  aws.deleteParameter("/bridgehead-system/cli/freeze");
  aws.addFault({ kind: "access-denied", service: "ssm", operation: "GetParameters", times: 2 });
  expect((await plan()).findings).toContainEqual(expect.objectContaining({ code: "frozen" }));
  aws.clearFaults();
  expect(await apply()).toMatchObject({ outcome: "applied" });
});

it("does not delete a connection that API destinations use", async () => {
  await events.send(
    new CreateApiDestinationCommand({
      Name: "to-orders-v2",
      ConnectionArn: aws.storedConnection("orders-v2")?.arn,
      InvocationEndpoint: "https://api.example.com/orders",
      HttpMethod: "POST",
    }),
  );
  await rm(path.join(cwd, "connections", "orders.json"));
  await define("other", {});
  expect(await apply()).toMatchObject({
    outcome: "held",
    results: [
      { name: "orders-v2", status: "held", error: expect.stringContaining("to-orders-v2") },
      { name: "other", status: "applied" },
    ],
  });
});

it("holds more deletes than allowed", { timeout: 90_000 }, async () => {
  const many = Array.from({ length: 12 }, (_, index) => `many-${index}`);
  await writeFile(
    path.join(cwd, "connections", "many.json"),
    JSON.stringify(many.map((id) => JSON.parse(definitionJson(id, auth)) as unknown)),
  );
  await apply();
  await rm(path.join(cwd, "connections", "many.json"));
  const held = await apply();
  expect(held).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
  const { accept, findings } = await plan();
  expect(findings).toContainEqual(expect.objectContaining({ code: "many-removals", level: "block" }));
  expect(await apply("--accept", accept)).toMatchObject({ outcome: "applied" });
  expect(aws.connectionNames()).toEqual(["legacy", "other"]);
});
