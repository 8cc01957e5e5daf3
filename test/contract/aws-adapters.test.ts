import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createCloudControlClient,
  createEventBridgeClient,
  createSsmClient,
  createStsClient,
} from "../../infra/aws/clients.ts";
import { createCloudControl } from "../../infra/aws/cloud-control.ts";
import { createConnectionStates } from "../../infra/aws/connection-states.ts";
import { createParameterCatalog } from "../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../infra/aws/parameter-reader.ts";
import { readTargetIdentity } from "../../infra/aws/target-identity.ts";
import { startLocalAws, type LocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { SecretText } from "../../workflows/engine/secret-text.ts";
import type { ConnectionWriter, Progress } from "../../workflows/ports/cloud.ts";
import { address } from "./aws-wire.ts";

// The adapters and the local AWS, which were written apart from each other, over the wire between them.

const { signal } = new AbortController();

function apiKeyConnection(name: string, key: string): SecretText {
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: key } };
  return new SecretText(JSON.stringify({ Name: name, AuthorizationType: "API_KEY", AuthParameters }));
}

async function finished(cloud: ConnectionWriter, started: Progress): Promise<Progress> {
  let progress = started;
  for (let polls = 0; polls < 200 && ["PENDING", "IN_PROGRESS"].includes(progress.status); polls += 1) {
    await systemClock.sleep(5, signal);
    progress = await cloud.progress(progress.requestToken, signal);
  }
  return progress;
}

describe.each(["documented", "http-error"] as const)("with HTTP statuses by the convention %s", (status) => {
  let aws: LocalAws;
  let cloud: ConnectionWriter;

  beforeEach(async () => {
    aws = await startLocalAws({ status, region: address.region, account: "111111111111", settleMs: 5 });
    const client = createCloudControlClient({ ...address, endpoint: aws.url });
    cloud = createCloudControl({ client, clock: systemClock });
  });

  afterEach(() => aws.close());

  it("creates, reads, updates and deletes a connection", async () => {
    expect(await cloud.read("orders", signal)).toBeUndefined();

    const created = await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    expect(created).toMatchObject({ status: "SUCCESS", identifier: "orders", errorCode: null });
    const live = await cloud.read("orders", signal);
    expect(live).toMatchObject({ name: "orders", properties: { Name: "orders", AuthorizationType: "API_KEY" } });
    expect(live?.properties["Arn"]).toMatch(/^arn:aws:events:eu-west-1:111111111111:connection\/orders\//);
    expect(JSON.stringify(live)).not.toContain("canary");

    const patch = new SecretText(
      JSON.stringify([
        { op: "add", path: "/Description", value: "all orders" },
        { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "canary" },
      ]),
    );
    const updated = await finished(cloud, await cloud.update("orders", patch, "t2", signal));
    expect(updated).toMatchObject({ status: "SUCCESS" });
    expect((await cloud.read("orders", signal))?.properties["Description"]).toBe("all orders");

    expect(await finished(cloud, await cloud.delete("orders", "t3", signal))).toMatchObject({ status: "SUCCESS" });
    expect(await cloud.read("orders", signal)).toBeUndefined();
  });

  it("makes one operation of a create that is sent twice with its token", async () => {
    const first = await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal);
    const second = await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal);
    expect(second.requestToken).toBe(first.requestToken);
  });

  it("tells the operation that runs already from a refusal for good", async () => {
    aws.addFault({ kind: "slow", milliseconds: 1000 });
    await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal);
    await expect(cloud.create(apiKeyConnection("orders", "canary"), "t2", signal)).rejects.toMatchObject({
      kind: "busy",
    });
    await expect(cloud.create(new SecretText(`{"Name":"x","Nope":1}`), "t3", signal)).rejects.toMatchObject({
      kind: "terminal",
      code: "ValidationException",
    });
  });

  it("reports a name that is taken as a failed operation", async () => {
    await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    const again = await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t2", signal));
    expect(again).toMatchObject({ status: "FAILED", errorCode: "AlreadyExists" });
  });

  it("reads through two throttled calls and a broken connection", async () => {
    await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    aws.addFault({ kind: "throttle", operation: "GetResource", times: 2 });
    aws.addFault({ kind: "reset", when: "after", operation: "GetResource" });
    expect(await cloud.read("orders", signal)).toMatchObject({ name: "orders" });
  });

  it("leaves throttled and interrupted writes to the caller, as retriable", async () => {
    const operation = "CreateResource";
    for (const fault of [
      { kind: "throttle", operation },
      { kind: "reset", when: "after", operation },
    ] as const) {
      aws.addFault(fault);
      await expect(cloud.create(apiKeyConnection("orders", "canary"), "t1", signal)).rejects.toMatchObject({
        kind: "retriable",
      });
    }
    const progress = await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    expect(progress.status).toBe("SUCCESS");
  });

  it("names the hook that refused", async () => {
    aws.addFault({ kind: "hook", message: "no public hosts" });
    const progress = await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    expect(progress).toMatchObject({ status: "FAILED" });
    expect(progress.message).toMatch(/hook .* failed: .*no public hosts/);
  });

  it("tells when a request is unknown", async () => {
    await expect(cloud.progress("11111111-1111-1111-1111-111111111111", signal)).rejects.toMatchObject({
      kind: "not-found",
    });
  });

  it("describes the state of a connection, and lists what depends on it", async () => {
    const states = createConnectionStates({ client: createEventBridgeClient({ ...address, endpoint: aws.url }) });
    expect(await states.describe("orders", signal)).toBeUndefined();
    await finished(cloud, await cloud.create(apiKeyConnection("orders", "canary"), "t1", signal));
    expect(await states.describe("orders", signal)).toEqual({ state: "AUTHORIZED", reason: null });
    aws.setConnectionState("orders", "DEAUTHORIZED", "401");
    expect(await states.describe("orders", signal)).toEqual({ state: "DEAUTHORIZED", reason: "401" });
    const live = await cloud.read("orders", signal);
    expect(await states.dependents(live?.properties["Arn"] as string, signal)).toEqual([]);
  });

  it("describes parameters without their values, and reads exact versions", async () => {
    const client = createSsmClient({ ...address, endpoint: aws.url });
    const paths = Array.from({ length: 55 }, (_, index) => `/bridgehead/parameter-${index}`);
    for (const name of paths) aws.putParameter({ name, value: `first of ${name}` });
    aws.putParameter({ name: "/bridgehead/parameter-0", value: "second" });

    const found = await createParameterCatalog({ client }).describe([...paths, "/bridgehead/none"], signal);
    expect([...found.keys()].toSorted()).toEqual(paths.toSorted());
    expect(found.get("/bridgehead/parameter-0")).toMatchObject({ type: "SecureString", version: 2 });
    expect(found.get("/bridgehead/parameter-1")).toMatchObject({ version: 1 });

    const values = await createParameterReader({ client }).read(
      [
        ...paths.map((path) => ({ path, version: 1 })),
        { path: "/bridgehead/parameter-0", version: 2 },
        { path: "/bridgehead/parameter-1", version: 2 },
        { path: "/bridgehead/none", version: 1 },
      ],
      signal,
    );
    expect(values).toHaveLength(56);
    const zero = values.filter(({ path }) => path === "/bridgehead/parameter-0");
    expect(new Map(zero.map(({ version, value }) => [version, value.reveal()]))).toEqual(
      new Map([
        [1, "first of /bridgehead/parameter-0"],
        [2, "second"],
      ]),
    );
  });

  it("says which parameters could not be decrypted, and keeps quiet about the others", async () => {
    const client = createSsmClient({ ...address, endpoint: aws.url });
    aws.putParameter({ name: "/bridgehead/a", value: "canary" });
    aws.addFault({ kind: "kms-denied" });
    await expect(
      createParameterReader({ client }).read([{ path: "/bridgehead/a", version: 1 }], signal),
    ).rejects.toMatchObject({ kind: "denied", message: expect.stringContaining("/bridgehead/a:1") });
  });

  it("knows the account", async () => {
    const client = createStsClient({ ...address, endpoint: aws.url });
    expect(await readTargetIdentity({ client, region: address.region }, signal)).toEqual({
      account: "111111111111",
      region: address.region,
    });
  });
});
