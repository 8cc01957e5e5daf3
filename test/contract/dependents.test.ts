import { describe, expect, it } from "vitest";
import { keyOf } from "../support/definitions.ts";
import { address, refusal, startWire, type Wire } from "./aws-wire.ts";
import { shelf } from "./plain-kind.ts";
import { openServiceAdapters } from "./service-adapters.ts";

const { signal } = new AbortController();
const orders = keyOf("orders");

const dependentsAt = ({ url: endpoint }: Wire) => openServiceAdapters({ address: { ...address, endpoint } }).dependents;

describe("who uses a resource", () => {
  it("is the API destinations of a connection over all pages, also an empty one", async () => {
    const pages = [
      { ApiDestinations: [{ Name: "b" }], NextToken: "2" },
      { ApiDestinations: [], NextToken: "3" },
      { ApiDestinations: [{ Name: "a" }] },
    ];
    await using wire = await startWire((_, count) => ({ body: pages[count - 1] ?? {} }));
    expect(await dependentsAt(wire).dependents(orders, "arn:1", signal)).toEqual(["a", "b"]);
    expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100 }],
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100, NextToken: "2" }],
      ["ListApiDestinations", { ConnectionArn: "arn:1", Limit: 100, NextToken: "3" }],
    ]);
  });

  it("is an error where AWS refuses", async () => {
    await using wire = await startWire(() => refusal("AccessDeniedException", 400));
    await expect(dependentsAt(wire).dependents(orders, "arn:1", signal)).rejects.toMatchObject({
      kind: "denied",
      message: `ListApiDestinations of "arn:1" was refused with AccessDeniedException (request request-1)`,
    });
  });

  it("is nobody, and nobody is asked, where a type has none that could be asked for", async () => {
    await using wire = await startWire(() => ({ body: { ApiDestinations: [{ Name: "a" }] } }));
    const top = { type: shelf.type, identifier: "top" };
    expect(await dependentsAt(wire).dependents(top, "arn:1", signal)).toEqual([]);
    expect(wire.requests).toEqual([]);
  });
});
