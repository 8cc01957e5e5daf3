import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import type { ConnectionStates } from "../../workflows/ports/cloud.ts";
import type { Dependents } from "../../workflows/ports/safety.ts";

/** EventBridge with the adapter in front of it, and a client that does what Cloud Control's handlers do. */
export interface StatesUnderTest {
  readonly states: ConnectionStates & Dependents;
  readonly events: EventBridgeClient;
  readonly pass: () => Promise<void>;
}

const { signal } = new AbortController();

const AuthParameters = {
  BasicAuthParameters: { Username: "someone", Password: "canary-8c2a" },
  InvocationHttpParameters: { HeaderParameters: [{ Key: "x-tenant", Value: "canary-19b0", IsValueSecret: true }] },
};

/** What the reader of states and dependents promises. */
export function describeStates(open: () => StatesUnderTest): void {
  let connections = 0;
  async function made({ events }: StatesUnderTest): Promise<{ name: string; arn: string }> {
    const name = `suite-${(connections += 1)}`;
    const command = new CreateConnectionCommand({ Name: name, AuthorizationType: "BASIC", AuthParameters });
    const { ConnectionArn } = await events.send(command);
    if (ConnectionArn === undefined) throw new Error("the connection has no ARN");
    return { name, arn: ConnectionArn };
  }

  it("knows nothing of a connection that is not there", async () => {
    expect(await open().states.describe("nobody", signal)).toBeUndefined();
  });

  it("tells state and age of a connection, and no credential", async () => {
    const test = open();
    const { name } = await made(test);
    const state = await test.states.describe(name, signal);
    expect(state).toMatchObject({ state: "AUTHORIZED" });
    expect(Math.abs((state?.createdAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(state)).not.toContain("canary");
  });

  it("tells when a connection was de-authorized, and when it is gone", async () => {
    const test = open();
    const { name } = await made(test);
    await test.events.send(new DeauthorizeConnectionCommand({ Name: name }));
    await test.pass();
    expect((await test.states.describe(name, signal))?.state).toBe("DEAUTHORIZED");
    await test.events.send(new DeleteConnectionCommand({ Name: name }));
    await test.pass();
    expect(await test.states.describe(name, signal)).toBeUndefined();
  });

  it("lists the API destinations that use a connection, sorted", async () => {
    const test = open();
    const [one, other] = [await made(test), await made(test)];
    for (const [name, arn] of [
      ["to-b", one.arn],
      ["to-a", one.arn],
      ["elsewhere", other.arn],
    ] as const) {
      const destination = { InvocationEndpoint: "https://api.example.com/", HttpMethod: "POST" as const };
      await test.events.send(
        new CreateApiDestinationCommand({ Name: `${one.name}-${name}`, ConnectionArn: arn, ...destination }),
      );
    }
    expect(await test.states.dependents(one.arn, signal)).toEqual([`${one.name}-to-a`, `${one.name}-to-b`]);
    expect(await test.states.dependents(`${one.arn}0`, signal)).toEqual([]);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");
    await expect(open().states.describe("nobody", AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
