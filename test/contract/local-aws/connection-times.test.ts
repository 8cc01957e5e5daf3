import {
  DeauthorizeConnectionCommand,
  DescribeConnectionCommand,
  ListConnectionsCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import {
  after,
  apiKeyConnection,
  clientAgain,
  type Harness,
  oauthConnection,
  SECRET,
  SETTLE_MS,
  startCreate,
  startUpdate,
  under,
} from "./local-aws-harness.ts";

const HOUR = 3_600_000;
/** By then a create has ended, also of an OAuth connection. */
const LONG = 2 * SETTLE_MS;

/** The times of a connection, in milliseconds since the start of the test; both reads of EventBridge tell the same. */
async function timesOf({ events }: Harness, start: number, Name: string) {
  const described = await events.send(new DescribeConnectionCommand({ Name }));
  const { Connections = [] } = await events.send(new ListConnectionsCommand({ NamePrefix: Name }));
  const since = (time: Date | undefined): number => (time?.getTime() ?? 0) - start;
  const [fromDescribe, fromList] = [described, Connections[0]].map((found) => ({
    modified: since(found?.LastModifiedTime),
    authorized: since(found?.LastAuthorizedTime),
  }));
  expect(fromList).toEqual(fromDescribe);
  return fromDescribe;
}

async function withConnection(desired: string, ...faults: readonly string[]) {
  const harness = await under(...faults);
  const start = harness.clock.now();
  await after(harness, LONG, await startCreate(harness, desired));
  return { harness, times: (name: string) => timesOf(harness, start, name) };
}

const at = (modified: number, authorized = modified) => ({ modified, authorized });
const MADE = SETTLE_MS / 2;

describe("LastModifiedTime", () => {
  it("is when the handler made the connection, also where it is authorized later", async () => {
    const plain = await withConnection(apiKeyConnection("orders"));
    expect(await plain.times("orders")).toEqual(at(MADE));
    const oauth = await withConnection(oauthConnection("billing"));
    expect(await oauth.times("billing")).toEqual(at(MADE, MADE + SETTLE_MS));
  });

  it("moves with an update and a deauthorization, through either API", async () => {
    const { harness, times } = await withConnection(oauthConnection("billing"));
    await after(harness, LONG, await startUpdate(harness, "billing", [clientAgain]));
    expect(await times("billing")).toEqual(at(LONG + MADE, MADE + SETTLE_MS));
    await harness.events.send(new UpdateConnectionCommand({ Name: "billing", Description: "d" }));
    expect(await times("billing")).toEqual(at(2 * LONG, MADE + SETTLE_MS));
    harness.clock.advance(1);
    await harness.events.send(new DeauthorizeConnectionCommand({ Name: "billing" }));
    harness.clock.advance(LONG);
    expect(await times("billing")).toEqual(at(2 * LONG + 1, MADE + SETTLE_MS));
  });

  it("moves with a change by hand, and not when EventBridge changes its mind", async () => {
    const { harness, times } = await withConnection(apiKeyConnection("orders"));
    harness.aws.changeConnection("orders", { Description: "by hand" });
    expect(await times("orders")).toEqual(at(LONG, MADE));
    harness.clock.advance(HOUR);
    harness.aws.setConnectionState("orders", "DEAUTHORIZED", "401");
    expect(await times("orders")).toEqual(at(LONG, MADE));
    harness.aws.setConnectionState("orders", "AUTHORIZED", null);
    expect(await times("orders")).toEqual(at(LONG, LONG + HOUR));
  });
});

describe("a refresh of the token", () => {
  it("happens under a fault alone", async () => {
    const { harness, times } = await withConnection(oauthConnection("billing"));
    harness.clock.advance(10 * HOUR);
    expect(await times("billing")).toEqual(at(MADE, MADE + SETTLE_MS));
  });

  it("moves both times, as often as the fault says, and they stay when the fault is gone", async () => {
    const { harness, times } = await withConnection(oauthConnection("billing"), "token-refresh=1h");
    const authorized = MADE + SETTLE_MS;
    harness.clock.advance(HOUR - LONG + authorized - 1);
    expect(await times("billing")).toEqual(at(MADE, authorized));
    harness.clock.advance(1);
    expect(await times("billing")).toEqual(at(HOUR + authorized));
    harness.clock.advance(2.5 * HOUR);
    expect(await times("billing")).toEqual(at(3 * HOUR + authorized));
    expect(harness.aws.storedConnection("billing")).toMatchObject({
      modified: harness.clock.now() - HOUR / 2,
      properties: { AuthParameters: { OAuthParameters: { ClientParameters: { ClientSecret: SECRET } } } },
    });
    harness.aws.clearFaults();
    harness.clock.advance(5 * HOUR);
    expect(await times("billing")).toEqual(at(3 * HOUR + authorized));
  });

  it("leaves alone what has no token, and who is not named", async () => {
    const { harness, times } = await withConnection(apiKeyConnection("orders"), "token-refresh=1h,name=other");
    await after(harness, LONG, await startCreate(harness, oauthConnection("billing")));
    await after(harness, LONG, await startCreate(harness, oauthConnection("other")));
    harness.aws.setConnectionState("billing", "DEAUTHORIZED", "401");
    harness.aws.addFault({ kind: "token-refresh", milliseconds: HOUR, every: 1 });
    harness.clock.advance(10 * HOUR);
    expect(await times("orders")).toEqual(at(MADE));
    expect(await times("billing")).toEqual(at(LONG + MADE, LONG + MADE + SETTLE_MS));
    expect(await times("other")).toEqual(at(10 * HOUR + 2 * LONG + MADE + SETTLE_MS));
  });
});
