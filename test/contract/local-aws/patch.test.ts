import { describe, expect, it } from "vitest";
import { applyPatch, parsePatch, type PatchOperation } from "../../../infra/local/aws/cloud-control/patch.ts";
import type { Json } from "../../../workflows/engine/values/json.ts";

const apply = (document: Json, ...operations: readonly PatchOperation[]): Json => applyPatch(document, operations);

describe("a patch (RFC 6902)", () => {
  it.each<[string, Json, PatchOperation, Json]>([
    ["adds a member", { a: 1 }, { op: "add", path: "/b", value: 2 }, { a: 1, b: 2 }],
    ["adds over a member", { a: 1 }, { op: "add", path: "/a", value: 2 }, { a: 2 }],
    ["adds without a leading slash", {}, { op: "add", path: "a", value: 1 }, { a: 1 }],
    ["inserts into a list", { a: [1, 3] }, { op: "add", path: "/a/1", value: 2 }, { a: [1, 2, 3] }],
    ["appends to a list", { a: [1] }, { op: "add", path: "/a/-", value: 2 }, { a: [1, 2] }],
    ["inserts at the end of a list", { a: [1] }, { op: "add", path: "/a/1", value: 2 }, { a: [1, 2] }],
    ["removes from a list", { a: [1, 2] }, { op: "remove", path: "/a/0" }, { a: [2] }],
    ["replaces null", { a: null }, { op: "replace", path: "/a", value: 1 }, { a: 1 }],
    ["moves", { a: { b: 1 } }, { op: "move", from: "/a/b", path: "/c" }, { a: {}, c: 1 }],
    ["copies", { a: [1] }, { op: "copy", from: "/a", path: "/b" }, { a: [1], b: [1] }],
    [
      "tests whatever the order of keys",
      { a: { x: 1, y: 2 } },
      { op: "test", path: "/a", value: { y: 2, x: 1 } },
      { a: { x: 1, y: 2 } },
    ],
    [
      "reads escapes",
      { "a/b": { "m~n": 1 } },
      { op: "replace", path: "/a~1b/m~0n", value: 2 },
      { "a/b": { "m~n": 2 } },
    ],
    ["replaces the whole document", { a: 1 }, { op: "replace", path: "", value: { b: 2 } }, { b: 2 }],
  ])("%s", (_, document, operation, expected) => {
    const before = structuredClone(document);
    expect(apply(document, operation)).toEqual(expected);
    expect(document).toEqual(before);
  });

  it.each<[string, PatchOperation, string]>([
    [
      "replaces nothing",
      { op: "replace", path: "/b", value: 1 },
      "[REPLACE Operation] noSuchPath in source, path provided : //b",
    ],
    ["removes nothing", { op: "remove", path: "b" }, "[REMOVE Operation] noSuchPath in source, path provided : /b"],
    ["adds below nothing", { op: "add", path: "/b/c", value: 1 }, "noSuchPath"],
    ["adds beyond a list", { op: "add", path: "/a/2", value: 1 }, "noSuchPath"],
    ["writes an index with a leading zero", { op: "replace", path: "/a/00", value: 1 }, "noSuchPath"],
    ["reads an inherited member", { op: "test", path: "/constructor", value: 1 }, "noSuchPath"],
    ["fails a test", { op: "test", path: "/a", value: [2] }, "[TEST Operation] value mismatch"],
    ["moves a value into itself", { op: "move", from: "/a", path: "/a/0" }, "into itself"],
    ["has a bad escape", { op: "add", path: "/~2", value: 1 }, "invalid escape"],
  ])("that %s is refused", (_, operation, message) => {
    expect(() => apply({ a: [1] }, operation)).toThrow(message);
  });

  it.each([
    ["{", "not JSON"],
    ["{}", "not an array"],
    ['[{"path":"/a"}]', "missing 'op' field"],
    ['[{"op":"add","path":"/a"}]', "missing 'value' field"],
    ['[{"op":"copy","path":"/a"}]', "missing 'from' field"],
    ['[{"op":"merge","path":"/a"}]', "unsupported operation: merge"],
  ])("must be well formed: %s", (text, message) => {
    expect(() => parsePatch(text)).toThrow(message);
  });

  it("never reaches a prototype", () => {
    const after = apply({}, { op: "add", path: "/__proto__", value: { polluted: true } });
    expect(Object.keys(after as object)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
