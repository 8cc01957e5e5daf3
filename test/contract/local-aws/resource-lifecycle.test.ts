import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourcesCommand,
  type ProgressEvent,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import { describe, expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

const create = async ({ cloud }: Harness, desired: string): Promise<ProgressEvent> => {
  const command = new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: desired });
  return (await cloud.send(command)).ProgressEvent ?? {};
};

const update = async ({ cloud }: Harness, name: string, patch: unknown): Promise<ProgressEvent> => {
  const PatchDocument = JSON.stringify(patch);
  const command = new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: name, PatchDocument });
  return (await cloud.send(command)).ProgressEvent ?? {};
};

const status = async ({ cloud }: Harness, event: ProgressEvent): Promise<ProgressEvent> => {
  const command = new GetResourceRequestStatusCommand({ RequestToken: event.RequestToken });
  return (await cloud.send(command)).ProgressEvent ?? {};
};

const read = async ({ cloud }: Harness, name: string): Promise<unknown> => {
  const found = await cloud.send(new GetResourceCommand({ TypeName: CONNECTION, Identifier: name }));
  return JSON.parse(found.ResourceDescription?.Properties ?? "null");
};

const secretLeaf = { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "rotated-1" };

async function withConnection(name = "orders"): Promise<Harness> {
  const harness = await startHarness();
  await create(harness, apiKeyConnection(name, { Description: "first" }));
  harness.clock.advance(SETTLE_MS);
  return harness;
}

/** What becomes of whatever EventBridge refuses and the handler has no code for. */
const saysNothing = {
  OperationStatus: "FAILED",
  ErrorCode: "GeneralServiceException",
  StatusMessage: "Error occurred during operation 'AWS::Events::Connection'.",
};

describe("a create", () => {
  it("is accepted, runs, succeeds, and can be read without what is write-only", async () => {
    const harness = await startHarness();
    const accepted = await create(harness, apiKeyConnection("orders"));
    expect(accepted).toMatchObject({ OperationStatus: "IN_PROGRESS", Operation: "CREATE", Identifier: "orders" });
    await expect(read(harness, "orders")).rejects.toThrow("was not found");

    harness.clock.advance(SETTLE_MS / 2);
    expect(await status(harness, accepted)).toMatchObject({ OperationStatus: "IN_PROGRESS" });
    harness.clock.advance(SETTLE_MS / 2);
    const ended = await status(harness, accepted);
    expect(ended).toMatchObject({ OperationStatus: "SUCCESS" });
    expect(ended.ErrorCode).toBeUndefined();
    expect(ended.EventTime).toEqual(new Date(harness.clock.now()));

    expect(await read(harness, "orders")).toEqual({
      Name: "orders",
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } },
      Arn: expect.stringMatching(/^arn:aws:events:eu-west-1:000000000000:connection\/orders\/[0-9a-f-]{36}$/) as string,
      ArnForPolicy: "arn:aws:events:eu-west-1:000000000000:connection/orders",
      SecretArn: expect.stringMatching(
        /^arn:aws:secretsmanager:eu-west-1:000000000000:secret:events!connection\/orders\/[0-9a-f-]{36}-\w{6}$/,
      ) as string,
    });
    expect(harness.aws.storedConnection("orders")?.properties).toMatchObject({
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: SECRET } },
    });
  });

  it.each(["constructor", "__proto__", "hasOwnProperty"])("takes any name that AWS takes: %s", async (name) => {
    const harness = await startHarness();
    const accepted = await create(harness, apiKeyConnection(name));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({ OperationStatus: "SUCCESS" });
    expect(await read(harness, name)).toMatchObject({ Name: name });
  });

  it("of a name that is taken fails later, with AlreadyExists", async () => {
    const harness = await withConnection();
    const accepted = await create(harness, apiKeyConnection("orders"));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "AlreadyExists",
      StatusMessage: "Resource of type 'AWS::Events::Connection' with identifier 'orders' already exists.",
    });
  });

  it("that breaks a limit of the EventBridge API alone fails later, and the handler does not say which", async () => {
    const harness = await startHarness();
    const long = SECRET.repeat(40);
    const accepted = await create(harness, apiKeyConnection("orders").replace(SECRET, long));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject(saysNothing);
  });

  it("without authorization type and parameters passes the registry schema and fails in the API", async () => {
    const harness = await startHarness();
    const accepted = await create(harness, JSON.stringify({ Name: "orders" }));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject(saysNothing);
  });

  it("whose credentials are of another type than it says fails in the handler", async () => {
    const harness = await startHarness();
    const accepted = await create(harness, apiKeyConnection("orders", { AuthorizationType: "BASIC" }));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "InvalidRequest",
      StatusMessage: "Invalid request provided: BasicAuthParameters not provided for BASIC AuthorizationType.",
    });
  });
});

describe("an update", () => {
  it("starts from what can be read: without the required credential the result does not validate", async () => {
    const harness = await withConnection();
    await expect(
      update(harness, "orders", [{ op: "replace", path: "/Description", value: "x" }]),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message: "Model validation failed (#/AuthParameters/ApiKeyAuthParameters: required key [ApiKeyValue] not found)",
    });
  });

  it("with the credential added again succeeds; while it runs it shows what was sent", async () => {
    const harness = await withConnection();
    const secretArn = harness.aws.storedConnection("orders")?.secretArn;
    const accepted = await update(harness, "orders", [{ op: "replace", path: "Description", value: "x" }, secretLeaf]);
    expect(accepted.ResourceModel).toContain("rotated-1");
    harness.clock.advance(SETTLE_MS);
    const ended = await status(harness, accepted);
    expect(ended.OperationStatus).toBe("SUCCESS");
    expect(ended).not.toHaveProperty("ResourceModel");
    expect(await read(harness, "orders")).toMatchObject({ Description: "x" });
    const stored = harness.aws.storedConnection("orders");
    expect(stored?.properties).toMatchObject({
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "rotated-1" } },
    });
    expect(stored?.secretArn).toBe(secretArn);
  });

  it("cannot test or replace what is write-only", async () => {
    const harness = await withConnection();
    await expect(update(harness, "orders", [{ ...secretLeaf, op: "replace" }])).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "[REPLACE Operation] noSuchPath in source, path provided : //AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
    });
  });

  it.each([
    {
      what: "the name",
      path: "/Name",
      code: "NotUpdatableException",
      pointer: "createOnlyProperties [/properties/Name]",
    },
    { what: "an ARN", path: "/Arn", code: "ValidationException", pointer: "readOnlyProperties [/properties/Arn]" },
  ])("cannot write $what, not even the same value", async ({ path, code, pointer }) => {
    const harness = await withConnection();
    const same = (await read(harness, "orders")) as Record<string, string>;
    const value = same[path.slice(1)];
    await expect(update(harness, "orders", [{ op: "add", path, value }, secretLeaf])).rejects.toMatchObject({
      name: code,
      message: `Invalid patch update: ${pointer} cannot be updated`,
    });
  });

  it("cannot replace a parent that holds a read-only leaf", async () => {
    const harness = await startHarness();
    const configuration = "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg";
    const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };
    await create(harness, apiKeyConnection("orders", { InvocationConnectivityParameters: path }));
    harness.clock.advance(SETTLE_MS);
    expect(await read(harness, "orders")).toMatchObject({
      InvocationConnectivityParameters: {
        ResourceParameters: {
          ResourceConfigurationArn: configuration,
          ResourceAssociationArn: expect.stringContaining("servicenetworkresourceassociation/snra-") as string,
        },
      },
    });
    const whole = { op: "add", path: "/InvocationConnectivityParameters", value: path };
    await expect(update(harness, "orders", [whole, secretLeaf])).rejects.toThrow(
      "readOnlyProperties [/properties/InvocationConnectivityParameters/ResourceParameters/ResourceAssociationArn]",
    );
  });

  it("of a connection that is not there is refused at once", async () => {
    const harness = await startHarness();
    await expect(update(harness, "orders", [secretLeaf])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("fails in the handler with credentials of another type when the type stays", async () => {
    const harness = await withConnection();
    const accepted = await update(harness, "orders", [
      { op: "remove", path: "/AuthParameters/ApiKeyAuthParameters" },
      { op: "add", path: "/AuthParameters/BasicAuthParameters", value: { Username: "u", Password: "p" } },
    ]);
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({
      ErrorCode: "InvalidRequest",
      StatusMessage: "Invalid request provided: ApiKeyAuthParameters not provided for API_KEY AuthorizationType.",
    });
    expect(harness.aws.storedConnection("orders")?.properties).toMatchObject({
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: SECRET } },
    });
  });

  it("changes the authorization type with the credentials of the new one, and keeps none of the old", async () => {
    const harness = await withConnection();
    const accepted = await update(harness, "orders", [
      { op: "replace", path: "/AuthorizationType", value: "BASIC" },
      { op: "remove", path: "/AuthParameters/ApiKeyAuthParameters" },
      { op: "add", path: "/AuthParameters/BasicAuthParameters", value: { Username: "u", Password: "p" } },
    ]);
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({ OperationStatus: "SUCCESS" });
    expect(harness.aws.storedConnection("orders")?.properties["AuthParameters"]).toEqual({
      BasicAuthParameters: { Username: "u", Password: "p" },
    });
  });
});

describe("a delete", () => {
  it("succeeds, and then there is nothing to read", async () => {
    const harness = await withConnection();
    const command = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: '{"Name":"orders"}' });
    const accepted = (await harness.cloud.send(command)).ProgressEvent ?? {};
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({ OperationStatus: "SUCCESS", Identifier: "orders" });
    await expect(read(harness, "orders")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringMatching(
        /^AWS::Events::Connection Handler returned status FAILED: Resource of type 'AWS::Events::Connection' with identifier 'orders' was not found\. \(HandlerErrorCode: NotFound, RequestToken: .+\)$/,
      ) as string,
    });
  });

  it("of a connection that is not there fails later, with NotFound", async () => {
    const harness = await startHarness();
    const command = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" });
    const accepted = (await harness.cloud.send(command)).ProgressEvent ?? {};
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, accepted)).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "NotFound" });
  });
});

it("lists identifiers page by page", async () => {
  const harness = await startHarness();
  for (const name of ["c", "a", "b"]) await create(harness, apiKeyConnection(name));
  harness.clock.advance(SETTLE_MS);
  const first = await harness.cloud.send(new ListResourcesCommand({ TypeName: CONNECTION, MaxResults: 2 }));
  expect(first.ResourceDescriptions).toEqual([
    { Identifier: "a", Properties: '{"Name":"a"}' },
    { Identifier: "b", Properties: '{"Name":"b"}' },
  ]);
  const rest = await harness.cloud.send(new ListResourcesCommand({ TypeName: CONNECTION, NextToken: first.NextToken }));
  expect(rest.ResourceDescriptions).toEqual([{ Identifier: "c", Properties: '{"Name":"c"}' }]);
  expect(rest.NextToken).toBeUndefined();
});

it("keeps regions apart", async () => {
  const harness = await withConnection();
  expect(harness.aws.storedConnection("orders", "us-west-2")).toBeUndefined();
});
