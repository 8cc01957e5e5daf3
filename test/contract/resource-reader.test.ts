import { describe, expect, it } from "vitest";
import { createCloudControlClient } from "../../infra/aws/clients.ts";
import { createResourceReader } from "../../infra/aws/resource-reader.ts";
import { keyOf } from "../support/definitions.ts";
import { address, refusal, startWire, type WireAnswer } from "./aws-wire.ts";
import { createTestClock } from "./test-clock.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");

async function open(answer: Parameters<typeof startWire>[0]) {
  const wire = await startWire(answer);
  const client = createCloudControlClient({ ...address, endpoint: wire.url });
  return {
    wire,
    reader: createResourceReader({ client, clock: createTestClock() }),
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
    await expect(test.reader.read(orders, signal)).rejects.toMatchObject({ name: "CloudError", kind: "terminal" });
  });

  it("repeats a read that AWS throttles", async () => {
    const found = { ResourceDescription: { Identifier: "orders", Properties: "{}" } };
    await using test = await open((_, count) => (count < 3 ? refusal("ThrottlingException", 400) : { body: found }));
    expect(await test.reader.read(orders, signal)).toEqual({ key: orders, properties: {} });
  });

  it("does not repeat a read that is refused for good", async () => {
    await using test = await open(() => refusal("AccessDeniedException", 400));
    await expect(test.reader.read(orders, signal)).rejects.toMatchObject({ name: "CloudError", kind: "denied" });
    expect(test.wire.requests).toHaveLength(1);
  });

  it.each(["", "{", "[]", "null"])("refuses properties that are no JSON object: %j", async (Properties) => {
    await using test = await open(() => ({ body: { ResourceDescription: { Identifier: "orders", Properties } } }));
    await expect(test.reader.read(orders, signal)).rejects.toMatchObject({
      name: "CloudError",
      code: "UnexpectedAnswer",
    });
  });
});
