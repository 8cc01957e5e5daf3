import { describe, expect, it } from "vitest";
import { keyOf } from "../support/definitions.ts";
import { address, refusal, startWire, type Wire } from "./aws-wire.ts";
import { shelf } from "./plain-kind.ts";
import { openServiceAdapters } from "./service-adapters.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");

const dependentsAt = ({ url: endpoint }: Wire) => openServiceAdapters({ address: { ...address, endpoint } }).dependents;

describe("who uses a resource", () => {
  it("is the API destinations of a connection, page by page, also an empty one", async () => {
    const pages = [
      { ApiDestinations: [{ Name: "b" }], NextToken: "2" },
      { ApiDestinations: [], NextToken: "3" },
      { ApiDestinations: [{ Name: "a" }] },
    ];
    await using wire = await startWire((_, count) => ({ body: pages[count - 1] ?? {} }));
    const dependents = dependentsAt(wire);
    expect(await dependents.page(orders, "arn:1", undefined, signal)).toEqual({ items: ["b"], next: "2" });
    expect(await dependents.page(orders, "arn:1", "2", signal)).toEqual({ items: [], next: "3" });
    expect(await dependents.page(orders, "arn:1", "3", signal)).toEqual({ items: ["a"], next: undefined });
    expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100 }],
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100, NextToken: "2" }],
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100, NextToken: "3" }],
    ]);
  });

  it("is a refusal where AWS refuses", async () => {
    await using wire = await startWire(() => refusal("AccessDeniedException", 400));
    expect(await dependentsAt(wire).page(orders, "arn:1", undefined, signal)).toMatchObject({
      kind: "denied",
      message: `ListApiDestinations of "arn:1" was refused with AccessDeniedException (request request-1)`,
    });
  });

  it("is nobody, and nobody is asked, where a type has none that could be asked for", async () => {
    await using wire = await startWire(() => ({ body: { ApiDestinations: [{ Name: "a" }] } }));
    const top = { type: shelf.type, identifier: "top" };
    expect(await dependentsAt(wire).page(top, "arn:1", undefined, signal)).toEqual({ items: [], next: undefined });
    expect(wire.requests).toEqual([]);
  });
});
