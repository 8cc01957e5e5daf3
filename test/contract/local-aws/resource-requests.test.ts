import {
  CancelResourceRequestCommand,
  CreateResourceCommand,
  type CreateResourceCommandInput,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourceRequestsCommand,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import { describe, expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, type Harness, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

const HOUR = 60 * 60 * 1000;

const create = async (
  { cloud }: Harness,
  name: string,
  more: Partial<CreateResourceCommandInput> = {},
): Promise<ProgressEvent> => {
  const input = { TypeName: CONNECTION, DesiredState: apiKeyConnection(name), ...more };
  return (await cloud.send(new CreateResourceCommand(input))).ProgressEvent ?? {};
};

const status = async ({ cloud }: Harness, RequestToken: string | undefined): Promise<ProgressEvent> =>
  (await cloud.send(new GetResourceRequestStatusCommand({ RequestToken }))).ProgressEvent ?? {};

describe("a client token", () => {
  it("makes the same request one operation, answered as it stands now", async () => {
    const harness = await startHarness();
    const first = await create(harness, "orders", { ClientToken: "abc" });
    harness.clock.advance(SETTLE_MS);
    const again = await create(harness, "orders", { ClientToken: "abc" });
    expect(again).toMatchObject({ RequestToken: first.RequestToken, OperationStatus: "SUCCESS" });
    expect(harness.aws.connectionNames()).toEqual(["orders"]);
  });

  it("is refused for another request", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders", { ClientToken: "abc" });
    const conflict = {
      name: "ClientTokenConflictException",
      message: `ClientToken abc is already associated with an existing operation with RequestToken ${RequestToken}`,
      $metadata: { httpStatusCode: 400 },
    };
    await expect(create(harness, "invoices", { ClientToken: "abc" })).rejects.toMatchObject(conflict);
    const remove = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders", ClientToken: "abc" });
    await expect(harness.cloud.send(remove)).rejects.toMatchObject(conflict);
  });

  it("replays a failure too", async () => {
    const harness = await startHarness();
    harness.aws.addFault({ kind: "fail", code: "Throttling" });
    await create(harness, "orders", { ClientToken: "abc" });
    harness.clock.advance(SETTLE_MS);
    expect(await create(harness, "orders", { ClientToken: "abc" })).toMatchObject({ ErrorCode: "Throttling" });
  });

  it("counts as new after 36 hours", async () => {
    const harness = await startHarness();
    const first = await create(harness, "orders", { ClientToken: "abc" });
    harness.clock.advance(36 * HOUR + 1);
    const later = await create(harness, "orders", { ClientToken: "abc" });
    expect(later.RequestToken).not.toBe(first.RequestToken);
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, later.RequestToken)).toMatchObject({ ErrorCode: "AlreadyExists" });
  });

  it("has a form", async () => {
    const harness = await startHarness();
    await expect(create(harness, "orders", { ClientToken: "a_b" })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("at 'clientToken' failed to satisfy constraint") as string,
    });
  });
});

it("runs one operation at a time on a resource", async () => {
  const harness = await startHarness();
  const { RequestToken: running } = await create(harness, "orders");
  const remove = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" });
  await expect(harness.cloud.send(remove)).rejects.toMatchObject({
    name: "ConcurrentOperationException",
    message: `Another resource operation is currently being performed on this resource, with RequestToken ${String(running)}.`,
  });
  await create(harness, "invoices");
  harness.clock.advance(SETTLE_MS);
  await expect(harness.cloud.send(remove)).resolves.toBeDefined();
});

describe("the history of requests", () => {
  it("ends after seven days", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders");
    harness.clock.advance(7 * 24 * HOUR);
    expect(await status(harness, RequestToken)).toMatchObject({ OperationStatus: "SUCCESS" });
    harness.clock.advance(1);
    await expect(status(harness, RequestToken)).rejects.toMatchObject({
      name: "RequestTokenNotFoundException",
      message: `Request with token ${RequestToken} was not found`,
    });
  });

  it("is listed by status, newest first, page by page", async () => {
    const harness = await startHarness();
    for (const name of ["a", "b", "c"]) {
      await create(harness, name);
      harness.clock.advance(SETTLE_MS);
    }
    await create(harness, "d");
    const list = (more: object): Promise<{ names: unknown; next: string | undefined }> =>
      harness.cloud
        .send(
          new ListResourceRequestsCommand({ ResourceRequestStatusFilter: { OperationStatuses: ["SUCCESS"] }, ...more }),
        )
        .then(({ ResourceRequestStatusSummaries, NextToken }) => ({
          names: ResourceRequestStatusSummaries?.map(({ Identifier }) => Identifier),
          next: NextToken,
        }));
    const first = await list({ MaxResults: 2 });
    expect(first.names).toEqual(["c", "b"]);
    expect(await list({ NextToken: first.next })).toEqual({ names: ["a"], next: undefined });
  });
});

it("the history alone says when to look at what is running", async () => {
  const harness = await startHarness();
  const accepted = await create(harness, "orders");
  const [summary] =
    (await harness.cloud.send(new ListResourceRequestsCommand({}))).ResourceRequestStatusSummaries ?? [];
  expect(summary).toMatchObject({ RetryAfter: new Date(harness.clock.now() + SETTLE_MS / 2) });
  expect(accepted).not.toHaveProperty("RetryAfter");
  harness.clock.advance(SETTLE_MS);
  const ended = await harness.cloud.send(new ListResourceRequestsCommand({}));
  expect(ended.ResourceRequestStatusSummaries?.[0]).not.toHaveProperty("RetryAfter");
});

describe("a cancelled request", () => {
  it("never takes effect when its handler has not acted yet", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders");
    const cancelled = await harness.cloud.send(new CancelResourceRequestCommand({ RequestToken }));
    expect(cancelled.ProgressEvent).toMatchObject({ OperationStatus: "CANCEL_IN_PROGRESS" });
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, RequestToken)).toMatchObject({ OperationStatus: "CANCEL_COMPLETE" });
    expect(harness.aws.connectionNames()).toEqual([]);
  });

  it("is not rolled back when its handler has acted", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders");
    harness.clock.advance(SETTLE_MS / 2);
    await harness.cloud.send(new CancelResourceRequestCommand({ RequestToken }));
    harness.clock.advance(SETTLE_MS);
    expect(await status(harness, RequestToken)).toMatchObject({ OperationStatus: "CANCEL_COMPLETE" });
    expect(harness.aws.connectionNames()).toEqual(["orders"]);
  });

  it("must not have ended", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders");
    harness.clock.advance(SETTLE_MS);
    await expect(harness.cloud.send(new CancelResourceRequestCommand({ RequestToken }))).rejects.toMatchObject({
      name: "ValidationException",
      message: `Request ${RequestToken} is already in status SUCCESS`,
    });
  });

  it("may be cancelled again", async () => {
    const harness = await startHarness();
    const { RequestToken } = await create(harness, "orders");
    const cancel = (): Promise<unknown> => harness.cloud.send(new CancelResourceRequestCommand({ RequestToken }));
    await cancel();
    expect(await cancel()).toMatchObject({ ProgressEvent: { OperationStatus: "CANCEL_IN_PROGRESS" } });
    harness.clock.advance(SETTLE_MS);
    expect(await cancel()).toMatchObject({ ProgressEvent: { OperationStatus: "CANCEL_COMPLETE" } });
  });
});
