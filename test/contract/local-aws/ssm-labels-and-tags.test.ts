import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  RemoveTagsFromResourceCommand,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./local-aws-harness.ts";

const put = ({ ssm }: Harness, Name: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value: "value", Type: "String", ...more }));

const filtered = async ({ ssm }: Harness, Key: string, Values?: string[], Option?: string): Promise<unknown> =>
  (await ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key, Values, Option }] }))).Parameters?.map(
    ({ Name }) => Name,
  );

describe("a label", () => {
  const label = ({ ssm }: Harness, Labels: string[], ParameterVersion?: number) =>
    ssm.send(new LabelParameterVersionCommand({ Name: "/key", Labels, ParameterVersion }));

  async function twice(): Promise<Harness> {
    const harness = await startHarness();
    await put(harness, "/key", { Value: "one" });
    await put(harness, "/key", { Value: "two", Overwrite: true });
    return harness;
  }

  it("selects a version, and moves when it is set again", async () => {
    const harness = await twice();
    const read = async (): Promise<unknown> => {
      const { Parameter } = await harness.ssm.send(new GetParameterCommand({ Name: "/key:prod" }));
      return [Parameter?.Name, Parameter?.Selector, Parameter?.Value];
    };
    expect(await label(harness, ["prod", "9", "aws-x"], 1)).toMatchObject({
      InvalidLabels: ["9", "aws-x"],
      ParameterVersion: 1,
    });
    expect(await read()).toEqual(["/key", ":prod", "one"]);
    expect(await label(harness, ["prod"])).toMatchObject({ InvalidLabels: [], ParameterVersion: 2 });
    expect(await read()).toEqual(["/key", ":prod", "two"]);
    const { Parameters } = await harness.ssm.send(new GetParameterHistoryCommand({ Name: "/key" }));
    expect(Parameters?.map(({ Labels }) => Labels)).toEqual([[], ["prod"]]);
    const byLabel = { Path: "/", ParameterFilters: [{ Key: "Label", Values: ["prod"] }] };
    expect((await harness.ssm.send(new GetParametersByPathCommand(byLabel))).Parameters).toMatchObject([
      { Name: "/key", Value: "two", Selector: ":prod" },
    ]);
    const unlabel = { Name: "/key", ParameterVersion: 2, Labels: ["prod", "test"] };
    expect(await harness.ssm.send(new UnlabelParameterVersionCommand(unlabel))).toMatchObject({
      RemovedLabels: ["prod"],
      InvalidLabels: ["test"],
    });
    await expect(read()).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  it("needs a version, and ten fit on one", async () => {
    const harness = await twice();
    await expect(label(harness, ["x"], 9)).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    await label(
      harness,
      Array.from({ length: 10 }, (_, index) => `l${index}`),
    );
    await expect(label(harness, ["more"])).rejects.toMatchObject({ name: "ParameterVersionLabelLimitExceeded" });
  });

  it("keeps the oldest version from being dropped", async () => {
    const harness = await startHarness();
    await put(harness, "/key");
    await label(harness, ["first"]);
    for (let count = 1; count < 100; count += 1) harness.aws.putParameter({ name: "/key", value: "x", type: "String" });
    await expect(put(harness, "/key", { Overwrite: true })).rejects.toMatchObject({
      name: "ParameterMaxVersionLimitExceeded",
    });
  });
});

describe("tags", () => {
  it("come with a new parameter, are added and removed, and go with it", async () => {
    const harness = await startHarness();
    const { ssm, aws } = harness;
    const target = { ResourceType: "Parameter", ResourceId: "/key" } as const;
    const tags = async (): Promise<unknown> => (await ssm.send(new ListTagsForResourceCommand(target))).TagList;
    await put(harness, "/key", { Tags: [{ Key: "team", Value: "blue" }] });
    await put(harness, "/other");
    await ssm.send(new AddTagsToResourceCommand({ ...target, Tags: [{ Key: "stage", Value: "prod" }] }));
    expect(await tags()).toEqual([
      { Key: "team", Value: "blue" },
      { Key: "stage", Value: "prod" },
    ]);
    expect(await filtered(harness, "tag:team", ["blue"])).toEqual(["/key"]);
    expect(await filtered(harness, "tag:team")).toEqual(["/key"]);
    expect(await filtered(harness, "tag:team", ["red"])).toEqual([]);
    await ssm.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: ["team"] }));
    expect(await tags()).toEqual([{ Key: "stage", Value: "prod" }]);
    aws.deleteParameter("/key");
    await expect(tags()).rejects.toMatchObject({ name: "InvalidResourceId" });
    await put(harness, "/key");
    expect(await tags()).toEqual([]);
  });

  it("are not set with an overwrite, nor on anything but a parameter", async () => {
    const harness = await startHarness();
    await put(harness, "/key");
    const Tags = [{ Key: "team", Value: "blue" }];
    await expect(put(harness, "/key", { Overwrite: true, Tags })).rejects.toThrow("tags and overwrite can't be used");
    const document = { ResourceType: "Document", ResourceId: "/key", Tags } as const;
    await expect(harness.ssm.send(new AddTagsToResourceCommand(document))).rejects.toMatchObject({
      name: "InvalidResourceId",
    });
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    await expect(put(harness, "/many", { Tags: many })).rejects.toMatchObject({ name: "TooManyTagsError" });
    expect(harness.aws.hasParameter("/many")).toBe(false);
  });
});

describe("filters", () => {
  it("choose by each key", async () => {
    const harness = await startHarness();
    await put(harness, "/app/a", { Tier: "Advanced" });
    await put(harness, "/app/b/c", { Type: "StringList" });
    await put(harness, "/key", { Type: "SecureString", KeyId: "alias/own" });
    expect(await filtered(harness, "Tier", ["Advanced"])).toEqual(["/app/a"]);
    expect(await filtered(harness, "Type", ["StringList", "SecureString"])).toEqual(["/app/b/c", "/key"]);
    expect(await filtered(harness, "KeyId", ["alias/"], "BeginsWith")).toEqual(["/key"]);
    expect(await filtered(harness, "Path", ["/app"])).toEqual(["/app/a"]);
    expect(await filtered(harness, "Path", ["/app"], "Recursive")).toEqual(["/app/a", "/app/b/c"]);
    expect(await filtered(harness, "Name", ["pp/b"], "Contains")).toEqual(["/app/b/c"]);
    const older = new DescribeParametersCommand({ Filters: [{ Key: "Name", Values: ["/key"] }] });
    expect((await harness.ssm.send(older)).Parameters).toHaveLength(1);
    expect((await harness.ssm.send(new DescribeParametersCommand({ Shared: true }))).Parameters).toEqual([]);
  });

  it.each([
    ["Label", ["x"], undefined, "InvalidFilterKey"],
    ["Type", ["String"], "Contains", "InvalidFilterOption"],
    ["Name", undefined, undefined, "InvalidFilterValue"],
    ["Nope", ["x"], undefined, "ValidationException"],
  ])("%s with %j and %s is refused with %s", async (key, values, option, code) => {
    await expect(filtered(await startHarness(), key, values, option)).rejects.toMatchObject({ name: code });
  });

  it("are given once each, and below a path there are fewer", async () => {
    const { ssm } = await startHarness();
    const twice = [1, 2].map(() => ({ Key: "Type", Values: ["String"] }));
    await expect(ssm.send(new DescribeParametersCommand({ ParameterFilters: twice }))).rejects.toThrow(
      "The following filter is duplicated in the request: Type.",
    );
    const byName = { Path: "/", ParameterFilters: [{ Key: "Name", Values: ["/key"] }] };
    await expect(ssm.send(new GetParametersByPathCommand(byName))).rejects.toThrow(
      "The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId, Label].",
    );
  });
});

function policy(Type: string, Attributes: object = {}): string {
  return JSON.stringify([{ Type, Version: "1.0", Attributes }]);
}

it("a parameter that expires says when, and is gone then, for every operation", async () => {
  const harness = await startHarness();
  const Timestamp = new Date(harness.clock.now() + 1_000).toISOString();
  await put(harness, "/key", { Tier: "Advanced", Policies: policy("Expiration", { Timestamp }) });
  await put(harness, "/key", { Overwrite: true });
  const { Parameters } = await harness.ssm.send(new DescribeParametersCommand({}));
  expect(Parameters?.[0]?.Policies).toMatchObject([
    { PolicyType: "Expiration", PolicyText: expect.stringContaining(Timestamp) },
  ]);
  harness.clock.advance(1_000);
  expect((await harness.ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
  await expect(harness.ssm.send(new GetParameterCommand({ Name: "/key" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
  expect((await put(harness, "/key")).Version).toBe(1);
});

it("policies are for parameters of the advanced tier", async () => {
  const harness = await startHarness();
  const Policies = policy("Expiration", { Timestamp: new Date(harness.clock.now() + 1_000).toISOString() });
  await expect(put(harness, "/key", { Policies })).rejects.toThrow("of the advanced tier only");
});

it.each([
  ["goes back to the standard tier", { Tier: "Standard" }, "You can't downgrade a parameter"],
  ["has an unknown data type", { DataType: "Text" }, "The following data type is not supported: Text"],
  ["has a key although it is no secret", { KeyId: "alias/own" }, "KeyId is allowed for parameters of the type Secure"],
  ["has a policy of no known type", { Policies: policy("Erasure") }, "The policy type Erasure is not supported"],
  ["has an expiration without a time", { Policies: policy("Expiration") }, "An expiration has no timestamp"],
  ["has policies that are no JSON", { Policies: "{" }, "The policies are not JSON"],
] as const)("a parameter that %s is refused", async (_, more, message) => {
  const harness = await startHarness();
  await put(harness, "/key", { Tier: "Advanced" });
  await expect(put(harness, "/key", { Overwrite: true, ...more })).rejects.toThrow(message);
});
