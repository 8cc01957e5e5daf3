import { CreateResourceCommand, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

const HEADER = "canary-header-31";

/** A create, an update, a parameter and a connection of EventBridge's own, each with a credential in it. */
async function busy(): Promise<Harness> {
  const harness = await startHarness();
  const { cloud, ssm, events, clock } = harness;
  const InvocationHttpParameters = { HeaderParameters: [{ Key: HEADER, Value: SECRET, IsValueSecret: false }] };
  const ApiKeyAuthParameters = { ApiKeyName: "x-api-key", ApiKeyValue: SECRET };
  const AuthParameters = { ApiKeyAuthParameters, InvocationHttpParameters };
  const DesiredState = apiKeyConnection("orders", { AuthParameters, Description: "first" });
  await cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState, ClientToken: "token-1" }));
  clock.advance(SETTLE_MS);
  const PatchDocument = JSON.stringify([
    { op: "replace", path: "/Description", value: "second" },
    { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: SECRET },
    { op: "add", path: "/AuthParameters/InvocationHttpParameters", value: InvocationHttpParameters },
  ]);
  await cloud.send(new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "orders", PatchDocument }));
  await ssm.send(new PutParameterCommand({ Name: "/a", Value: SECRET, Type: "SecureString" }));
  const BasicAuthParameters = { Username: "someone", Password: SECRET };
  const command = { Name: "billing", AuthorizationType: "BASIC", AuthParameters: { BasicAuthParameters } } as const;
  await events.send(new CreateConnectionCommand(command));
  clock.advance(SETTLE_MS);
  return harness;
}

describe("the log", () => {
  it("shows operations, names, tokens and the paths of patches", async () => {
    const { aws } = await busy();
    const uuid = expect.stringMatching(/^[-0-9a-f]{36}$/) as string;
    expect(aws.requests()).toMatchObject([
      { operation: "CreateResource", name: "orders", clientToken: "token-1", requestToken: uuid, patch: null },
      {
        operation: "UpdateResource",
        name: "orders",
        requestToken: uuid,
        patch: [
          "replace /Description",
          "add /AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
          "add /AuthParameters/InvocationHttpParameters",
        ],
      },
      { operation: "PutParameter", name: "/a", clientToken: null, requestToken: null },
      { operation: "CreateConnection", name: "billing" },
    ]);
    expect(JSON.stringify(aws.requests())).not.toContain(SECRET);
  });

  it("shows what was sent, and masks what may be a credential", async () => {
    const { aws } = await busy();
    const sent = aws.sentRequests();
    expect(sent.map(({ input }) => input)).toMatchObject([
      {
        TypeName: CONNECTION,
        DesiredState: {
          Name: "orders",
          Description: "first",
          AuthParameters: {
            ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "***" },
            InvocationHttpParameters: { HeaderParameters: [{ Key: "***", Value: "***", IsValueSecret: false }] },
          },
        },
      },
      {
        PatchDocument: [
          { op: "replace", path: "/Description", value: "second" },
          { op: "add", value: "***" },
          { op: "add", value: { HeaderParameters: [{ Value: "***" }] } },
        ],
      },
      { Name: "/a", Value: "***", Type: "SecureString" },
      { Name: "billing", AuthParameters: { BasicAuthParameters: { Username: "someone", Password: "***" } } },
    ]);
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it("shows credentials when it is asked to", async () => {
    const { aws } = await busy();
    const texts = aws.sentRequests("plain").map(({ input }) => JSON.stringify(input));
    for (const text of texts) expect(text).toContain(SECRET);
    expect(texts[0]).toContain(`"ApiKeyValue":"${SECRET}"`);
  });

  it("masks what no shape and no schema knows", async () => {
    const { aws, cloud } = await startHarness();
    const send = (TypeName: string, DesiredState: string): Promise<unknown> =>
      cloud.send(new CreateResourceCommand({ TypeName, DesiredState })).catch(() => null);
    await send("AWS::Logs::LogGroup", JSON.stringify({ Key: SECRET }));
    await send(CONNECTION, JSON.stringify({ Nmae: { Value: [SECRET] } }));
    await send(CONNECTION, SECRET);
    await send(CONNECTION, `{"${SECRET}`);
    expect(JSON.stringify(aws.sentRequests())).not.toContain(SECRET);
    expect(aws.sentRequests().map(({ outcome }) => outcome)).toEqual([
      "TypeNotFoundException",
      "ValidationException",
      "ValidationException",
      "ValidationException",
    ]);
  });
});

describe("the routes for tests", () => {
  const get = async ({ aws }: Harness, path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${aws.url}/_bridgehead/${path}`);
    return { status: response.status, text: await response.text() };
  };

  it("show requests by service, operation and name, and forget them", async () => {
    const harness = await busy();
    const count = async (query: string): Promise<number> =>
      (JSON.parse((await get(harness, `requests${query}`)).text) as { requests: unknown[] }).requests.length;
    expect(await count("")).toBe(4);
    expect(await count("?service=cloudcontrol")).toBe(2);
    expect(await count("?name=orders&operation=UpdateResource")).toBe(1);
    expect((await get(harness, "requests")).text).not.toContain(SECRET);
    expect((await get(harness, "requests?values=plain")).text).toContain(SECRET);
    await fetch(`${harness.aws.url}/_bridgehead/requests`, { method: "DELETE" });
    expect(await count("")).toBe(0);
  });

  it("show what is stored of a connection, credentials when they are asked for", async () => {
    const harness = await busy();
    const masked = await get(harness, "connections/orders");
    expect(JSON.parse(masked.text)).toMatchObject({ name: "orders", properties: { Description: "second" } });
    expect(masked.text).not.toContain(SECRET);
    expect((await get(harness, "connections/orders?values=plain")).text).toContain(SECRET);
    expect((await get(harness, "connections/orders?region=us-west-2")).status).toBe(404);
    expect((await get(harness, "connections/nobody")).status).toBe(404);
  });

  it("take faults in words, and tell those in force and those there are", async () => {
    const harness = await startHarness();
    const post = (body: unknown): Promise<Response> =>
      fetch(`${harness.aws.url}/_bridgehead/faults`, { method: "POST", body: JSON.stringify(body) });
    expect((await post(["latency=1ms", { kind: "throttle" }])).status).toBe(200);
    const wrong = await post("throtle");
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('did you mean \\"throttle\\"?')]);
    const faults = JSON.parse((await get(harness, "faults")).text) as { inForce: unknown; known: { usage: string }[] };
    expect(faults.inForce).toEqual([{ kind: "latency", milliseconds: 1, every: 1 }, { kind: "throttle" }]);
    expect(faults.known.map(({ usage }) => usage)).toContain("rate=N");
  });
});
