import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allowedBy,
  approvalsNeeded,
  type Caps,
  matchesWildcards,
  nameCapFor,
} from "../../../workflows/engine/policy/caps.ts";
import { defaultLimits, NO_EXPORTS, strictest } from "../../../workflows/engine/policy/limits.ts";

const TYPE = "AWS::Shop::Crate";
const caps: Caps = {
  secretPrefix: "/bridgehead/",
  exportPrefix: "/bridgehead-arns/",
  approvals: 0,
  names: { [TYPE]: { parameter: "crateNames", pattern: "shop-*" } },
};

describe("IAM's wildcards", () => {
  it.each([
    ["orders", "*", true],
    ["", "*", true],
    ["orders", "orders", true],
    ["orders", "Orders", false],
    ["orders-eu", "orders", false],
    ["orders", "orders-*", false],
    ["orders-", "orders-*", true],
    ["orders", "order?", true],
    ["order", "order?", false],
    ["eu-orders-1", "*-orders-?", true],
    ["eu-orders-12", "*-orders-?", false],
    ["a-b-b", "a*b", true],
    ["a.b", "a?b", true],
    ["ab", "a.b", false],
    ["a", "[a]", false],
    ["abcabd", "*ab?", true],
    ["", "?", false],
    ["", "", true],
    ["a", "", false],
  ])("%j as %j: %s", (text, pattern, expected) => {
    expect(matchesWildcards(text, pattern)).toBe(expected);
  });

  it("match what the regular expression of the same meaning matches", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "-"), { maxLength: 8 });
    const signs = fc.array(fc.constantFrom("a", "b", "-", "*", "?"), { maxLength: 6 });
    fc.assert(
      fc.property(letters, signs, (text, pattern) => {
        const source = pattern.join("").replaceAll("*", ".*").replaceAll("?", ".");
        const expected = new RegExp(`^${source}$`, "s").test(text.join(""));
        expect(matchesWildcards(text.join(""), pattern.join(""))).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it("take a time that a hostile pattern does not blow up", () => {
    // Whatever tries every way would outlive the test's timeout, and the machine.
    expect(matchesWildcards("a".repeat(5_000), `${"*a".repeat(500)}b`)).toBe(false);
  });
});

describe("a stack's caps", () => {
  it("narrow what a configuration allows, and never widen it", () => {
    const wide = {
      secretPrefixes: ["/bridgehead/orders/", "/prod/"],
      oauthHosts: null,
      exportPrefix: "/",
      approvals: 1,
      repair: true,
    };
    expect(allowedBy(wide, caps)).toEqual({
      secretPrefixes: ["/bridgehead/orders/"],
      oauthHosts: null,
      exportPrefix: "/bridgehead-arns/",
      approvals: 1,
      repair: true,
    });
    expect(allowedBy({ ...defaultLimits, exportPrefix: "/arns/" }, caps).exportPrefix).toBe(NO_EXPORTS);
    expect(allowedBy(wide, null)).toEqual(strictest(wide));
  });

  it("end a prefix at the end of a level", () => {
    expect(allowedBy(defaultLimits, { ...caps, secretPrefix: "/bridgehead" }).secretPrefixes).toEqual(["/bridgehead/"]);
    expect(allowedBy(defaultLimits, { ...caps, secretPrefix: "/bridge" }).secretPrefixes).toEqual([]);
    expect(allowedBy(defaultLimits, { ...caps, secretPrefix: "/" }).secretPrefixes).toEqual(["/bridgehead/"]);
  });

  it.each([
    [0, 0, 0, 0],
    [2, 0, 0, 2],
    [0, 2, 0, 2],
    [0, 0, 2, 2],
    [1, 3, 2, 3],
  ])("ask for as many approvals as the configuration (%i), the reviewed policy (%i) or they (%i) do", (...numbers) => {
    const [config, reviewed, stack, needed] = numbers;
    const limits = (approvals: number) => ({ ...defaultLimits, approvals });
    expect(approvalsNeeded(limits(config), limits(reviewed), { ...caps, approvals: stack })).toBe(needed);
    expect(approvalsNeeded(limits(config), null, null)).toBe(config);
  });

  it("allow the names of a type that their pattern has, and any of a type that they do not know", () => {
    expect(nameCapFor(caps, TYPE, "shop-1")).toBeUndefined();
    expect(nameCapFor(caps, TYPE, "stock-1")).toEqual({ parameter: "crateNames", pattern: "shop-*" });
    expect(nameCapFor(caps, "AWS::Shop::Shelf", "stock-1")).toBeUndefined();
    expect(nameCapFor(caps, "toString", "stock-1")).toBeUndefined();
  });
});
