import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourcesCommand,
  type ProgressEvent,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import {
  CreateApiDestinationCommand,
  DescribeConnectionCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, under } from "./local-aws-harness.ts";

// What AWS does here is unconfirmed: the local AWS does one thing, and the other when a fault asks for it.

const status = async ({ cloud }: Harness, RequestToken: string | undefined): Promise<ProgressEvent> =>
  (await cloud.send(new GetResourceRequestStatusCommand({ RequestToken }))).ProgressEvent ?? {};

/** Sends a create, and gives its answer and how it ended. */
async function created(harness: Harness, DesiredState: string): Promise<{ first: ProgressEvent; last: ProgressEvent }> {
  const answer = await harness.cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState }));
  const first = answer.ProgressEvent ?? {};
  harness.clock.advance(SETTLE_MS);
  return { first, last: await status(harness, first.RequestToken) };
}

const keyAgain = { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: SECRET };

async function updated(harness: Harness, ...patch: readonly object[]): Promise<ProgressEvent> {
  const PatchDocument = JSON.stringify([...patch, keyAgain]);
  const command = new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "orders", PatchDocument });
  const { ProgressEvent } = await harness.cloud.send(command);
  harness.clock.advance(SETTLE_MS);
  return await status(harness, ProgressEvent?.RequestToken);
}

const stored = ({ aws }: Harness): object => aws.storedConnection("orders")?.properties ?? {};

describe("a create", () => {
  it.each([
    [[], "refused"],
    [["ignore-read-only"], "SUCCESS"],
  ])("with read-only properties, under %j, is %s", async (faults, outcome) => {
    const harness = await under(...faults);
    const attempt = await created(harness, apiKeyConnection("orders", { Arn: "arn:aws:events:x" })).catch(() => null);
    expect(attempt?.last.OperationStatus ?? "refused").toBe(outcome);
    expect(stored(harness)).not.toHaveProperty("Arn");
  });

  it.each([
    [[], "SUCCESS", undefined],
    [["refuse-colon"], "FAILED", "GeneralServiceException"],
  ])("with a colon in a credential, under %j, is %s", async (faults, outcome, code) => {
    const harness = await under(...faults);
    const { last } = await created(harness, apiKeyConnection("orders").replace(SECRET, "user:pass"));
    expect([last.OperationStatus, last.ErrorCode]).toEqual([outcome, code]);
  });

  it("names its resource at once, or when its handler has acted", async () => {
    expect((await created(await under(), apiKeyConnection("orders"))).first.Identifier).toBe("orders");
    const late = await created(await under("late-identifier"), apiKeyConnection("orders"));
    expect([late.first.Identifier, late.last.Identifier]).toEqual([undefined, "orders"]);
  });

  it("tells when its status changed, or when it was asked for", async () => {
    const times = async (...faults: readonly string[]) => {
      const { first, last } = await created(await under(...faults), apiKeyConnection("orders"));
      return Number(last.EventTime) - Number(first.EventTime);
    };
    expect(await times()).toBeGreaterThan(0);
    expect(await times("event-time")).toBe(0);
  });

  it("is throttled while too many operations run", async () => {
    const harness = await under("ceiling=1");
    const create = (name: string): Promise<unknown> =>
      harness.cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection(name) }));
    await create("a");
    await expect(create("b")).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
    harness.clock.advance(SETTLE_MS);
    await expect(create("b")).resolves.toBeDefined();
  });
});

describe("a private path", () => {
  const pathTo = (region: string, account: string) => ({
    ResourceParameters: {
      ResourceConfigurationArn: `arn:aws:vpc-lattice:${region}:${account}:resourceconfiguration/rcfg-0123456789abcdefg`,
    },
  });
  const withPath = (region: string, account: string): string =>
    apiKeyConnection("orders", { InvocationConnectivityParameters: pathTo(region, account) });
  const made = (harness: Harness): readonly string[] => harness.aws.connectionNames();

  it.each([
    [[], []],
    [["any-region"], ["orders"]],
  ])("into another region, under %j, makes %j", async (faults, names) => {
    const harness = await under(...faults);
    await created(harness, withPath("us-east-1", "000000000000"));
    expect(made(harness)).toEqual(names);
  });

  it("into another account is taken, and into another region refused by an update and by EventBridge itself too", async () => {
    const harness = await under("mapped-errors");
    await created(harness, withPath("eu-west-1", "111122223333"));
    expect(made(harness)).toEqual(["orders"]);
    const value = pathTo("us-east-1", "000000000000");
    const refused = { name: "ValidationException", message: expect.stringContaining("eu-west-1") as string };
    const command = new UpdateConnectionCommand({ Name: "orders", InvocationConnectivityParameters: value });
    await expect(harness.events.send(command)).rejects.toMatchObject(refused);
    const leaf = "/InvocationConnectivityParameters/ResourceParameters/ResourceConfigurationArn";
    const last = await updated(harness, {
      op: "add",
      path: leaf,
      value: value.ResourceParameters.ResourceConfigurationArn,
    });
    expect(last).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "InvalidRequest" });
  });
});

describe("an update", () => {
  it.each([
    [[], true],
    [["go-public"], false],
  ])("that removes the private path, under %j, keeps it: %s", async (faults, kept) => {
    const harness = await under(...faults);
    const ResourceConfigurationArn =
      "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg";
    const InvocationConnectivityParameters = { ResourceParameters: { ResourceConfigurationArn } };
    await created(harness, apiKeyConnection("orders", { InvocationConnectivityParameters }));
    await updated(harness, { op: "remove", path: "/InvocationConnectivityParameters" }).catch(() => null);
    expect("InvocationConnectivityParameters" in stored(harness)).toBe(kept);
  });

  it.each([
    [[], "NotUpdatableException"],
    [["allow-same-value"], "SUCCESS"],
  ])("that writes the same name, under %j, is %s", async (faults, outcome) => {
    const harness = await under(...faults);
    await created(harness, apiKeyConnection("orders"));
    const attempt = updated(harness, { op: "add", path: "/Name", value: "orders" });
    expect(
      await attempt.then(
        ({ OperationStatus }) => OperationStatus,
        (error: unknown) => (error as Error).name,
      ),
    ).toBe(outcome);
    await expect(updated(harness, { op: "add", path: "/Name", value: "other" })).rejects.toMatchObject({
      name: "NotUpdatableException",
    });
  });

  it.each([
    [[], true],
    [["resource-model=nothing"], false],
  ])("that runs, under %j, shows what was sent: %s", async (faults, shows) => {
    const harness = await under(...faults);
    await created(harness, apiKeyConnection("orders"));
    const PatchDocument = JSON.stringify([keyAgain]);
    const command = new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "orders", PatchDocument });
    const { ProgressEvent } = await harness.cloud.send(command);
    expect(ProgressEvent?.ResourceModel?.includes(SECRET) ?? false).toBe(shows);
  });
});

it.each([
  [[], "SUCCESS", undefined],
  [["in-use"], "FAILED", "ResourceConflict"],
  [["in-use=InvalidRequest"], "FAILED", "InvalidRequest"],
])("a delete of a connection in use, under %j, is %s", async (faults, outcome, code) => {
  const harness = await under(...faults);
  await created(harness, apiKeyConnection("orders"));
  const ConnectionArn = harness.aws.storedConnection("orders")?.arn;
  const destination = {
    Name: "to-orders",
    InvocationEndpoint: "https://api.example.com/",
    HttpMethod: "POST",
  } as const;
  await harness.events.send(new CreateApiDestinationCommand({ ...destination, ConnectionArn }));
  const command = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" });
  const { ProgressEvent } = await harness.cloud.send(command);
  harness.clock.advance(SETTLE_MS);
  const last = await status(harness, ProgressEvent?.RequestToken);
  expect([last.OperationStatus, last.ErrorCode]).toEqual([outcome, code]);
});

describe("a list", () => {
  const list = async ({ cloud }: Harness, NextToken?: string) =>
    await cloud.send(new ListResourcesCommand({ TypeName: CONNECTION, NextToken }));

  it.each([
    [[], '{"Name":"orders"}'],
    [["list-all-properties"], expect.stringContaining('"AuthorizationType":"API_KEY"') as string],
  ])("of resources, under %j, shows %s", async (faults, properties) => {
    const harness = await under(...faults);
    await created(harness, apiKeyConnection("orders"));
    const { ResourceDescriptions = [] } = await list(harness);
    expect(ResourceDescriptions[0]?.Properties).toEqual(properties);
    expect(ResourceDescriptions[0]?.Properties).not.toContain(SECRET);
  });

  it("may begin with an empty page", async () => {
    const harness = await under("empty-page");
    await created(harness, apiKeyConnection("orders"));
    const first = await list(harness);
    expect(first.ResourceDescriptions).toEqual([]);
    expect((await list(harness, first.NextToken)).ResourceDescriptions).toHaveLength(1);
  });
});

it.each([
  [[], undefined],
  [["show-secrets"], SECRET],
])("a description, under %j, shows a secret header as %s", async (faults, value) => {
  const harness = await under(...faults);
  const AuthParameters = {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "key" },
    InvocationHttpParameters: { HeaderParameters: [{ Key: "x-token", Value: SECRET, IsValueSecret: true }] },
  };
  await created(harness, apiKeyConnection("orders", { AuthParameters }));
  const described = await harness.events.send(new DescribeConnectionCommand({ Name: "orders" }));
  expect(described.AuthParameters?.InvocationHttpParameters?.HeaderParameters?.[0]?.Value).toBe(value);
});

it.each([
  [[], "ValidationException"],
  [["allow-duplicates"], 1],
])("a parameter that is named twice, under %j, gives %s", async (faults, outcome) => {
  const { aws, ssm } = await under(...faults);
  aws.putParameter({ name: "/a", value: SECRET });
  const attempt = ssm.send(new GetParametersCommand({ Names: ["/a", "/a"] }));
  expect(
    await attempt.then(
      ({ Parameters }) => Parameters?.length,
      (error: unknown) => (error as Error).name,
    ),
  ).toBe(outcome);
});
