import { readFileSync, statSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, it, onTestFinished } from "vitest";
import { startLocalAws } from "../../../infra/local/aws/start-local-aws.ts";
import { apiKeyConnection, CONNECTION, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";
import { authorization, JSON_10, JSON_11, post } from "./post.ts";

describe("Cloud Control on the wire", () => {
  it("speaks JSON 1.0, writes times as seconds, and leaves out what is absent", async () => {
    const { aws, clock } = await startHarness();
    const input = { TypeName: CONNECTION, DesiredState: apiKeyConnection("orders") };
    const response = await post(aws.url, "CloudApiService.CreateResource", input);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(JSON_10);
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({
      ProgressEvent: {
        TypeName: CONNECTION,
        Identifier: "orders",
        RequestToken: expect.any(String) as string,
        Operation: "CREATE",
        OperationStatus: "IN_PROGRESS",
        EventTime: clock.now() / 1000,
      },
    });
  });

  it.each([
    ["documented", 400, 500],
    ["http-error", 404, 502],
  ] as const)(
    "writes errors with a type and a capital Message, in the %s convention",
    async (status, missing, internal) => {
      const { aws } = await startHarness({ status });
      const input = { TypeName: CONNECTION, Identifier: "nope" };
      const response = await post(aws.url, "CloudApiService.GetResource", input);
      expect(response.status).toBe(missing);
      expect(await response.json()).toEqual({
        __type: "com.amazon.cloudapiservice#ResourceNotFoundException",
        Message: expect.stringContaining("was not found") as string,
      });
      aws.addFault({ kind: "internal-failure" });
      expect((await post(aws.url, "CloudApiService.GetResource", input)).status).toBe(internal);
    },
  );
});

it("speaks JSON 1.1 for Parameter Store and EventBridge", async () => {
  const { aws } = await startHarness();
  aws.putParameter({ name: "/a", value: SECRET });
  const found = await post(aws.url, "AmazonSSM.GetParameters", { Names: ["/a"] });
  expect(found.headers.get("content-type")).toBe(JSON_11);
  const missing = await post(aws.url, "AWSEvents.DescribeConnection", { Name: "nope" });
  expect(missing.status).toBe(400);
  expect(await missing.json()).toMatchObject({
    __type: "ResourceNotFoundException",
    message: expect.stringContaining("does not exist") as string,
  });
});

it("EventBridge writes times as seconds, with their milliseconds", async () => {
  const { aws, clock, events } = await startHarness();
  const AuthParameters = { BasicAuthParameters: { Username: "u", Password: SECRET } };
  const Name = "orders";
  await events.send(new CreateConnectionCommand({ Name, AuthorizationType: "BASIC", AuthParameters }));
  const time = clock.now() / 1000;
  expect(time % 1).toBeGreaterThan(0);
  const times = { CreationTime: time, LastModifiedTime: time, LastAuthorizedTime: time };
  const described = await post(aws.url, "AWSEvents.DescribeConnection", { Name });
  expect(await described.json()).toMatchObject(times);
  const listed = await post(aws.url, "AWSEvents.ListConnections", {});
  expect(await listed.json()).toMatchObject({ Connections: [times] });
});

describe("a request that AWS would not take", () => {
  it.each([
    ["of an unknown operation", "CloudApiService.Frobnicate", {}, {}, "UnknownOperationException"],
    ["of an unknown service", "DynamoDB_20120810.GetItem", {}, {}, "UnknownOperationException"],
    ["of an inherited name", "AmazonSSM.constructor", {}, {}, "UnknownOperationException"],
    [
      "in another content type",
      "AmazonSSM.GetParameters",
      {},
      { "Content-Type": JSON_10 },
      "UnknownOperationException",
    ],
    [
      "without a signature",
      "AmazonSSM.GetParameters",
      {},
      { Authorization: "" },
      "MissingAuthenticationTokenException",
    ],
    ["signed halfway", "AmazonSSM.GetParameters", {}, { Authorization: "Bearer x" }, "IncompleteSignatureException"],
    [
      "signed for another service",
      "AmazonSSM.GetParameters",
      {},
      { Authorization: authorization("events") },
      "InvalidSignatureException",
    ],
    ["that is no JSON", "AmazonSSM.GetParameters", "{", {}, "SerializationException"],
    ["with a wrong type", "AmazonSSM.GetParameters", { Names: "/a" }, {}, "SerializationException"],
    [
      "with an unknown member",
      "AmazonSSM.GetParameters",
      { Names: ["/a"], Decrypt: true },
      {},
      "SerializationException",
    ],
    ["without a required member", "AmazonSSM.GetParameters", {}, {}, "ValidationException"],
  ])("is one %s", async (_, target, body, headers, code) => {
    const { aws } = await startHarness();
    const response = await post(aws.url, target, body, headers);
    expect(response.status).toBe(400);
    const { __type } = (await response.json()) as { __type: string };
    expect(__type.split("#").at(-1)).toBe(code);
  });

  it("is one for STS with an unknown action", async () => {
    const { aws } = await startHarness();
    const response = await fetch(aws.url, {
      method: "POST",
      headers: { Authorization: authorization("sts"), "Content-Type": "application/x-www-form-urlencoded" },
      body: "Action=AssumeRole&Version=2011-06-15",
    });
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toContain("<Code>InvalidAction</Code>");
  });

  it("is one that is too large", async () => {
    const { aws } = await startHarness();
    expect((await post(aws.url, "AmazonSSM.GetParameters", "x".repeat(1_100_000))).status).toBe(413);
  });
});

describe("the routes for tests", () => {
  it("inject faults, clear them, and show the log, which has no values", async () => {
    const { aws } = await startHarness();
    const faults = `${aws.url}/_bridgehead/faults`;
    const inject = (body: unknown): Promise<Response> => fetch(faults, { method: "POST", body: JSON.stringify(body) });
    expect((await inject([{ kind: "throttle", every: 1 }])).status).toBe(200);
    expect((await inject({ kind: "thunder" })).status).toBe(400);
    const input = { TypeName: CONNECTION, DesiredState: apiKeyConnection("orders"), ClientToken: "abc" };
    expect((await post(aws.url, "CloudApiService.CreateResource", input)).status).toBe(400);
    expect((await fetch(faults, { method: "DELETE" })).status).toBe(200);
    expect((await post(aws.url, "CloudApiService.CreateResource", input)).status).toBe(200);
    await post(aws.url, "AmazonSSM.PutParameter", { Name: "/a", Value: SECRET, Type: "SecureString" });
    const text = await (await fetch(`${aws.url}/_bridgehead/requests`)).text();
    const { requests } = JSON.parse(text) as { requests: unknown[] };
    expect(requests).toMatchObject([
      { service: "cloudcontrol", operation: "CreateResource", name: "orders", outcome: "ThrottlingException" },
      { operation: "CreateResource", name: "orders", clientToken: "abc", outcome: "ok" },
      { service: "ssm", operation: "PutParameter", name: "/a", clientToken: null, outcome: "ok" },
    ]);
    expect(text).not.toContain(SECRET);
  });

  it("are not for web pages, wherever those are from", async () => {
    const { aws } = await startHarness();
    const response = await fetch(`${aws.url}/_bridgehead/requests`, { headers: { Origin: "http://localhost:3000" } });
    expect(await response.json()).toEqual({ message: "Only programs may ask, and no web page." });
    expect(response.status).toBe(403);
  });
});

describe("the state file", () => {
  it("keeps everything from run to run, is nobody else's to read, and keeps what handlers made up", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const statePath = join(folder, "deep", "aws.json");
    const first = await startHarness({ statePath });
    const input = { TypeName: CONNECTION, DesiredState: apiKeyConnection("constructor") };
    await post(first.aws.url, "CloudApiService.CreateResource", input);
    first.aws.putParameter({ name: "/a", value: SECRET });
    first.clock.advance(SETTLE_MS);
    const stored = first.aws.storedConnection("constructor");
    expect(stored?.arn).toContain(":connection/constructor/");
    await first.aws.close();

    expect(statSync(statePath).mode & 0o777).toBe(0o600);
    const second = await startHarness({ statePath });
    expect(second.aws.storedConnection("constructor")).toEqual(stored);
    expect(second.aws.hasParameter("/a")).toBe(true);
    expect(readFileSync(statePath, "utf8")).toContain(SECRET);
  });

  it("keeps what the history has of a refused create", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const statePath = join(folder, "aws.json");
    const first = await startHarness({ statePath });
    const input = { TypeName: "AWS::DoesNot::Exist", DesiredState: "{}" };
    expect((await post(first.aws.url, "CloudApiService.CreateResource", input)).status).toBe(400);
    await first.aws.close();
    const second = await startHarness({ statePath });
    const listed = await post(second.aws.url, "CloudApiService.ListResourceRequests", {});
    expect(await listed.json()).toMatchObject({
      ResourceRequestStatusSummaries: [{ TypeName: "AWS::DoesNot::Exist" }],
    });
  });

  it("of an earlier version, from before labels and tags, is read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const statePath = join(folder, "aws.json");
    const version = { version: 1, value: "x", type: "String", keyId: null, description: null, allowedPattern: null };
    const parameters = [["/a", [{ ...version, tier: "Standard", dataType: "text", modified: 1 }]]];
    const region = { connections: [], destinations: [], requests: [], clientTokens: [], parameters };
    writeFileSync(statePath, JSON.stringify({ format: 1, regions: [["eu-west-1", region]] }));
    const { aws } = await startHarness({ statePath });
    expect(aws.putParameter({ name: "/a", value: "y", type: "String" })).toBe(2);
  });

  it("that cannot be read stops the start, without a word of what it holds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const statePath = join(folder, "aws.json");
    writeFileSync(statePath, `{"format":1,"regions":["${SECRET}"]}`);
    const error = await startLocalAws({ statePath }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain("cannot be read");
    expect(String(error)).not.toContain(SECRET);
  });
});
