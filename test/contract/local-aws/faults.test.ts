import {
  CreateResourceCommand,
  type CreateResourceCommandOutput,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  type GetResourceRequestStatusCommandOutput,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import { DescribeConnectionCommand } from "@aws-sdk/client-eventbridge";
import { DescribeParametersCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../../infra/local/aws/faults/faults.ts";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

const create = ({ cloud }: Harness, name = "orders"): Promise<CreateResourceCommandOutput> =>
  cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection(name) }));
const read = ({ cloud }: Harness, Identifier = "orders"): Promise<unknown> =>
  cloud.send(new GetResourceCommand({ TypeName: CONNECTION, Identifier }));

/** How a create ends under a fault. */
async function createUnder(
  fault: Fault,
): Promise<{ harness: Harness; ended: GetResourceRequestStatusCommandOutput; RequestToken: string | undefined }> {
  const harness = await startHarness({ faults: [fault] });
  const RequestToken = (await create(harness)).ProgressEvent?.RequestToken;
  harness.clock.advance(SETTLE_MS);
  const ended = await harness.cloud.send(new GetResourceRequestStatusCommand({ RequestToken }));
  return { harness, ended, RequestToken };
}

describe("a call", () => {
  it.each<[Fault, string]>([
    [{ kind: "throttle" }, "ThrottlingException"],
    [{ kind: "internal-failure" }, "ServiceInternalErrorException"],
    [{ kind: "access-denied" }, "AccessDeniedException"],
    [{ kind: "error", code: "NetworkFailureException", message: "no way", status: 502 }, "NetworkFailureException"],
  ])("is refused: %o", async (fault, name) => {
    const harness = await startHarness({ faults: [fault] });
    await expect(create(harness)).rejects.toMatchObject({ name });
    harness.clock.advance(SETTLE_MS);
    expect(harness.aws.connectionNames()).toEqual([]);
    await expect(create(harness)).resolves.toBeDefined();
  });

  it("is refused for a permission that CloudFormation has", async () => {
    const harness = await startHarness({ faults: [{ kind: "access-denied" }] });
    await expect(create(harness)).rejects.toThrow(
      "is not authorized to perform: cloudformation:CreateResource on resource: arn:aws:cloudformation:eu-west-1:000000000000:resource/*",
    );
  });

  it.each([
    ["before", []],
    ["after", ["orders"]],
  ] as const)("loses its connection %s it takes effect", async (when, names) => {
    const harness = await startHarness({ faults: [{ kind: "reset", when }] });
    await expect(create(harness)).rejects.toMatchObject({ code: "ECONNRESET" });
    harness.clock.advance(SETTLE_MS);
    expect(harness.aws.connectionNames()).toEqual(names);
    expect(harness.aws.requests().at(-1)).toMatchObject({ operation: "CreateResource", outcome: "reset" });
  });

  it("is struck by service, operation and name, as often as the fault says", async () => {
    const harness = await startHarness();
    harness.aws.addFault({
      kind: "throttle",
      service: "cloudcontrol",
      operation: "CreateResource",
      name: "a",
      times: 2,
    });
    await create(harness, "b");
    await harness.ssm.send(new DescribeParametersCommand({}));
    await expect(create(harness, "a")).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(create(harness, "a")).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(create(harness, "a")).resolves.toBeDefined();
  });

  it("is struck every n-th time until the faults are cleared", async () => {
    const harness = await startHarness({ faults: [{ kind: "throttle", every: 2 }] });
    const outcomes: boolean[] = [];
    const describeAll = (): Promise<void> =>
      harness.ssm.send(new DescribeParametersCommand({})).then(
        () => void outcomes.push(true),
        () => void outcomes.push(false),
      );
    for (let count = 0; count < 4; count += 1) await describeAll();
    harness.aws.clearFaults();
    for (let count = 0; count < 2; count += 1) await describeAll();
    expect(outcomes).toEqual([true, false, true, false, true, true]);
  });
});

describe("an accepted operation", () => {
  it("is throttled later and changes nothing", async () => {
    const { harness, ended } = await createUnder({ kind: "fail", code: "Throttling" });
    expect(ended.ProgressEvent).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "Throttling" });
    expect(ended.ProgressEvent?.StatusMessage).toMatch(/^Rate exceeded \(Service: EventBridge, /);
    expect(harness.aws.connectionNames()).toEqual([]);
  });

  it("leaves something behind although it failed", async () => {
    const { harness, ended } = await createUnder({ kind: "remnant" });
    expect(ended.ProgressEvent).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "NotStabilized",
      Identifier: "orders",
    });
    expect(harness.aws.connectionNames()).toEqual(["orders"]);
  });

  it("fails, and what it made is there and not authorized", async () => {
    const reason = "The endpoint answered 401.";
    const { harness, ended } = await createUnder({ kind: "end-state", state: "DEAUTHORIZED", reason });
    expect(ended.ProgressEvent?.OperationStatus).toBe("FAILED");
    expect(await harness.events.send(new DescribeConnectionCommand({ Name: "orders" }))).toMatchObject({
      ConnectionState: "DEAUTHORIZED",
      StateReason: reason,
    });
  });

  it("succeeds, and is not found for a while", async () => {
    const { harness } = await createUnder({ kind: "not-found", times: 2 });
    await expect(read(harness)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(read(harness)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(read(harness)).resolves.toBeDefined();
  });

  it("shows nothing of the model, or next to nothing, what can be read, or all that was sent", async () => {
    const { ended } = await createUnder({ kind: "latency", milliseconds: 0 });
    expect(ended.ProgressEvent).not.toHaveProperty("ResourceModel");
    const readable = await createUnder({ kind: "resource-model", shows: "readable" });
    expect(JSON.parse(readable.ended.ProgressEvent?.ResourceModel ?? "")).toMatchObject({
      Arn: expect.stringContaining(":connection/orders/") as string,
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } },
    });
    const sparse = await createUnder({ kind: "resource-model", shows: "sparse" });
    expect(sparse.ended.ProgressEvent?.ResourceModel).toBe('{"Name":"orders"}');
    const echo = await createUnder({ kind: "resource-model", shows: "desired" });
    expect(echo.ended.ProgressEvent?.ResourceModel).toContain(SECRET);
  });

  it("says when to ask again", async () => {
    const { harness, ended } = await createUnder({ kind: "retry-after", milliseconds: 60_000 });
    expect(ended.ProgressEvent?.RetryAfter).toBeUndefined();
    harness.aws.addFault({ kind: "retry-after", milliseconds: 60_000 });
    const accepted = await harness.cloud.send(
      new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection("b") }),
    );
    expect(accepted.ProgressEvent?.RetryAfter).toEqual(new Date(harness.clock.now() + 60_000));
  });

  it("stays PENDING for longer", async () => {
    const { harness, ended, RequestToken } = await createUnder({ kind: "slow", milliseconds: 60_000 });
    expect(ended.ProgressEvent?.OperationStatus).toBe("PENDING");
    harness.clock.advance(60_000);
    const later = await harness.cloud.send(new GetResourceRequestStatusCommand({ RequestToken }));
    expect(later.ProgressEvent?.OperationStatus).toBe("SUCCESS");
  });

  it("is refused by a hook, whose words stand beside the event", async () => {
    const { ended } = await createUnder({ kind: "hook", message: "No connections on Fridays." });
    expect(ended.ProgressEvent).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "NonCompliant" });
    expect(ended.HooksProgressEvent).toMatchObject([{ HookStatusMessage: "No connections on Fridays." }]);
  });

  it("takes away what an update leaves out", async () => {
    const harness = await startHarness();
    await harness.cloud.send(
      new CreateResourceCommand({
        TypeName: CONNECTION,
        DesiredState: apiKeyConnection("orders", { Description: "d" }),
      }),
    );
    harness.aws.addFault({ kind: "take-removals", operation: "UpdateResource" });
    harness.clock.advance(SETTLE_MS);
    const PatchDocument = JSON.stringify([
      { op: "remove", path: "/Description" },
      { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "x" },
    ]);
    await harness.cloud.send(new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "orders", PatchDocument }));
    harness.clock.advance(SETTLE_MS);
    expect(harness.aws.storedConnection("orders")?.properties).not.toHaveProperty("Description");
  });
});

it("lets KMS refuse decryption, for the whole call", async () => {
  const harness = await startHarness({ faults: [{ kind: "kms-denied", name: "/a", every: 1 }] });
  harness.aws.putParameter({ name: "/a", value: SECRET });
  harness.aws.putParameter({ name: "/b", value: SECRET });
  const get = (Names: string[], WithDecryption: boolean): Promise<unknown> =>
    harness.ssm.send(new GetParametersCommand({ Names, WithDecryption }));
  await expect(get(["/a", "/b"], true)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(get(["/a", "/b"], false)).resolves.toBeDefined();
  await expect(get(["/b"], true)).resolves.toBeDefined();
});

it("limits the rate of each service", async () => {
  const { ssm, clock } = await startHarness({ requestsPerSecond: 2 });
  const call = (): Promise<unknown> => ssm.send(new DescribeParametersCommand({}));
  await call();
  await call();
  await expect(call()).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
  clock.advance(500);
  await expect(call()).resolves.toBeDefined();
});
