import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  type GetParametersCommandOutput,
  PutParameterCommand,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { type Harness, SECRET, startHarness } from "./local-aws-harness.ts";

const put = async ({ ssm }: Harness, Name: string, more: Partial<PutParameterCommandInput> = {}): Promise<unknown> =>
  (await ssm.send(new PutParameterCommand({ Name, Value: SECRET, Type: "SecureString", ...more }))).Version;

describe("a parameter", () => {
  it("gets a version with each value and starts at 1 again after it was deleted", async () => {
    const harness = await startHarness();
    expect(await put(harness, "/app/key")).toBe(1);
    await expect(put(harness, "/app/key")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    expect(await put(harness, "/app/key", { Overwrite: true, Type: undefined })).toBe(2);
    await harness.ssm.send(new DeleteParameterCommand({ Name: "/app/key" }));
    expect(await put(harness, "/app/key")).toBe(1);
  });

  it("is a ciphertext without decryption, the same for each read and another for each version", async () => {
    const harness = await startHarness();
    await put(harness, "/app/key");
    const read = async (Name: string, WithDecryption: boolean): Promise<string | undefined> =>
      (await harness.ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter?.Value;
    expect(await read("/app/key", true)).toBe(SECRET);
    const sealed = await read("/app/key", false);
    expect(sealed).not.toContain(SECRET);
    expect(await read("/app/key", false)).toBe(sealed);
    await put(harness, "/app/key", { Overwrite: true });
    expect(await read("/app/key", false)).not.toBe(sealed);
    expect(await read("/app/key:1", false)).toBe(sealed);
  });

  it("keeps its type, or is another parameter", async () => {
    const harness = await startHarness();
    await put(harness, "/app/key");
    await expect(put(harness, "/app/key", { Overwrite: true, Type: "String" })).rejects.toMatchObject({
      name: "HierarchyTypeMismatchException",
    });
  });

  it("keeps its last 100 versions", async () => {
    const { aws, ssm } = await startHarness();
    for (let count = 0; count < 101; count += 1) aws.putParameter({ name: "/app/key", value: `v${count}` });
    await expect(ssm.send(new GetParameterCommand({ Name: "/app/key:1" }))).rejects.toMatchObject({
      name: "ParameterVersionNotFound",
    });
    const history = await ssm.send(new GetParameterHistoryCommand({ Name: "/app/key", WithDecryption: true }));
    expect(history.Parameters?.length).toBe(50);
    expect(history.Parameters?.[0]).toMatchObject({ Version: 2, Value: "v1" });
    expect(history.NextToken).toBeDefined();
  });

  it.each([
    ["aws-key", "ValidationException"],
    ["/ssm/key", "AccessDeniedException"],
    ["/app key", "ValidationException"],
    ["/app//key", "ValidationException"],
    ["app/key", "ValidationException"],
    [`/${Array.from({ length: 16 }, () => "a").join("/")}`, "HierarchyLevelLimitExceededException"],
    [`/${"a".repeat(1000)}`, "ValidationException"],
  ])("is not called %s", async (name, code) => {
    await expect(put(await startHarness(), name)).rejects.toMatchObject({ name: code });
  });

  it.each([
    ["a reference to another", { Value: "{{ssm:/other}}" }],
    ["more than 4096 characters", { Value: "x".repeat(4097) }],
    ["nothing", { Value: "" }],
  ])("does not hold %s", async (_, more) => {
    await expect(put(await startHarness(), "/app/key", more)).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("GetParameters", () => {
  it("answers in alphabetical order, with selectors apart from names, and names what it has not", async () => {
    const harness = await startHarness();
    await put(harness, "/b");
    await put(harness, "/b", { Overwrite: true, Value: "second" });
    await put(harness, "/a", { Type: "String", Value: "plain" });
    const answer = await harness.ssm.send(
      new GetParametersCommand({ Names: ["/b:1", "/missing", "/a", "/b:9"], WithDecryption: true }),
    );
    expect(answer.InvalidParameters).toEqual(["/missing", "/b:9"]);
    expect(answer.Parameters?.map(({ Name, Selector, Version, Value }) => [Name, Selector, Version, Value])).toEqual([
      ["/a", undefined, 1, "plain"],
      ["/b", ":1", 1, SECRET],
    ]);
    expect(answer.Parameters?.[0]).toMatchObject({
      ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/a",
      DataType: "text",
      LastModifiedDate: new Date(harness.clock.now()),
    });
  });

  it("takes ARNs, and up to ten names, each once", async () => {
    const harness = await startHarness();
    await put(harness, "/a");
    const get = (Names: string[]): Promise<GetParametersCommandOutput> =>
      harness.ssm.send(new GetParametersCommand({ Names }));
    expect((await get(["arn:aws:ssm:eu-west-1:000000000000:parameter/a:1"])).Parameters).toHaveLength(1);
    await expect(get(Array.from({ length: 11 }, (_, index) => `/n${index}`))).rejects.toThrow(
      "Member must have length less than or equal to 10",
    );
    await expect(get(["/a", "/a"])).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("DescribeParameters", () => {
  it("tells type, version and date, and never a value", async () => {
    const harness = await startHarness();
    await put(harness, "/app/key");
    const { Parameters } = await harness.ssm.send(new DescribeParametersCommand({}));
    expect(Parameters).toEqual([
      {
        Name: "/app/key",
        ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/app/key",
        Type: "SecureString",
        KeyId: "alias/aws/ssm",
        LastModifiedDate: new Date(harness.clock.now()),
        LastModifiedUser: "arn:aws:iam::000000000000:user/local",
        Version: 1,
        Tier: "Standard",
        Policies: [],
        DataType: "text",
      },
    ]);
  });

  it("filters by name and pages", async () => {
    const { aws, ssm } = await startHarness();
    const names = Array.from({ length: 12 }, (_, index) => `/app/${String(index).padStart(2, "0")}`);
    for (const name of [...names, "/other"]) aws.putParameter({ name, value: "x" });
    const describeBy = (Option: string, Values: string[], more = {}): Promise<unknown[]> =>
      ssm
        .send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option, Values }], ...more }))
        .then(({ Parameters, NextToken }) => [Parameters?.map(({ Name }) => Name), NextToken]);
    expect(await describeBy("Equals", ["/app/03", "/nope", "/other"])).toEqual([["/app/03", "/other"], undefined]);
    const [first, token] = await describeBy("BeginsWith", ["/app/"]);
    expect(first).toEqual(names.slice(0, 10));
    expect(await describeBy("BeginsWith", ["/app/"], { NextToken: token })).toEqual([names.slice(10), undefined]);
    await expect(describeBy("Like", ["/app"])).rejects.toMatchObject({ name: "InvalidFilterOption" });
    await expect(
      describeBy(
        "Equals",
        Array.from({ length: 51 }, () => "/a"),
      ),
    ).rejects.toThrow("equal to 50");
    await expect(describeBy("Equals", ["/a"], { NextToken: "zzz" })).rejects.toMatchObject({
      name: "InvalidNextToken",
    });
  });
});

it("reads and deletes by path and by name", async () => {
  const { aws, ssm } = await startHarness();
  for (const name of ["/a/b", "/a/b/c", "/ab"]) aws.putParameter({ name, value: SECRET });
  const below = async (Recursive: boolean): Promise<unknown> =>
    (await ssm.send(new GetParametersByPathCommand({ Path: "/a", Recursive }))).Parameters?.map(({ Name }) => Name);
  expect(await below(false)).toEqual(["/a/b"]);
  expect(await below(true)).toEqual(["/a/b", "/a/b/c"]);
  const deleted = await ssm.send(new DeleteParametersCommand({ Names: ["/a/b", "/nope"] }));
  expect(deleted).toMatchObject({ DeletedParameters: ["/a/b"], InvalidParameters: ["/nope"] });
  expect(await below(true)).toEqual(["/a/b/c"]);
});
