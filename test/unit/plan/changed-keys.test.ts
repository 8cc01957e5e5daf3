import { describe, expect, it } from "vitest";
import { changedBetween, type Declared } from "../../../workflows/engine/plan/review/changed-keys.ts";
import type { Definition } from "../../../workflows/engine/definition/definition.ts";
import { broken, declaredOf } from "../../support/declared.ts";
import { apiKeyModel, definitionOf, keyOf, options } from "../../support/definitions.ts";

const orders = definitionOf(apiKeyModel("orders"));
const billing = definitionOf(apiKeyModel("billing"));
const described = definitionOf(apiKeyModel("orders", { Description: "v2" }));
const placed = ({ key, file }: Definition) => ({ key, file });

/** The names of what changed, of `orders` and `billing`. */
function changed(before: Declared, after: Declared, otherwise = false): readonly string[] {
  const hasChanged = changedBetween(before, after, otherwise);
  return [orders, billing].filter((each) => hasChanged(placed(each))).map(({ name }) => name);
}

describe("between two commits that can be evaluated", () => {
  const both = declaredOf([orders, billing], { files: { "orders.ts": "1" } });

  it("has changed what comes, goes or is declared otherwise", () => {
    expect(changed(both, both)).toEqual([]);
    expect(changed(declaredOf([orders]), both)).toEqual(["billing"]);
    expect(changed(both, declaredOf([billing]))).toEqual(["orders"]);
    expect(changed(both, declaredOf([described, billing]))).toEqual(["orders"]);
  });

  it("has changed what has other properties of its own", () => {
    for (const own of [{ protect: true }, { removal: "retain" }, { exportArn: "/a" }, { adopt: true }] as const) {
      const other = { ...orders, options: { ...options, ...own } };
      expect(changed(both, declaredOf([other, billing]))).toEqual(["orders"]);
    }
  });

  it("has not changed what moves, or has another id", () => {
    const moved = { ...orders, id: "shop", file: "shop.ts", line: 9, column: 4 };
    expect(changed(both, declaredOf([moved, billing]))).toEqual([]);
  });

  it("says nothing by the texts of files", () => {
    expect(changed(both, declaredOf([orders, billing], { files: { "orders.ts": "2" } }), true)).toEqual([]);
  });

  it("a warning keeps nobody from comparing them", () => {
    const warned = declaredOf([described, billing], { diagnostics: [{ ...broken, severity: "warning" }] });
    expect(changed(both, warned)).toEqual(["orders"]);
  });

  it("goes by the type as well", () => {
    const key = { ...keyOf("orders"), type: "Test::Other::Kind" };
    expect(changedBetween(both, declaredOf([described, billing]), false)({ key, file: "orders.ts" })).toBe(false);
  });
});

describe.each([
  ["before", (one: Declared, other: Declared) => [one, other] as const],
  ["after", (one: Declared, other: Declared) => [other, one] as const],
])("where the commit %s cannot be evaluated", (_, inOrder) => {
  const texts = { "orders.ts": "1", "billing.ts": "1", "b.ts": "1", "shared.ts": "1" };
  const brokenWith = (files: Readonly<Record<string, string>>) =>
    declaredOf([], { files: { ...texts, ...files }, diagnostics: [broken] });

  it("has changed what has a file with another text, however it is declared", () => {
    const whole = declaredOf([orders, billing], { files: texts });
    expect(changed(...inOrder(brokenWith({}), whole), true)).toEqual([]);
    expect(changed(...inOrder(brokenWith({ "b.ts": "2" }), whole), true)).toEqual([]);
    expect(changed(...inOrder(brokenWith({ "orders.ts": "2" }), whole))).toEqual(["orders"]);
  });

  it("has changed what has a file that comes or goes", () => {
    const { "orders.ts": _, ...without } = texts;
    const whole = declaredOf([billing], { files: without });
    expect(changed(...inOrder(brokenWith({}), whole))).toEqual(["orders"]);
  });

  it("has changed what imports a file with another text, by what either of them imports", () => {
    const imports = { "orders.ts": ["shared.ts"] };
    const whole = declaredOf([orders, billing], { files: texts, imports });
    expect(changed(...inOrder(brokenWith({ "shared.ts": "2" }), whole))).toEqual(["orders"]);
    const unknowing = declaredOf([orders, billing], { files: texts });
    expect(changed(...inOrder(brokenWith({ "shared.ts": "2" }), unknowing))).toEqual([]);
    const knowing = declaredOf([], { files: { ...texts, "shared.ts": "2" }, diagnostics: [broken], imports });
    expect(changed(...inOrder(knowing, unknowing))).toEqual(["orders"]);
  });

  it("goes by the file where either of them declares it, wherever it stood when a run saw it last", () => {
    const moved = declaredOf([{ ...orders, file: "b.ts" }, billing], { files: texts });
    expect(changed(...inOrder(brokenWith({ "b.ts": "2" }), moved))).toEqual(["orders"]);
  });

  it("has changed what has a file that can be read no more", () => {
    const unread: Declared = {
      definitions: brokenWith({}).definitions,
      files: Object.entries(texts).map(([path, text]) => ({
        path,
        text,
        ...(path === "orders.ts" ? { fault: "too-large" as const } : {}),
      })),
    };
    expect(changed(...inOrder(unread, declaredOf([orders, billing], { files: texts })))).toEqual(["orders"]);
  });

  it("is said of everything what the caller says where not even its files can be read", () => {
    const unreadable = declaredOf([], { files: undefined, diagnostics: [broken] });
    const whole = declaredOf([orders, billing], { files: texts });
    expect(changed(...inOrder(unreadable, whole), true)).toEqual(["orders", "billing"]);
    expect(changed(...inOrder(unreadable, whole), false)).toEqual([]);
  });
});

describe("where neither commit can be evaluated", () => {
  const brokenWith = (text: string) =>
    declaredOf([], { files: { "orders.ts": "1", "b.ts": text }, diagnostics: [broken] });

  it("has changed everything with any text, since nobody knows what imports it", () => {
    expect(changed(brokenWith("1"), brokenWith("2"))).toEqual(["orders", "billing"]);
    expect(changed(brokenWith("1"), brokenWith("1"), true)).toEqual([]);
  });
});
