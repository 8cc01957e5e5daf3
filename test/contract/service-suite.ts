import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { allPages } from "../../workflows/calls/all-pages.ts";
import { need } from "../../workflows/ports/answer.ts";
import type { Dependents, Inventory, ServiceReader } from "../../workflows/ports/resources.ts";
import { keyOf } from "../support/definitions.ts";

/** EventBridge with the adapters in front of it, and a client that does what Cloud Control's handlers do. */
export interface ServiceUnderTest {
  readonly services: ServiceReader;
  readonly dependents: Dependents;
  readonly inventory: Inventory;
  readonly handlers: EventBridgeClient;
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
  async function made({ handlers }: ServiceUnderTest): Promise<{ name: string; arn: string }> {
    const name = `suite-${(connections += 1)}`;
    const command = new CreateConnectionCommand({ Name: name, AuthorizationType: "BASIC", AuthParameters });
    const { ConnectionArn } = await handlers.send(command);
    if (ConnectionArn === undefined) throw new Error("the connection has no ARN");
    return { name, arn: ConnectionArn };
  }

  it("knows nothing of a connection that is not there", async () => {
    expect(await open().services.describe(keyOf("nobody"), signal)).toBeUndefined();
  });

  it("tells state and age of a connection, and no credential", async () => {
    const test = open();
    const { name } = await made(test);
    const state = need(await test.services.describe(keyOf(name), signal));
    expect(state).toMatchObject({ state: "AUTHORIZED" });
    expect(Math.abs((state?.createdAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(state)).not.toContain("canary");
  });

  it("tells when a connection was de-authorized, and when it is gone", async () => {
    const test = open();
    const { name } = await made(test);
    await test.handlers.send(new DeauthorizeConnectionCommand({ Name: name }));
    await test.pass();
    expect(need(await test.services.describe(keyOf(name), signal))?.state).toBe("DEAUTHORIZED");
    await test.handlers.send(new DeleteConnectionCommand({ Name: name }));
    await test.pass();
    expect(await test.services.describe(keyOf(name), signal)).toBeUndefined();
  });

  it("tells which HTTP parameters a connection has, and the value of none that is a secret", async () => {
    const test = open();
    const { name } = await made(test);
    expect(need(await test.services.describe(keyOf(name), signal))?.model).toMatchObject({
      Name: name,
      AuthParameters: { InvocationHttpParameters: { HeaderParameters: [{ Key: "x-tenant", IsValueSecret: true }] } },
    });
  });

  it("lists every connection once, and none that is gone", async () => {
    const test = open();
    const [gone, ...kept] = [await made(test), await made(test), await made(test)];
    await test.handlers.send(new DeleteConnectionCommand({ Name: gone.name }));
    await test.pass();
    const listed = need(await allPages((token) => test.inventory.page(CONNECTION_TYPE, token, signal)));
    const identifiers = listed.map(({ identifier }) => identifier);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    expect(identifiers).not.toContain(gone.name);
    for (const { name, arn } of kept) {
      const described = need(await test.services.describe(keyOf(name), signal));
      const { modified } = described ?? { modified: 0 };
      expect(modified).toBeGreaterThan(0);
      expect(listed).toContainEqual({ identifier: name, phase: "settled", state: "AUTHORIZED", arn, modified });
    }
  });

  it("lists the API destinations that use a connection", async () => {
    const test = open();
    const [one, other] = [await made(test), await made(test)];
    for (const [name, arn] of [
      ["to-b", one.arn],
      ["to-a", one.arn],
      ["elsewhere", other.arn],
    ] as const) {
      const destination = { InvocationEndpoint: "https://api.example.com/", HttpMethod: "POST" as const };
      await test.handlers.send(
        new CreateApiDestinationCommand({ Name: `${one.name}-${name}`, ConnectionArn: arn, ...destination }),
      );
    }
    const key = keyOf(one.name);
    const users = async (arn: string) =>
      need(await allPages((token) => test.dependents.page(key, arn, token, signal))).toSorted();
    expect(await users(one.arn)).toEqual([`${one.name}-to-a`, `${one.name}-to-b`]);
    expect(await users(`${one.arn}0`)).toEqual([]);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");
    await expect(open().services.describe(keyOf("nobody"), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
