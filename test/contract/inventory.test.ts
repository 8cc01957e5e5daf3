import { describe, expect, it } from "vitest";
import { createEventBridgeClient } from "../../infra/aws/clients.ts";
import { createConnectionInventory } from "../../infra/aws/connection-inventory.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { address, refusal, startWire, type Wire } from "./aws-wire.ts";

const signal = new AbortController().signal;

function inventoryAt(wire: Wire) {
  const clock = createFastClock();
  return createConnectionInventory({
    client: createEventBridgeClient({ ...address, endpoint: wire.url }, clock),
    clock,
  });
}

describe("the list of connections", () => {
  it("has every page, also behind an empty one, sorted by name", async () => {
    const pages = [
      { Connections: [{ Name: "b", ConnectionState: "AUTHORIZED" }], NextToken: "2" },
      { Connections: [], NextToken: "3" },
      { Connections: [{ Name: "a", ConnectionState: "DELETING" }] },
    ];
    await using wire = await startWire((_, count) => ({ body: pages[count - 1] ?? {} }));
    expect(await inventoryAt(wire).list(signal)).toEqual([
      { name: "a", state: "DELETING" },
      { name: "b", state: "AUTHORIZED" },
    ]);
    expect(wire.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { Limit: 100 },
      { Limit: 100, NextToken: "2" },
      { Limit: 100, NextToken: "3" },
    ]);
  });

  it("is refused when a connection has no name: it could not be told from one that is missing", async () => {
    await using wire = await startWire(() => ({ body: { Connections: [{ ConnectionState: "AUTHORIZED" }] } }));
    await expect(inventoryAt(wire).list(signal)).rejects.toMatchObject({ name: "CloudError", kind: "terminal" });
  });

  it("is asked for again when AWS throttles", async () => {
    await using wire = await startWire((_, count) =>
      count < 3 ? refusal("ThrottlingException", 400) : { body: { Connections: [] } },
    );
    expect(await inventoryAt(wire).list(signal)).toEqual([]);
  });
});

describe("the HTTP parameters of a connection", () => {
  const described = (AuthParameters: object) => startWire(() => ({ body: { Name: "orders", AuthParameters } }));

  it("are lists of keys, with the values of those that are declared to be no secrets", async () => {
    await using wire = await described({
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: "x-tenant", Value: "example", IsValueSecret: false },
          { Key: "x-key", IsValueSecret: true },
        ],
        BodyParameters: [],
      },
      OAuthParameters: {
        OAuthHttpParameters: { BodyParameters: [{ Key: "scope", Value: "write", IsValueSecret: false }] },
      },
    });
    expect(await inventoryAt(wire).httpParameters("orders", signal)).toEqual({
      invocation: {
        HeaderParameters: [
          { Key: "x-tenant", Value: "example", IsValueSecret: false },
          { Key: "x-key", IsValueSecret: true },
        ],
      },
      oauth: { BodyParameters: [{ Key: "scope", Value: "write", IsValueSecret: false }] },
    });
  });

  it("never have a secret's value, whatever AWS answers, nor one of which nobody says that it is none", async () => {
    await using wire = await described({
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: "a", Value: "canary", IsValueSecret: true },
          { Key: "b", Value: "canary" },
        ],
      },
      ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "canary" },
    });
    const answer = await inventoryAt(wire).httpParameters("orders", signal);
    expect(answer?.invocation).toEqual({
      HeaderParameters: [
        { Key: "a", IsValueSecret: true },
        { Key: "b", IsValueSecret: true },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain("canary");
  });

  it("are none where AWS tells none", async () => {
    await using wire = await described({ InvocationHttpParameters: {} });
    expect(await inventoryAt(wire).httpParameters("orders", signal)).toEqual({ invocation: null, oauth: null });
  });

  it.each([400, 404])("of a connection that does not exist are not there (%i)", async (status) => {
    await using wire = await startWire(() => refusal("ResourceNotFoundException", status));
    expect(await inventoryAt(wire).httpParameters("orders", signal)).toBeUndefined();
  });
});
