import { describe, expect, it } from "vitest";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { createKinds, UnknownKindError } from "../../workflows/engine/kinds/registry.ts";
import { address, refusal, startWire, type Wire, type WireRequest } from "./aws-wire.ts";
import { shelf } from "./plain-kind.ts";
import { openServiceAdapters, type ServiceAdaptersOptions } from "./service-adapters.ts";

const { signal } = new AbortController();

type Changes = Pick<ServiceAdaptersOptions, "kinds" | "asked">;

function inventoryAt({ url: endpoint }: Wire, changes: Changes = {}) {
  const kinds = createKinds([connection, shelf]);
  const at = { ...address, endpoint };
  return openServiceAdapters({ address: at, kinds, ...changes }).inventory;
}

const sent = ({ operation, body }: WireRequest) => [operation, JSON.parse(body)];

describe("the list of connections", () => {
  const page = (wire: Wire, token?: string) => inventoryAt(wire).page(connection.type, token, signal);

  it("comes page by page, also an empty one", async () => {
    const pages = [
      {
        Connections: [
          { Name: "b", ConnectionState: "AUTHORIZED", ConnectionArn: "arn:b", LastModifiedTime: 1_700_000_000.25 },
        ],
        NextToken: "2",
      },
      { Connections: [], NextToken: "3" },
      { Connections: [{ Name: "a", ConnectionState: "DELETING" }] },
    ];
    await using wire = await startWire((_, count) => ({ body: pages[count - 1] ?? {} }));
    const [a, b] = [
      { identifier: "a", phase: "deleting", state: "DELETING", arn: null, modified: null },
      { identifier: "b", phase: "settled", state: "AUTHORIZED", arn: "arn:b", modified: 1_700_000_000_250 },
    ];
    expect(await page(wire)).toEqual({ items: [b], next: "2" });
    expect(await page(wire, "2")).toEqual({ items: [], next: "3" });
    expect(await page(wire, "3")).toEqual({ items: [a], next: undefined });
    expect(wire.requests.map(sent)).toEqual([
      ["ListConnections", { Limit: 100 }],
      ["ListConnections", { Limit: 100, NextToken: "2" }],
      ["ListConnections", { Limit: 100, NextToken: "3" }],
    ]);
  });

  it.each([
    ["CREATING", "changing"],
    ["UPDATING", "changing"],
    ["DELETING", "deleting"],
    ["AUTHORIZED", "settled"],
    ["DEAUTHORIZED", "settled"],
    ["FAILED_CONNECTIVITY", "settled"],
    ["A_NEW_STATE", "settled"],
  ])("tells of one that is %s that it is %s", async (state, phase) => {
    await using wire = await startWire(() => ({ body: { Connections: [{ Name: "a", ConnectionState: state }] } }));
    expect(await page(wire)).toMatchObject({ items: [{ identifier: "a", phase, state }] });
  });

  it.each([
    ["name: it could not be told from one that is missing", { ConnectionState: "AUTHORIZED" }],
    ["state: nobody could tell whether it is at rest", { Name: "a" }],
  ])("is refused when a connection has no %s", async (_, item) => {
    await using wire = await startWire(() => ({ body: { Connections: [item] } }));
    expect(await page(wire)).toMatchObject({
      kind: "misunderstood",
      code: "UnexpectedAnswer",
      message: expect.stringContaining(`ListConnections of "all connections"`) as string,
    });
  });
});

describe("the list of a kind that nobody but Cloud Control lists", () => {
  const page = (wire: Wire, token?: string) => inventoryAt(wire).page(shelf.type, token, signal);
  const described = (...identifiers: readonly string[]) =>
    identifiers.map((Identifier) => ({ Identifier, Properties: "{}" }));

  it("comes page by page from ListResources, also an empty one", async () => {
    const pages = [
      { ResourceDescriptions: [], NextToken: "2" },
      { ResourceDescriptions: described("c", `{"ShelfName":"b"}`), NextToken: "3" },
      { NextToken: "4" },
      { ResourceDescriptions: described("a") },
    ];
    await using wire = await startWire((_, count) => ({ body: pages[count - 1] ?? {} }));
    const settled = (identifier: string) => ({
      identifier,
      phase: "settled",
      state: null,
      arn: null,
      modified: null,
    });
    expect(await page(wire)).toEqual({ items: [], next: "2" });
    expect(await page(wire, "2")).toEqual({ items: [settled("c"), settled("b")], next: "3" });
    expect(await page(wire, "3")).toEqual({ items: [], next: "4" });
    expect(await page(wire, "4")).toEqual({ items: [settled("a")], next: undefined });
    const first = { TypeName: "Acme::Stock::Shelf", MaxResults: 100 };
    expect(wire.requests.map(sent)).toEqual([
      ["ListResources", first],
      ["ListResources", { ...first, NextToken: "2" }],
      ["ListResources", { ...first, NextToken: "3" }],
      ["ListResources", { ...first, NextToken: "4" }],
    ]);
  });

  it("is refused when a resource has no identifier", async () => {
    await using wire = await startWire(() => ({ body: { ResourceDescriptions: [{ Properties: "{}" }] } }));
    expect(await page(wire)).toMatchObject({ kind: "misunderstood", code: "UnexpectedAnswer" });
  });

  it.each([
    ["ThrottlingException", "retriable"],
    ["UnsupportedActionException", "terminal"],
  ])("is one request and a refusal where AWS answers with %s", async (code, kind) => {
    await using wire = await startWire(() => refusal(code, 400));
    expect(await page(wire)).toMatchObject({
      kind,
      message: expect.stringContaining(`ListResources of "all ${shelf.plural}"`) as string,
    });
    expect(wire.requests).toHaveLength(1);
  });
});

describe("whom the inventory asks", () => {
  const found = { ResourceDescriptions: [{ Identifier: "a", Properties: "{}" }], Connections: [] };

  it.each<[string, Changes]>([
    ["a kind whose service has a list that the kind does not read", { asked: [connection.type, shelf.type] }],
    ["a kind that reads a list which nobody gives", { kinds: createKinds([{ ...shelf, survey: () => undefined }]) }],
  ])("is Cloud Control for %s", async (_, changes) => {
    await using wire = await startWire(() => ({ body: found }));
    expect(await inventoryAt(wire, changes).page(shelf.type, undefined, signal)).toMatchObject({
      items: [{ identifier: "a", phase: "settled", state: null }],
    });
    expect(wire.requests.map(({ operation }) => operation)).toEqual(["ListResources"]);
  });

  it("is nobody for a type of no kind", async () => {
    await using wire = await startWire(() => ({ body: found }));
    await expect(inventoryAt(wire).page("Acme::Stock::Cellar", undefined, signal)).rejects.toThrow(UnknownKindError);
    expect(wire.requests).toEqual([]);
  });

  it("is nobody any more once it is told to stop", async () => {
    await using wire = await startWire(() => ({ body: found }));
    const reason = new Error("enough");
    await expect(inventoryAt(wire).page(shelf.type, undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(wire.requests).toEqual([]);
  });
});
