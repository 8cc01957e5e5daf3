import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Dependents, Inventory, ServiceReader } from "../../workflows/ports/resources.ts";
import { keyOf } from "../support/definitions.ts";

/** EventBridge with the adapters in front of it, and a client that does what Cloud Control's handlers do. */
export interface ServiceUnderTest {
  readonly services: ServiceReader;
  readonly dependents: Dependents;
  readonly inventory: Inventory;
  readonly events: EventBridgeClient;
  readonly pass: () => Promise<void>;
}

const { signal } = new AbortController();

const AuthParameters = {
  BasicAuthParameters: { Username: "someone", Password: "canary-8c2a" },
  InvocationHttpParameters: { HeaderParameters: [{ Key: "x-tenant", Value: "canary-19b0", IsValueSecret: true }] },
};

/** What the adapters in front of a service's own API promise. */
export function describeService(open: () => ServiceUnderTest): void {
  let connections = 0;
  async function made({ events }: ServiceUnderTest): Promise<{ name: string; arn: string }> {
    const name = `suite-${(connections += 1)}`;
    const command = new CreateConnectionCommand({ Name: name, AuthorizationType: "BASIC", AuthParameters });
    const { ConnectionArn } = await events.send(command);
    if (ConnectionArn === undefined) throw new Error("the connection has no ARN");
    return { name, arn: ConnectionArn };
  }

  it("knows nothing of a connection that is not there", async () => {
    expect(await open().services.describe(keyOf("nobody"), signal)).toBeUndefined();
  });

  it("tells state and age of a connection, and no credential", async () => {
    const test = open();
    const { name } = await made(test);
    const state = await test.services.describe(keyOf(name), signal);
    expect(state).toMatchObject({ state: "AUTHORIZED" });
    expect(Math.abs((state?.createdAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(state)).not.toContain("canary");
  });

  it("tells when a connection was de-authorized, and when it is gone", async () => {
    const test = open();
    const { name } = await made(test);
    await test.events.send(new DeauthorizeConnectionCommand({ Name: name }));
    await test.pass();
    expect((await test.services.describe(keyOf(name), signal))?.state).toBe("DEAUTHORIZED");
    await test.events.send(new DeleteConnectionCommand({ Name: name }));
    await test.pass();
    expect(await test.services.describe(keyOf(name), signal)).toBeUndefined();
  });

  it("tells which HTTP parameters a connection has, and the value of none that is a secret", async () => {
    const test = open();
    const { name } = await made(test);
    expect((await test.services.describe(keyOf(name), signal))?.model).toEqual({
      AuthParameters: { InvocationHttpParameters: { HeaderParameters: [{ Key: "x-tenant", IsValueSecret: true }] } },
    });
  });

  it("lists every connection once, sorted, and none that is gone", async () => {
    const test = open();
    const [gone, ...kept] = [await made(test), await made(test), await made(test)];
    await test.events.send(new DeleteConnectionCommand({ Name: gone.name }));
    await test.pass();
    const listed = await test.inventory.list(CONNECTION_TYPE, signal);
    const identifiers = listed.map(({ identifier }) => identifier);
    expect(identifiers).toEqual([...new Set(identifiers)].toSorted());
    expect(identifiers).not.toContain(gone.name);
    for (const { name } of kept) {
      expect(listed).toContainEqual({ identifier: name, phase: "settled", state: "AUTHORIZED" });
    }
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
    const key = keyOf(one.name);
    expect(await test.dependents.dependents(key, one.arn, signal)).toEqual([`${one.name}-to-a`, `${one.name}-to-b`]);
    expect(await test.dependents.dependents(key, `${one.arn}0`, signal)).toEqual([]);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");
    await expect(open().services.describe(keyOf("nobody"), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
