import { describe, expect, it } from "vitest";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { createKinds, UnknownKindError } from "../../workflows/engine/kinds/registry.ts";
import { need } from "../../workflows/ports/answer.ts";
import { keyOf } from "../support/definitions.ts";
import { address, refusal, startWire, type Wire } from "./aws-wire.ts";
import { shelf } from "./plain-kind.ts";
import { openServiceAdapters, type ServiceAdaptersOptions } from "./service-adapters.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");

type Changes = Pick<ServiceAdaptersOptions, "kinds" | "asked">;

function readerAt({ url: endpoint }: Wire, changes: Changes = {}) {
  const kinds = createKinds([connection, shelf]);
  const at = { ...address, endpoint };
  return openServiceAdapters({ address: at, kinds, ...changes }).services;
}

describe("what EventBridge says of a connection", () => {
  it("is its state, the reason, its times, its ARN, and all that it has but its credentials", async () => {
    await using wire = await startWire(() => ({
      body: {
        Name: "orders",
        ConnectionState: "DEAUTHORIZED",
        StateReason: "401",
        CreationTime: 1_700_000_000.25,
        LastModifiedTime: 1_700_000_001.5,
        LastAuthorizedTime: 1_700_000_002,
        ConnectionArn: "arn:1",
        SecretArn: "arn:2",
        Description: "other",
        AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters: {
          OAuthParameters: {
            ClientParameters: { ClientID: "id", ClientSecret: "canary" },
            AuthorizationEndpoint: "https://a.example",
            HttpMethod: "POST",
          },
          ConnectivityParameters: {
            ResourceParameters: { ResourceConfigurationArn: "arn:3", ResourceAssociationArn: "arn:4" },
          },
        },
        InvocationConnectivityParameters: { ResourceParameters: { ResourceConfigurationArn: "arn:5" } },
        KmsKeyIdentifier: "alias/a",
        SomethingNew: "canary",
      },
    }));
    expect(await readerAt(wire).describe(orders, signal)).toEqual({
      state: "DEAUTHORIZED",
      reason: "401",
      createdAt: 1_700_000_000_250,
      modified: 1_700_000_001_500,
      authorized: 1_700_000_002_000,
      arn: "arn:1",
      model: {
        Name: "orders",
        Arn: "arn:1",
        SecretArn: "arn:2",
        Description: "other",
        AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters: {
          OAuthParameters: {
            ClientParameters: { ClientID: "id" },
            AuthorizationEndpoint: "https://a.example",
            HttpMethod: "POST",
          },
          ConnectivityParameters: {
            ResourceParameters: { ResourceConfigurationArn: "arn:3", ResourceAssociationArn: "arn:4" },
          },
        },
        InvocationConnectivityParameters: { ResourceParameters: { ResourceConfigurationArn: "arn:5" } },
        KmsKeyIdentifier: "alias/a",
      },
    });
    expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["DescribeConnection", { Name: "orders" }],
    ]);
  });

  it("has null where EventBridge tells nothing", async () => {
    await using wire = await startWire(() => ({ body: { Name: "orders", ConnectionState: "AUTHORIZED" } }));
    expect(await readerAt(wire).describe(orders, signal)).toEqual({
      state: "AUTHORIZED",
      reason: null,
      createdAt: null,
      modified: null,
      authorized: null,
      arn: null,
      model: { Name: "orders" },
    });
  });

  it.each([400, 404])("is nothing where it does not exist (%i)", async (status) => {
    await using wire = await startWire(() => refusal("ResourceNotFoundException", status));
    expect(await readerAt(wire).describe(orders, signal)).toBeUndefined();
  });

  it("is a refusal where the answer has no state, and where AWS refuses", async () => {
    await using silent = await startWire(() => ({ body: { Name: "orders" } }));
    expect(await readerAt(silent).describe(orders, signal)).toMatchObject({
      code: "UnexpectedAnswer",
      message: expect.stringContaining(`DescribeConnection of "orders"`) as string,
    });
    await using denied = await startWire(() => refusal("AccessDeniedException", 400));
    expect(await readerAt(denied).describe(orders, signal)).toMatchObject({ kind: "denied" });
  });
});

describe("the HTTP parameters of a connection", () => {
  const described = (AuthParameters: object) =>
    startWire(() => ({ body: { Name: "orders", ConnectionState: "AUTHORIZED", AuthParameters } }));
  const modelAt = async (wire: Wire) => need(await readerAt(wire).describe(orders, signal))?.model["AuthParameters"];

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
    expect(await modelAt(wire)).toEqual({
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: "x-tenant", Value: "example", IsValueSecret: false },
          { Key: "x-key", IsValueSecret: true },
        ],
      },
      OAuthParameters: {
        OAuthHttpParameters: { BodyParameters: [{ Key: "scope", Value: "write", IsValueSecret: false }] },
      },
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
    const model = await modelAt(wire);
    expect(model).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: "k" },
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: "a", IsValueSecret: true },
          { Key: "b", IsValueSecret: true },
        ],
      },
    });
    expect(JSON.stringify(model)).not.toContain("canary");
  });

  it("are none where AWS tells none", async () => {
    await using wire = await described({ InvocationHttpParameters: {} });
    expect(await modelAt(wire)).toBeUndefined();
  });
});

describe("what is said of a kind of which nobody but Cloud Control is asked", () => {
  const top = { type: shelf.type, identifier: "top" };
  const existing = {
    state: null,
    reason: null,
    createdAt: null,
    modified: null,
    authorized: null,
    arn: null,
    model: {},
  };
  const properties = { ShelfName: "top", Arn: "arn:1", State: "AUTHORIZED" };
  const live = { ResourceDescription: { Identifier: "top", Properties: JSON.stringify(properties) } };

  it("is that it exists, and no more", async () => {
    await using wire = await startWire(() => ({ body: live }));
    expect(await readerAt(wire).describe(top, signal)).toEqual(existing);
    expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["GetResource", { TypeName: "Acme::Stock::Shelf", Identifier: "top" }],
    ]);
  });

  it.each([400, 404])("is nothing where it does not exist (%i)", async (status) => {
    await using wire = await startWire(() => refusal("ResourceNotFoundException", status));
    expect(await readerAt(wire).describe(top, signal)).toBeUndefined();
  });

  it("is a refusal where AWS refuses", async () => {
    await using wire = await startWire(() => refusal("AccessDeniedException", 400));
    expect(await readerAt(wire).describe(top, signal)).toMatchObject({ kind: "denied" });
  });

  it("is the same where there is a description that the kind does not read", async () => {
    await using wire = await startWire(() => ({ body: live }));
    expect(await readerAt(wire, { asked: [connection.type, shelf.type] }).describe(top, signal)).toEqual(existing);
    expect(wire.requests.map(({ operation }) => operation)).toEqual(["GetResource"]);
  });

  it("is refused of a kind that reads a description which nobody gives", async () => {
    await using wire = await startWire(() => ({ body: live }));
    const told = createKinds([{ ...shelf, supplement: () => undefined }]);
    expect(() => readerAt(wire, { kinds: told })).toThrow("no call of AWS describes");
  });

  it("has the ARN that Cloud Control reads", async () => {
    const arn = "arn:aws:stock:eu-west-1:000000000000:shelf/top";
    const properties = JSON.stringify({ Label: "top", Arn: arn });
    const body = { TypeName: shelf.type, ResourceDescription: { Identifier: "top", Properties: properties } };
    await using wire = await startWire(() => ({ body }));
    const kinds = createKinds([{ ...shelf, arn: "/Arn" }]);
    expect(await readerAt(wire, { kinds }).describe(top, signal)).toEqual({ ...existing, arn });
  });

  it("is an error, and nobody is asked, for a type of no kind", async () => {
    await using wire = await startWire(() => ({ body: live }));
    await expect(readerAt(wire).describe({ ...top, type: "Acme::Stock::Cellar" }, signal)).rejects.toThrow(
      UnknownKindError,
    );
    expect(wire.requests).toEqual([]);
  });
});
