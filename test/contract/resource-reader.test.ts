import { describe, expect, it } from "vitest";
import { createCloudControlClient } from "../../infra/aws/clients.ts";
import { createResourceReader } from "../../infra/aws/resource-reader.ts";
import { keyOf } from "../support/definitions.ts";
import { address, refusal, startWire, type WireAnswer } from "./aws-wire.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");

async function open(answer: Parameters<typeof startWire>[0]) {
  const wire = await startWire(answer);
  const client = createCloudControlClient({ ...address, endpoint: wire.url });
  return {
    wire,
    reader: createResourceReader({ client }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await wire[Symbol.asyncDispose]();
    },
  };
}

describe("the reader of resources", () => {
  it("gives the key and the properties of a connection", async () => {
    const properties = { Name: "orders", AuthorizationType: "API_KEY" };
    await using test = await open(() => ({
      body: {
        TypeName: "AWS::Events::Connection",
        ResourceDescription: { Identifier: `{"Name":"orders"}`, Properties: JSON.stringify(properties) },
      },
    }));
    expect(await test.reader.read(orders, signal)).toEqual({ key: orders, properties });
  });

  it.each([
    ["as AWS names it", `{"Name":"Orders"}`, "Orders"],
    ["as it was asked for where AWS names nothing", undefined, "orders"],
  ])("names a resource %s", async (_, Identifier, identifier) => {
    await using test = await open(() => ({ body: { ResourceDescription: { Identifier, Properties: "{}" } } }));
    expect(await test.reader.read(orders, signal)).toEqual({ key: keyOf(identifier), properties: {} });
  });

  it.each<[string, WireAnswer]>([
    ["ResourceNotFoundException as 400", refusal("ResourceNotFoundException", 400)],
    ["ResourceNotFoundException as 404", refusal("ResourceNotFoundException", 404)],
    [
      "the handler's own not-found inside another exception",
      refusal(
        "GeneralServiceException",
        400,
        "AWS::Events::Connection Handler returned status FAILED: null (HandlerErrorCode: NotFound, RequestToken: 94c5-1)",
      ),
    ],
  ])("a connection is absent after %s", async (_, answer) => {
    await using test = await open(() => answer);
    expect(await test.reader.read(orders, signal)).toBeUndefined();
  });

  it("does not take quoted text for the handler's not-found", async () => {
    const message = `Model validation failed: "(HandlerErrorCode: NotFound, RequestToken: 1)" is too long`;
    await using test = await open(() => refusal("ValidationException", 400, message));
    expect(await test.reader.read(orders, signal)).toMatchObject({ kind: "terminal" });
  });

  it.each([
    ["ThrottlingException", "retriable"],
    ["AccessDeniedException", "denied"],
  ])("sends once what AWS refuses with %s", async (code, kind) => {
    await using test = await open(() => refusal(code, 400));
    expect(await test.reader.read(orders, signal)).toMatchObject({ code, kind, repeats: 0 });
    expect(test.wire.requests).toHaveLength(1);
  });

  it.each(["", "{", "[]", "null"])("refuses properties that are no JSON object: %j", async (Properties) => {
    await using test = await open(() => ({ body: { ResourceDescription: { Identifier: "orders", Properties } } }));
    expect(await test.reader.read(orders, signal)).toMatchObject({ code: "UnexpectedAnswer" });
  });
});
