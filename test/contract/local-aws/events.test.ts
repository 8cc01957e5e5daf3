import { CreateResourceCommand, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import {
  CreateApiDestinationCommand,
  DeauthorizeConnectionCommand,
  DeleteApiDestinationCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
} from "@aws-sdk/client-eventbridge";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import {
  apiKeyConnection,
  CONNECTION,
  type Harness,
  oauthConnection,
  SECRET,
  SETTLE_MS,
  startHarness,
} from "./local-aws-harness.ts";

const create = async ({ cloud, clock }: Harness, DesiredState: string, wait = SETTLE_MS): Promise<void> => {
  await cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState }));
  clock.advance(wait);
};
const stateOf = async ({ events }: Harness, Name: string): Promise<string | undefined> =>
  (await events.send(new DescribeConnectionCommand({ Name }))).ConnectionState;

describe("a connection's state", () => {
  it("is AUTHORIZED at once with an API key", async () => {
    const harness = await startHarness();
    await create(harness, apiKeyConnection("orders"), SETTLE_MS / 2);
    expect(await stateOf(harness, "orders")).toBe("AUTHORIZED");
  });

  it("is AUTHORIZING with OAuth until the token came, later than Cloud Control's SUCCESS", async () => {
    const harness = await startHarness();
    await create(harness, oauthConnection("billing"));
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZING");
    harness.clock.advance(SETTLE_MS);
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZED");
  });

  it("stays with OAuth when an update keeps the credentials, and starts over when it changes them", async () => {
    const harness = await startHarness();
    await create(harness, oauthConnection("billing"), 2 * SETTLE_MS);
    const update = async (secret: string): Promise<string | undefined> => {
      const path = "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret";
      const PatchDocument = JSON.stringify([{ op: "add", path, value: secret }]);
      await harness.cloud.send(
        new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "billing", PatchDocument }),
      );
      harness.clock.advance(SETTLE_MS);
      return stateOf(harness, "billing");
    };
    expect(await update(SECRET)).toBe("AUTHORIZED");
    expect(await update("another")).toBe("AUTHORIZING");
  });

  it("is DEAUTHORIZED after its credentials were taken away", async () => {
    const harness = await startHarness();
    await create(harness, apiKeyConnection("orders"));
    await harness.events.send(new DeauthorizeConnectionCommand({ Name: "orders" }));
    expect(await stateOf(harness, "orders")).toBe("DEAUTHORIZING");
    harness.clock.advance(SETTLE_MS);
    expect(await stateOf(harness, "orders")).toBe("DEAUTHORIZED");
    expect(JSON.stringify(harness.aws.storedConnection("orders"))).not.toContain(SECRET);
  });
});

it("describes a connection with its HTTP parameters and without a secret", async () => {
  const harness = await startHarness();
  const InvocationHttpParameters = {
    HeaderParameters: [
      { Key: "x-tenant", Value: "7", IsValueSecret: false },
      { Key: "x-token", Value: SECRET, IsValueSecret: true },
    ],
  };
  const ApiKeyAuthParameters = { ApiKeyName: "x-api-key", ApiKeyValue: SECRET };
  const AuthParameters = { ApiKeyAuthParameters, InvocationHttpParameters };
  await create(harness, apiKeyConnection("orders", { AuthParameters, Description: "d" }));
  const described = await harness.events.send(new DescribeConnectionCommand({ Name: "orders" }));
  expect(described).toMatchObject({
    Name: "orders",
    Description: "d",
    AuthorizationType: "API_KEY",
    CreationTime: new Date(harness.clock.now() - SETTLE_MS / 2),
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key" },
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: "x-tenant", Value: "7", IsValueSecret: false },
          { Key: "x-token", IsValueSecret: true },
        ],
      },
    },
  });
  expect(described.StateReason).toBeUndefined();
  expect(JSON.stringify(described)).not.toContain(SECRET);
  await expect(harness.events.send(new DescribeConnectionCommand({ Name: "nope" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Failed to describe the connection(s). Connection 'nope' does not exist.",
  });
});

it("lists connections by prefix and state", async () => {
  const harness = await startHarness();
  await create(harness, apiKeyConnection("app-a"));
  await create(harness, apiKeyConnection("app-b"));
  await create(harness, apiKeyConnection("other"));
  harness.aws.setConnectionState("app-b", "DEAUTHORIZED", "401 from the endpoint");
  const list = async (input: object): Promise<unknown> =>
    (await harness.events.send(new ListConnectionsCommand(input))).Connections?.map(({ Name }) => Name);
  expect(await list({ NamePrefix: "app-" })).toEqual(["app-a", "app-b"]);
  expect(await list({ ConnectionState: "DEAUTHORIZED" })).toEqual(["app-b"]);
});

it("knows the API destinations of a connection", async () => {
  const harness = await startHarness();
  await create(harness, oauthConnection("billing"));
  const ConnectionArn = harness.aws.storedConnection("billing")?.arn;
  const input = {
    Name: "to-billing",
    ConnectionArn,
    InvocationEndpoint: "https://api.example.com/",
    HttpMethod: "POST",
  };
  const { events } = harness;
  const made = await events.send(new CreateApiDestinationCommand({ ...input, HttpMethod: "POST" }));
  expect(made.ApiDestinationState).toBe("INACTIVE");
  harness.clock.advance(SETTLE_MS);
  expect(await events.send(new DescribeApiDestinationCommand({ Name: "to-billing" }))).toMatchObject({
    ApiDestinationState: "ACTIVE",
    InvocationRateLimitPerSecond: 300,
    ConnectionArn,
  });
  const dependents = async (arn: string | undefined): Promise<unknown> =>
    (await events.send(new ListApiDestinationsCommand({ ConnectionArn: arn }))).ApiDestinations?.map(
      ({ Name }) => Name,
    );
  expect(await dependents(ConnectionArn)).toEqual(["to-billing"]);
  expect(await dependents(`${String(ConnectionArn)}x`)).toEqual([]);
  await expect(
    events.send(
      new CreateApiDestinationCommand({
        ...input,
        Name: "x",
        ConnectionArn: `${String(ConnectionArn)}x`,
        HttpMethod: "POST",
      }),
    ),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await events.send(new DeleteApiDestinationCommand({ Name: "to-billing" }));
  expect(await dependents(ConnectionArn)).toEqual([]);
});

it("provisions API destinations through Cloud Control, where removing the rate limit does nothing", async () => {
  const harness = await startHarness();
  await create(harness, apiKeyConnection("orders"));
  const DesiredState = JSON.stringify({
    Name: "to-orders",
    ConnectionArn: harness.aws.storedConnection("orders")?.arn,
    InvocationEndpoint: "https://api.example.com/",
    HttpMethod: "POST",
    InvocationRateLimitPerSecond: 5,
  });
  const TypeName = "AWS::Events::ApiDestination";
  await harness.cloud.send(new CreateResourceCommand({ TypeName, DesiredState }));
  harness.clock.advance(SETTLE_MS);
  const PatchDocument = JSON.stringify([{ op: "remove", path: "/InvocationRateLimitPerSecond" }]);
  await harness.cloud.send(new UpdateResourceCommand({ TypeName, Identifier: "to-orders", PatchDocument }));
  harness.clock.advance(SETTLE_MS);
  const described = await harness.events.send(new DescribeApiDestinationCommand({ Name: "to-orders" }));
  expect(described.InvocationRateLimitPerSecond).toBe(5);
});

it("says who calls", async () => {
  const { sts } = await startHarness({ account: "123456789012" });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "123456789012",
    Arn: "arn:aws:iam::123456789012:user/local",
  });
});
