import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./local-aws-harness.ts";

const put = async ({ ssm }: Harness, Name: string, Overwrite = false): Promise<number | undefined> =>
  (await ssm.send(new PutParameterCommand({ Name, Value: "x", Type: "String", Overwrite }))).Version;

const get = async ({ ssm }: Harness, Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter;

describe.each([
  ["x", "/x"],
  ["/x", "x"],
])("a parameter at the root that was made as %s is %s too", (made, twin) => {
  it("is not made twice, and its versions go on, under the name that it was made with", async () => {
    const harness = await startHarness();
    await put(harness, made);
    await expect(put(harness, twin)).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    expect(await put(harness, twin, true)).toBe(2);
    const { Parameters } = await harness.ssm.send(new DescribeParametersCommand({}));
    expect(Parameters).toMatchObject([{ Name: made, Version: 2, ARN: expect.stringMatching(/:parameter\/x$/) }]);
    const history = await harness.ssm.send(new GetParameterHistoryCommand({ Name: twin }));
    expect(history.Parameters?.map(({ Version }) => Version)).toEqual([1, 2]);
    const below = await harness.ssm.send(new GetParametersByPathCommand({ Path: "/" }));
    expect(below.Parameters).toMatchObject([{ Name: made }]);
  });

  it("is read by both, and answers with the name asked for", async () => {
    const harness = await startHarness();
    await put(harness, made);
    for (const Name of [made, twin]) {
      expect(await get(harness, Name)).toMatchObject({ Name, Version: 1 });
      const several = await harness.ssm.send(new GetParametersCommand({ Names: [Name, `${Name}:1`] }));
      expect(several.Parameters).toMatchObject([{ Name }, { Name, Selector: ":1" }]);
      expect(several.InvalidParameters).toEqual([]);
    }
  });

  it("has the labels and tags of both", async () => {
    const harness = await startHarness();
    await put(harness, made);
    await harness.ssm.send(new LabelParameterVersionCommand({ Name: twin, Labels: ["prod"] }));
    expect(await get(harness, `${made}:prod`)).toMatchObject({ Name: made, Version: 1 });
    const Tags = [{ Key: "team", Value: "blue" }];
    await harness.ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: twin, Tags }));
    for (const ResourceId of [made, twin]) {
      const tags = await harness.ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId }));
      expect(tags.TagList).toEqual(Tags);
    }
    const ParameterFilters = [{ Key: "tag:team", Values: ["blue"] }];
    const tagged = await harness.ssm.send(new DescribeParametersCommand({ ParameterFilters }));
    expect(tagged.Parameters).toMatchObject([{ Name: made }]);
  });

  it("is deleted by both, its tags with it", async () => {
    const harness = await startHarness();
    const Tags = [{ Key: "team", Value: "blue" }];
    await put(harness, made);
    await harness.ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: made, Tags }));
    expect(harness.aws.hasParameter(twin)).toBe(true);
    await harness.ssm.send(new DeleteParameterCommand({ Name: twin }));
    expect(harness.aws.hasParameter(made)).toBe(false);
    await put(harness, made);
    const tags = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: made });
    expect((await harness.ssm.send(tags)).TagList).toEqual([]);
    const deleted = await harness.ssm.send(new DeleteParametersCommand({ Names: [twin] }));
    expect(deleted).toMatchObject({ DeletedParameters: [twin], InvalidParameters: [] });
  });
});

it("deeper names are told apart from what only looks like them", async () => {
  const harness = await startHarness();
  await put(harness, "/a/b");
  for (const name of ["a", "/a", "b", "/b"]) {
    await expect(get(harness, name)).rejects.toMatchObject({ name: "ParameterNotFound" });
  }
});

it("the ARN that AWS gave reads a parameter, with a version or a label behind it, under its own name", async () => {
  const harness = await startHarness();
  for (const name of ["x", "/app/key"]) {
    await put(harness, name);
    await put(harness, name, true);
    const arn = (await get(harness, name))?.ARN ?? "";
    await harness.ssm.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: 1, Labels: ["prod"] }));
    expect(await get(harness, arn)).toMatchObject({ Name: name, ARN: arn, Version: 2 });
    expect(await get(harness, `${arn}:1`)).toMatchObject({ Name: name, Version: 1, Selector: ":1" });
    expect(await get(harness, `${arn}:prod`)).toMatchObject({ Name: name, Version: 1, Selector: ":prod" });
  }
});

it.each(["/a//b", "//a", "a/b/c", "a/b"])("a path such as %s is refused with a word about sub-paths", async (name) => {
  const harness = await startHarness();
  await put(harness, "/a/b/c");
  await expect(get(harness, name)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("sub-paths divided by slash symbol") as string,
  });
});
