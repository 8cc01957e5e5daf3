import { GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  type CreateConnectionCommandInput,
  DeleteConnectionCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  ListConnectionsCommand,
  UpdateApiDestinationCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { CONNECTION, type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

const basic = { BasicAuthParameters: { Username: "someone", Password: SECRET } };
const configuration = "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg";
const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };

const create = ({ events }: Harness, more: Partial<CreateConnectionCommandInput> = {}) =>
  events.send(
    new CreateConnectionCommand({ Name: "orders", AuthorizationType: "BASIC", AuthParameters: basic, ...more }),
  );

describe("CreateConnection", () => {
  it("makes a connection at once, which Cloud Control reads", async () => {
    const harness = await startHarness();
    const made = await create(harness, { Description: "first" });
    expect(made).toMatchObject({
      ConnectionArn: expect.stringMatching(/:connection\/orders\/[-0-9a-f]{36}$/) as string,
      ConnectionState: "AUTHORIZED",
      CreationTime: new Date(harness.clock.now()),
    });
    expect(made).not.toHaveProperty("LastAuthorizedTime");
    const read = await harness.cloud.send(new GetResourceCommand({ TypeName: CONNECTION, Identifier: "orders" }));
    expect(JSON.parse(read.ResourceDescription?.Properties ?? "")).toMatchObject({
      Arn: made.ConnectionArn,
      Description: "first",
      AuthParameters: { BasicAuthParameters: { Username: "someone" } },
    });
  });

  it("takes the three members that the registry schema forbids together", async () => {
    const harness = await startHarness();
    await create(harness, { AuthParameters: { ...basic, InvocationHttpParameters: {}, ConnectivityParameters: path } });
    expect(await harness.events.send(new DescribeConnectionCommand({ Name: "orders" }))).toMatchObject({
      AuthParameters: {
        InvocationHttpParameters: {},
        ConnectivityParameters: {
          ResourceParameters: {
            ResourceConfigurationArn: configuration,
            ResourceAssociationArn: expect.stringContaining("/snra-") as string,
          },
        },
      },
    });
  });

  it("lists all that is wrong, and shows no credential", async () => {
    const harness = await startHarness();
    const BasicAuthParameters = { Username: "x".repeat(513), Password: `${SECRET}\n` };
    const error = await create(harness, { Name: "a b", AuthParameters: { BasicAuthParameters } }).catch(
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(
        /^3 validation errors detected: Value 'a b' at 'name' failed .*; Value 'x+' at 'authParameters\.basicAuthParameters\.username' failed to satisfy constraint: Member must have length less than or equal to 512; Value at a sensitive member at 'authParameters\.basicAuthParameters\.password' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
      ) as string,
    });
    expect((error as Error).message).not.toContain(SECRET);
  });

  it.each([
    ["of a name that is taken", {}, "ResourceAlreadyExistsException"],
    ["of another type than its credentials", { Name: "b", AuthorizationType: "API_KEY" }, "ValidationException"],
    ["of an unknown type", { Name: "b", AuthorizationType: "AWS_IAM" }, "ValidationException"],
  ] as const)("%s is refused", async (_, more, name) => {
    const harness = await startHarness();
    await create(harness);
    await expect(create(harness, more as Partial<CreateConnectionCommandInput>)).rejects.toMatchObject({ name });
  });
});

describe("UpdateConnection", () => {
  it("changes what it names, at every level, and nothing else", async () => {
    const harness = await startHarness();
    await create(harness, { Description: "first", InvocationConnectivityParameters: path });
    const { events, aws } = harness;
    await events.send(new UpdateConnectionCommand({ Name: "orders", Description: "second" }));
    const AuthParameters = { BasicAuthParameters: { Password: "another" } };
    await events.send(new UpdateConnectionCommand({ Name: "orders", AuthParameters }));
    expect(aws.storedConnection("orders")?.properties).toEqual({
      Name: "orders",
      Description: "second",
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "someone", Password: "another" } },
      InvocationConnectivityParameters: path,
    });
  });

  it("makes a private connection public where the resource configuration is empty", async () => {
    const harness = await startHarness();
    await create(harness, { InvocationConnectivityParameters: path });
    const empty = { ResourceParameters: { ResourceConfigurationArn: "" } };
    await harness.events.send(new UpdateConnectionCommand({ Name: "orders", InvocationConnectivityParameters: empty }));
    const described = await harness.events.send(new DescribeConnectionCommand({ Name: "orders" }));
    expect(described).not.toHaveProperty("InvocationConnectivityParameters");
    expect(described.ConnectionState).toBe("AUTHORIZED");
  });

  it("needs the connection", async () => {
    const { events } = await startHarness();
    await expect(events.send(new UpdateConnectionCommand({ Name: "orders" }))).rejects.toThrow(
      "Failed to describe the connection(s). Connection 'orders' does not exist.",
    );
  });
});

it("DeleteConnection takes a while, and then there is nothing", async () => {
  const harness = await startHarness();
  await create(harness);
  const remove = new DeleteConnectionCommand({ Name: "orders" });
  expect(await harness.events.send(remove)).toMatchObject({ ConnectionState: "DELETING" });
  const list = new ListConnectionsCommand({ ConnectionState: "DELETING" });
  expect((await harness.events.send(list)).Connections).toHaveLength(1);
  harness.clock.advance(SETTLE_MS);
  await expect(harness.events.send(remove)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const wrong = new ListConnectionsCommand({ ConnectionState: "GONE" as "DELETING" });
  await expect(harness.events.send(wrong)).rejects.toThrow("Member must satisfy enum value set: [CREATING, UPDATING");
});

it("UpdateApiDestination changes what it names; wrong requests are refused as AWS refuses them", async () => {
  const harness = await startHarness();
  const { ConnectionArn } = await create(harness);
  const destination = {
    Name: "to-orders",
    InvocationEndpoint: "https://api.example.com/",
    HttpMethod: "POST",
  } as const;
  await harness.events.send(new CreateApiDestinationCommand({ ...destination, ConnectionArn }));
  await harness.events.send(new UpdateApiDestinationCommand({ Name: "to-orders", HttpMethod: "PUT" }));
  expect(await harness.events.send(new DescribeApiDestinationCommand({ Name: "to-orders" }))).toMatchObject({
    HttpMethod: "PUT",
    InvocationEndpoint: "https://api.example.com/",
    InvocationRateLimitPerSecond: 300,
  });
  const wrong = { ...destination, ConnectionArn: "invalid-connection-arn", HttpMethod: "INVALID_METHOD" as "POST" };
  // Word for word what AWS answered, as others have recorded it.
  await expect(harness.events.send(new CreateApiDestinationCommand(wrong))).rejects.toThrow(
    String.raw`2 validation errors detected: Value 'invalid-connection-arn' at 'connectionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$; Value 'INVALID_METHOD' at 'httpMethod' failed to satisfy constraint: Member must satisfy enum value set: [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]`,
  );
});
