import { DeleteResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { DeleteConnectionCommand, DescribeConnectionCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import {
  after,
  apiKeyConnection,
  clientAgain,
  CONNECTION,
  type Harness,
  keyAgain,
  oauthConnection,
  SETTLE_MS,
  startCreate,
  startUpdate,
  under,
} from "./local-aws-harness.ts";

const stateOf = async ({ events }: Harness, Name: string): Promise<string | undefined> =>
  (await events.send(new DescribeConnectionCommand({ Name }))).ConnectionState;

/** Longer than anything takes by itself. */
const LONG = 10 * SETTLE_MS;

const couldNot = (name: string, reason: string) => ({
  OperationStatus: "FAILED",
  ErrorCode: "GeneralServiceException",
  Identifier: name,
  StatusMessage: `Couldn't stabilize AWS::Events::Connection [{"/properties/Name":"${name}"}] due to connection state: ${reason}`,
});
const refused = "The authorization endpoint refused the credentials.";

describe("a create", () => {
  it.each([
    [[], "IN_PROGRESS"],
    [["await-authorization"], "IN_PROGRESS"],
    [["end-early"], "SUCCESS"],
  ])("of an OAuth connection that is being authorized, under %j, is %s", async (faults, expected) => {
    const harness = await under(...faults);
    const accepted = await startCreate(harness, oauthConnection("billing"));
    expect((await after(harness, SETTLE_MS, accepted)).OperationStatus).toBe(expected);
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZING");
    expect((await after(harness, SETTLE_MS, accepted)).OperationStatus).toBe("SUCCESS");
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZED");
  });

  it("of an API key connection takes no longer than its handler", async () => {
    const harness = await under();
    const accepted = await startCreate(harness, apiKeyConnection("orders"));
    expect((await after(harness, SETTLE_MS, accepted)).OperationStatus).toBe("SUCCESS");
  });

  it.each(["DEAUTHORIZED", "FAILED_CONNECTIVITY", "SOMETHING_NEW"])(
    "that ends %s fails with the reason, and what it made stays",
    async (state) => {
      for (const desired of [apiKeyConnection("orders"), oauthConnection("orders")]) {
        const harness = await under(`end-state=${state}`);
        const accepted = await startCreate(harness, desired);
        expect(await after(harness, LONG, accepted)).toMatchObject(couldNot("orders", refused));
        expect(await stateOf(harness, "orders")).toBe(state);
      }
    },
  );

  it("that ends early succeeds in any state", async () => {
    const harness = await under("end-state", "end-early");
    const accepted = await startCreate(harness, apiKeyConnection("orders"));
    expect((await after(harness, LONG, accepted)).OperationStatus).toBe("SUCCESS");
    expect(await stateOf(harness, "orders")).toBe("DEAUTHORIZED");
  });

  it("gives up where the state stays open", async () => {
    const harness = await under("end-state=AUTHORIZING");
    const accepted = await startCreate(harness, apiKeyConnection("orders"));
    expect((await after(harness, LONG, accepted)).OperationStatus).toBe("IN_PROGRESS");
    expect(await after(harness, 2 * LONG, accepted)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "NotStabilized",
    });
  });

  it("whose connection somebody takes away meanwhile does not succeed", async () => {
    const harness = await under();
    const accepted = await startCreate(harness, oauthConnection("billing"));
    harness.clock.advance(SETTLE_MS);
    await harness.events.send(new DeleteConnectionCommand({ Name: "billing" }));
    expect(await after(harness, 1, accepted)).toMatchObject({ OperationStatus: "IN_PROGRESS" });
    expect(await after(harness, LONG, accepted)).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "NotFound" });
  });
});

describe("an update", () => {
  it("with credentials that are refused takes effect and fails", async () => {
    const harness = await under();
    await after(harness, LONG, await startCreate(harness, oauthConnection("billing")));
    harness.aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "401" });
    const accepted = await startUpdate(harness, "billing", [{ ...clientAgain, value: "wrong" }]);
    expect(await after(harness, LONG, accepted)).toMatchObject(couldNot("billing", "401"));
    expect(harness.aws.storedConnection("billing")?.properties["AuthParameters"]).toMatchObject({
      OAuthParameters: { ClientParameters: { ClientSecret: "wrong" } },
    });
  });

  it("of a connection without a reason for its state says null", async () => {
    const harness = await under("end-early,operation=CreateResource");
    await after(harness, LONG, await startCreate(harness, apiKeyConnection("orders")));
    const accepted = await startUpdate(harness, "orders", [keyAgain]);
    harness.clock.advance(SETTLE_MS / 2);
    harness.aws.setConnectionState("orders", "FAILED_CONNECTIVITY", null);
    expect(await after(harness, LONG, accepted)).toMatchObject(couldNot("orders", "null"));
  });
});

describe("in the time that AWS takes,", () => {
  const start = (...faults: readonly string[]): Promise<Harness> => under("handler-times", ...faults);

  it("an API key connection is there after a second", async () => {
    const harness = await start();
    const accepted = await startCreate(harness, apiKeyConnection("orders"));
    expect((await after(harness, 999, accepted)).OperationStatus).toBe("IN_PROGRESS");
    expect(harness.aws.connectionNames()).toEqual([]);
    expect((await after(harness, 1, accepted)).OperationStatus).toBe("SUCCESS");
  });

  it("an OAuth connection is authorized after five more, which the handler sees when it looks again", async () => {
    const harness = await start();
    const accepted = await startCreate(harness, oauthConnection("billing"));
    harness.clock.advance(5_999);
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZING");
    harness.clock.advance(1);
    expect(await stateOf(harness, "billing")).toBe("AUTHORIZED");
    expect((await after(harness, 9_999, accepted)).OperationStatus).toBe("IN_PROGRESS");
    expect((await after(harness, 1, accepted)).OperationStatus).toBe("SUCCESS");
  });

  it("a handler looks again for six minutes", async () => {
    const harness = await start("end-state=AUTHORIZING");
    const accepted = await startCreate(harness, apiKeyConnection("orders"));
    expect((await after(harness, 360_999, accepted)).OperationStatus).toBe("IN_PROGRESS");
    expect(await after(harness, 1, accepted)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "NotStabilized",
      StatusMessage: "Exceeded attempts to wait",
      EventTime: new Date(harness.clock.now()),
    });
    expect(harness.aws.connectionNames()).toEqual(["orders"]);
  });

  it("a delete ends when the handler looks again", async () => {
    const harness = await start();
    await after(harness, 1_000, await startCreate(harness, apiKeyConnection("orders")));
    const remove = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" });
    const accepted = (await harness.cloud.send(remove)).ProgressEvent ?? {};
    expect((await after(harness, 15_999, accepted)).OperationStatus).toBe("IN_PROGRESS");
    expect(harness.aws.connectionNames()).toEqual([]);
    expect((await after(harness, 1, accepted)).OperationStatus).toBe("SUCCESS");
  });
});
