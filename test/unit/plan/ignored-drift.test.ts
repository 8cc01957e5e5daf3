import { describe, expect, it } from "vitest";
import { ignoredStrangers, isIgnored } from "../../../workflows/engine/plan/ignored-drift.ts";
import { keyOf } from "../../support/definitions.ts";

const orders = { key: keyOf("orders"), name: "orders" };

describe("what is ignored", () => {
  it.each([
    [{ orders: ["/Description"] }, "/Description", true],
    [{ "AWS::Events::Connection/orders": ["/Description"] }, "/Description", true],
    [{ "*": ["/Description"] }, "/Description", true],
    [{ billing: ["/Description"] }, "/Description", false],
    [{ orders: ["/AuthParameters"] }, "/AuthParameters/BasicAuthParameters/Username", true],
    [{ orders: ["/Auth"] }, "/AuthParameters", false],
    [{ orders: ["/AuthParameters/BasicAuthParameters"] }, "/AuthParameters", false],
  ])("%o of %s: %s", (ignored, path, expected) => {
    expect(isIgnored(ignored, orders, path)).toBe(expected);
  });

  it("is told where it names nobody", () => {
    expect(ignoredStrangers({ "*": [], orders: [], oders: [], nobody: [] }, [orders])).toEqual([
      { wanted: "oders", meant: "orders" },
      { wanted: "nobody", meant: undefined },
    ]);
  });
});
