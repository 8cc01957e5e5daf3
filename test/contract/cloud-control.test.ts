import { describe, expect, it } from "vitest";
import { createCloudControlClient } from "../../infra/aws/clients.ts";
import { createCloudControl } from "../../infra/aws/cloud-control.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { Refusal, type RefusalKind } from "../../workflows/ports/answer.ts";
import { keyOf } from "../support/definitions.ts";
import { address, everythingIn, refusal, startWire } from "./aws-wire.ts";
import { shelf } from "./plain-kind.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");
const desired = new SecretText(`{"Name":"orders","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyValue":"canary"}}}`);
const patch = new SecretText(`[{"op":"add","path":"/Description","value":"canary"}]`);

async function open(answer: Parameters<typeof startWire>[0]) {
  const wire = await startWire(answer);
  const client = createCloudControlClient({ ...address, endpoint: wire.url });
  return {
    wire,
    cloud: createCloudControl({ client }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await wire[Symbol.asyncDispose]();
    },
  };
}

async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const answer = await call;
  if (!(answer instanceof Refusal)) throw new Error("there should have been a refusal", { cause: answer });
  return answer;
}

const inProgress = { TypeName: "AWS::Events::Connection", RequestToken: "r-1", OperationStatus: "IN_PROGRESS" };

describe("what is sent", () => {
  it("creates, updates and deletes with the client token, and each body as text", async () => {
    await using test = await open(() => ({ body: { ProgressEvent: inProgress } }));
    await test.cloud.create(orders, desired, "token-1", signal);
    await test.cloud.update(orders, patch, "token-2", signal);
    await test.cloud.delete(orders, "token-3", signal);
    expect(test.wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      [
        "CreateResource",
        { TypeName: "AWS::Events::Connection", DesiredState: desired.reveal(), ClientToken: "token-1" },
      ],
      [
        "UpdateResource",
        {
          TypeName: "AWS::Events::Connection",
          Identifier: "orders",
          PatchDocument: patch.reveal(),
          ClientToken: "token-2",
        },
      ],
      ["DeleteResource", { TypeName: "AWS::Events::Connection", Identifier: "orders", ClientToken: "token-3" }],
    ]);
  });
});

it("speaks of the type of the key, whatever it is", async () => {
  const live = { ResourceDescription: { Identifier: "top", Properties: "{}" } };
  await using test = await open(() => ({ body: { ProgressEvent: inProgress, ...live } }));
  const top = { type: shelf.type, identifier: "top" };
  await test.cloud.create(top, desired, "token-1", signal);
  await test.cloud.update(top, patch, "token-2", signal);
  await test.cloud.delete(top, "token-3", signal);
  expect(await test.cloud.read(top, signal)).toEqual({ key: top, properties: {} });
  const types = test.wire.requests.map(({ body }) => JSON.parse(body).TypeName);
  expect(types).toEqual(Array.from({ length: 4 }, () => "Acme::Stock::Shelf"));
});

describe("what is read", () => {
  it("gives progress without the resource model, which may echo a credential", async () => {
    await using test = await open(() => ({
      body: {
        ProgressEvent: {
          ...inProgress,
          OperationStatus: "FAILED",
          Identifier: "orders",
          ErrorCode: "AlreadyExists",
          StatusMessage: "it exists",
          ResourceModel: desired.reveal(),
          EventTime: 1_600_000_000.25,
          RetryAfter: 1_700_000_000.5,
        },
      },
    }));
    const progress = await test.cloud.progress("r-1", signal);
    expect(progress).toEqual({
      requestToken: "r-1",
      status: "FAILED",
      errorCode: "AlreadyExists",
      message: "it exists",
      at: 1_600_000_000_250,
      retryAfter: 1_700_000_000_500,
      repeats: 0,
    });
    expect(JSON.stringify(progress)).not.toContain("canary");
  });

  it("gives null for what AWS leaves out", async () => {
    await using test = await open(() => ({ body: { ProgressEvent: inProgress } }));
    expect(await test.cloud.progress("r-1", signal)).toEqual({
      requestToken: "r-1",
      status: "IN_PROGRESS",
      errorCode: null,
      message: null,
      at: null,
      retryAfter: null,
      repeats: 0,
    });
  });

  it("appends which hooks failed, and why, to the operation's message", async () => {
    const hook = { InvocationPoint: "PRE_PROVISION", FailureMode: "FAIL" };
    await using test = await open(() => ({
      body: {
        ProgressEvent: { ...inProgress, OperationStatus: "FAILED", StatusMessage: "The following hook(s) failed" },
        HooksProgressEvent: [
          { ...hook, HookTypeName: "Acme::No::Hosts", HookStatus: "HOOK_COMPLETE_FAILED", HookStatusMessage: "bad" },
          { ...hook, HookTypeName: "Acme::Fine", HookStatus: "HOOK_COMPLETE_SUCCEEDED", HookStatusMessage: "good" },
        ],
      },
    }));
    expect(await test.cloud.progress("r-1", signal)).toMatchObject({
      message: "The following hook(s) failed\nhook Acme::No::Hosts (PRE_PROVISION, FAIL) failed: bad",
    });
  });

  it.each([
    ["no progress event", {}],
    ["a state that does not exist", { ProgressEvent: { ...inProgress, OperationStatus: "DONE" } }],
    ["no request token", { ProgressEvent: { OperationStatus: "SUCCESS" } }],
  ])("refuses an answer with %s", async (_, body) => {
    await using test = await open(() => ({ body }));
    expect(await refusalOf(test.cloud.delete(orders, "token", signal))).toMatchObject({
      kind: "misunderstood",
      code: "UnexpectedAnswer",
    });
  });
});

describe("how a refusal is classified", () => {
  /** Name, status in the API reference, status in the service's model. */
  const refusals: readonly (readonly [name: string, reference: number, model: number, kind: RefusalKind])[] = [
    ["AlreadyExistsException", 400, 400, "already-exists"],
    ["ClientTokenConflictException", 400, 409, "token-used"],
    ["ConcurrentOperationException", 400, 409, "busy"],
    ["GeneralServiceException", 400, 400, "terminal"],
    ["HandlerFailureException", 500, 502, "retriable"],
    ["HandlerInternalFailureException", 500, 502, "retriable"],
    ["InvalidCredentialsException", 400, 401, "denied"],
    ["InvalidRequestException", 400, 400, "terminal"],
    ["NetworkFailureException", 500, 502, "retriable"],
    ["NotStabilizedException", 400, 400, "terminal"],
    ["NotUpdatableException", 400, 400, "terminal"],
    ["PrivateTypeException", 400, 400, "terminal"],
    ["ResourceConflictException", 400, 409, "busy"],
    ["ResourceNotFoundException", 400, 404, "not-found"],
    ["ServiceInternalErrorException", 500, 502, "retriable"],
    ["ServiceLimitExceededException", 400, 400, "terminal"],
    ["ThrottlingException", 400, 429, "retriable"],
    ["TypeNotFoundException", 400, 404, "terminal"],
    ["UnsupportedActionException", 400, 405, "terminal"],
    ["ValidationException", 400, 400, "terminal"],
    ["AccessDeniedException", 400, 403, "denied"],
    ["UnrecognizedClientException", 400, 403, "denied"],
    ["ExpiredTokenException", 400, 403, "denied"],
  ];

  it.each(refusals)("%s, as %i or %i, is %s", async (name, reference, model, kind) => {
    for (const status of [reference, model]) {
      await using test = await open(() => refusal(name, status, "AWS's own words"));
      const refused = await refusalOf(test.cloud.update(orders, patch, "token", signal));
      expect(refused).toMatchObject({ kind, code: name, detail: "AWS's own words" });
      expect(refused.message).toBe(`UpdateResource of "orders" was refused with ${name} (request request-1)`);
      expect(test.wire.requests, "a write is sent once").toHaveLength(1);
    }
  });

  it.each([400, 404])("a request that AWS has forgotten is not-found (%i)", async (status) => {
    await using test = await open(() => refusal("RequestTokenNotFoundException", status));
    expect(await refusalOf(test.cloud.progress("r-1", signal))).toMatchObject({ kind: "not-found" });
  });

  it("a broken connection is retriable", async () => {
    await using test = await open(() => ({ body: "", hangUp: true }));
    expect(await refusalOf(test.cloud.create(orders, desired, "token", signal))).toMatchObject({
      kind: "retriable",
      code: "ECONNRESET",
    });
  });

  it.each([502, 503])("a load balancer's page is retriable (%i)", async (status) => {
    await using test = await open(() => ({ status, body: "<html>canary</html>" }));
    const refused = await refusalOf(test.cloud.create(orders, desired, "token", signal));
    expect(refused.kind).toBe("retriable");
    expect(everythingIn(refused)).not.toContain("canary");
  });

  it("keeps AWS's text, which may quote the request, in the detail alone", async () => {
    await using test = await open(() => refusal("ValidationException", 400, "Model validation failed: canary"));
    const refused = await refusalOf(test.cloud.create(orders, desired, "token", signal));
    expect(refused.detail).toContain("canary");
    expect(refused.message).not.toContain("canary");
    const said = everythingIn(refused).split("\n");
    expect(said.filter((text) => text.includes("canary"))).toEqual([refused.detail]);
  });
});

describe("a client token that was used", () => {
  const operation = "11111111-2222-3333-4444-555555555555";
  const told = (token: string, request: string) =>
    `ClientToken ${token} is already associated with an existing operation with RequestToken ${request}`;

  it("names the operation that it belongs to", async () => {
    await using test = await open(() => refusal("ClientTokenConflictException", 400, told("token-1", operation)));
    for (const send of [
      () => test.cloud.create(orders, desired, "token-1", signal),
      () => test.cloud.update(orders, patch, "token-1", signal),
      () => test.cloud.delete(orders, "token-1", signal),
    ]) {
      expect(await send()).toMatchObject({ kind: "token-used", requestToken: operation });
    }
  });

  it.each([
    ["another token than the one that was sent", told("token-2", operation)],
    ["no request token", told("token-1", "none")],
    ["text before it", `x ${told("token-1", operation)}`],
    ["text behind it", `${told("token-1", operation)} x`],
    ["other words", "The specified client token has already been used in another resource request."],
  ])("belongs to no operation that is known where AWS's text has %s", async (_, text) => {
    await using test = await open(() => refusal("ClientTokenConflictException", 400, text));
    expect(await test.cloud.create(orders, desired, "token-1", signal)).toMatchObject({
      kind: "token-used",
      requestToken: null,
    });
  });

  it("is believed of no other exception", async () => {
    await using test = await open(() => refusal("ValidationException", 400, told("token-1", operation)));
    expect(await test.cloud.create(orders, desired, "token-1", signal)).toMatchObject({
      kind: "terminal",
      requestToken: null,
    });
  });
});

it("sends each call once, whatever AWS answers", async () => {
  await using test = await open(() => refusal("ThrottlingException", 429));
  expect(await refusalOf(test.cloud.progress("r-1", signal))).toMatchObject({ kind: "retriable", repeats: 0 });
  expect(test.wire.requests).toHaveLength(1);
});

it("rejects with the signal's reason once it is aborted", async () => {
  const reason = new Error("enough");
  const stop = new AbortController();
  await using test = await open(() => {
    stop.abort(reason);
    return refusal("ThrottlingException", 400);
  });
  await expect(test.cloud.read(orders, stop.signal)).rejects.toBe(reason);
  await expect(test.cloud.create(orders, desired, "token", stop.signal)).rejects.toBe(reason);
  expect(test.wire.requests).toHaveLength(1);
});
