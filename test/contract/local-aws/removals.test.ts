import {
  CreateConnectionCommand,
  DescribeConnectionCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import {
  after,
  apiKeyConnection,
  clientAgain,
  type Harness,
  keyAgain,
  oauthConnection,
  SECRET,
  SETTLE_MS,
  startCreate,
  startUpdate,
  under,
} from "./local-aws-harness.ts";

const KEY_ID = "0a1b2c3d-1111-2222-3333-444455556666";
const tenant = { Key: "x-tenant", Value: "7", IsValueSecret: false };
const page = { Key: "page", Value: "1", IsValueSecret: false };
const parameters = { HeaderParameters: [tenant], QueryStringParameters: [page] };
const INVOCATION = "/AuthParameters/InvocationHttpParameters";
const TOKEN = "/AuthParameters/OAuthParameters/OAuthHttpParameters";

const whole = apiKeyConnection("orders", {
  Description: "first",
  KmsKeyIdentifier: KEY_ID,
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: SECRET },
    InvocationHttpParameters: parameters,
  },
});

/** An update through Cloud Control, and what EventBridge shows afterwards. */
async function updated(harness: Harness, ...patch: readonly object[]) {
  const ended = await after(harness, 3 * SETTLE_MS, await startUpdate(harness, "orders", patch));
  expect(ended.OperationStatus).toBe("SUCCESS");
  return described(harness);
}

async function described({ events }: Harness) {
  const found = await events.send(new DescribeConnectionCommand({ Name: "orders" }));
  return {
    description: found.Description,
    key: found.KmsKeyIdentifier,
    invocation: found.AuthParameters?.InvocationHttpParameters,
    token: found.AuthParameters?.OAuthParameters?.OAuthHttpParameters,
  };
}

async function withConnection(faults: readonly string[], desired = whole): Promise<Harness> {
  const harness = await under(...faults);
  await after(harness, 3 * SETTLE_MS, await startCreate(harness, desired));
  return harness;
}

const all = { description: "first", key: KEY_ID, invocation: parameters, token: undefined };
const none = { description: undefined, key: undefined, invocation: undefined, token: undefined };

describe("an update", () => {
  it.each([
    [[], all],
    [["ignore-removals"], all],
    [["take-removals"], none],
    [["release-key"], { ...all, key: undefined }],
  ])("that leaves out, or removes, what is optional, under %j, leaves %j", async (faults, left) => {
    const harness = await withConnection(faults);
    const removals = ["/Description", "/KmsKeyIdentifier"].map((path) => ({ op: "remove", path }));
    // What is write-only is not in the model that the patch is applied to: leaving it out removes it.
    expect(await updated(harness, ...removals, keyAgain)).toEqual(left);
  });

  it.each([
    [[], parameters],
    [["take-removals"], { HeaderParameters: [tenant] }],
  ])("that names one list of parameters and not the other, under %j, leaves %j", async (faults, left) => {
    const harness = await withConnection(faults);
    const one = { op: "add", path: INVOCATION, value: { HeaderParameters: [tenant] } };
    expect((await updated(harness, one, keyAgain)).invocation).toEqual(left);
  });

  it("that names a list replaces it", async () => {
    const harness = await withConnection([]);
    const one = { op: "add", path: INVOCATION, value: { HeaderParameters: [{ ...tenant, Value: "8" }] } };
    const HeaderParameters = [{ ...tenant, Value: "8" }];
    expect((await updated(harness, one, keyAgain)).invocation).toEqual({ ...parameters, HeaderParameters });
  });

  it.each([
    [[], { QueryStringParameters: [page] }, undefined],
    [["keep-emptied"], parameters, parameters],
  ])("with empty lists, under %j, leaves %j of one, and %j of all", async (faults, afterOne, afterAll) => {
    const harness = await withConnection(faults);
    const empty = (...lists: readonly string[]) => ({
      op: "add",
      path: INVOCATION,
      value: Object.fromEntries(lists.map((list) => [list, []])),
    });
    expect((await updated(harness, empty("HeaderParameters"), keyAgain)).invocation).toEqual(afterOne);
    const both = empty("HeaderParameters", "QueryStringParameters", "BodyParameters");
    expect((await updated(harness, both, keyAgain)).invocation).toEqual(afterAll);
  });

  it.each([
    [[], KEY_ID],
    [["release-key"], undefined],
  ])("with empty texts clears the description and, under %j, leaves %s for a key", async (faults, key) => {
    const harness = await withConnection(faults);
    const paths = ["/Description", "/KmsKeyIdentifier"];
    const emptied = await updated(harness, ...paths.map((path) => ({ op: "add", path, value: "" })), keyAgain);
    expect(emptied).toMatchObject({ description: undefined, key });
  });

  it.each([
    [[], [parameters, undefined]],
    [["take-removals"], [undefined, undefined]],
    [["keep-emptied"], [parameters, parameters]],
  ])("of a token request, under %j, leaves %j", async (faults, [leftOut, emptied]) => {
    const harness = await withConnection(faults, oauthConnection("orders", { OAuthHttpParameters: parameters }));
    // The object itself can be read, so that leaving it out takes a remove.
    const remove = { op: "remove", path: TOKEN };
    expect((await updated(harness, remove, clientAgain)).token).toEqual(leftOut);
    const value = { HeaderParameters: [], QueryStringParameters: [], BodyParameters: [] };
    expect((await updated(harness, { op: "add", path: TOKEN, value }, clientAgain)).token).toEqual(emptied);
  });
});

describe("UpdateConnection", () => {
  const update = async ({ events }: Harness, AuthParameters: object, more: object = {}): Promise<void> => {
    await events.send(new UpdateConnectionCommand({ Name: "orders", AuthParameters, ...more }));
  };

  it.each([
    [[], undefined],
    [["keep-emptied"], parameters],
  ])("with empty lists, under %j, leaves %j", async (faults, left) => {
    const harness = await withConnection(faults);
    await update(harness, { InvocationHttpParameters: {} });
    expect((await described(harness)).invocation).toEqual(parameters);
    await update(harness, { InvocationHttpParameters: { HeaderParameters: [], QueryStringParameters: [] } });
    expect((await described(harness)).invocation).toEqual(left);
  });

  it("ignores credentials of another type when the type stays", async () => {
    const harness = await withConnection([]);
    await update(harness, { BasicAuthParameters: { Username: "u", Password: "p" } });
    expect(harness.aws.storedConnection("orders")?.properties["AuthParameters"]).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: SECRET },
      InvocationHttpParameters: parameters,
    });
  });

  it("keeps what it does not name, also where a patch takes removals", async () => {
    const harness = await withConnection(["take-removals"]);
    await update(harness, {}, { Description: "second" });
    expect(await described(harness)).toEqual({ ...all, description: "second" });
  });
});

const keyArn = `arn:aws:kms:eu-west-1:000000000000:key/${KEY_ID}`;

it.each([
  [[], KEY_ID],
  [["kms-arn"], keyArn],
])("a key that is given by its id, under %j, reads back as %s", async (faults, shown) => {
  const harness = await withConnection(faults);
  expect((await described(harness)).key).toBe(shown);
  expect((await updated(harness, { op: "add", path: "/KmsKeyIdentifier", value: KEY_ID }, keyAgain)).key).toBe(shown);
  const input = { Name: "orders", KmsKeyIdentifier: KEY_ID };
  await harness.events.send(new UpdateConnectionCommand(input));
  expect((await described(harness)).key).toBe(shown);
  await harness.events.send(
    new CreateConnectionCommand({
      Name: "other",
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
      KmsKeyIdentifier: KEY_ID,
    }),
  );
  expect(harness.aws.storedConnection("other")?.properties["KmsKeyIdentifier"]).toBe(shown);
});

it.each(["alias/connections", "arn:aws:kms:eu-west-1:000000000000:alias/connections", keyArn])(
  "a key that is given as %s reads back as it was given, also under kms-arn",
  async (KmsKeyIdentifier) => {
    const harness = await withConnection(["kms-arn"], apiKeyConnection("orders", { KmsKeyIdentifier }));
    expect((await described(harness)).key).toBe(KmsKeyIdentifier);
  },
);
