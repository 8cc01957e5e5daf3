import { describe, expect, it } from "vitest";
import { createDependents } from "../../../infra/aws/dependents.ts";
import { createServiceReader } from "../../../infra/aws/service-reader.ts";
import { wasAskedFor } from "../../../workflows/engine/import/imported-target.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { defineKind, type KindFacts } from "../../../workflows/engine/kinds/kind.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import type { SchemaNode, StringNode } from "../../../workflows/engine/kinds/schema.ts";
import { settings } from "../interpret/support.ts";

const type = "Acme::Stock::Rack";
const name: StringNode = { kind: "string", doc: "Its name." };
const code: StringNode = { kind: "string", doc: "Opens it.", secret: "always" };

function kindWith(properties: Readonly<Record<string, SchemaNode>>, facts: Partial<KindFacts> = {}) {
  const schema = { kind: "object", doc: "A rack.", properties: { Name: name, ...properties } } as const;
  return defineKind({ type, identity: { name: "Name" }, schema, ...facts });
}

describe("a schema by which a credential would be read", () => {
  it.each<[string, SchemaNode]>([
    ["by itself", code],
    ["in an object", { kind: "object", doc: "Locks.", properties: { Code: code } }],
    ["in a list", { kind: "list", doc: "Locks.", items: code }],
    ["in a set", { kind: "set", doc: "Locks.", items: code }],
    ["in a map", { kind: "map", doc: "Locks.", values: code }],
  ])("%s is refused, and with an ancestor that is write-only it is not", (_, node) => {
    expect(() => kindWith({ Lock: node })).toThrow(`${type} has a secret that is not write-only`);
    expect(kindWith({ Lock: { ...node, access: "write-only" } }).type).toBe(type);
  });
});

describe("a kind that counts on a call of AWS that nobody joined", () => {
  const calls = new Map<string, never>();
  const resources = { read: () => Promise.reject(new Error("nobody asks")) };

  it("is refused, since it would pass for ready, and its deletions would not be held", () => {
    const told = createKinds([kindWith({}, { supplement: () => undefined })]);
    expect(() => createServiceReader({ kinds: told, apis: calls, resources })).toThrow(type);
    const used = createKinds([kindWith({}, { dependents: { noun: "label" } })]);
    expect(() => createDependents(used, calls)).toThrow(type);
  });

  it("is none where the kind counts on nothing", () => {
    const plain = createKinds([kindWith({})]);
    expect(createServiceReader({ kinds: plain, apis: calls, resources })).toBeDefined();
    expect(createDependents(plain, calls)).toBeDefined();
  });
});

it("a definition whose kind cannot say what AWS will know it by is not taken by its name", () => {
  const kinds = createKinds([kindWith({}, { identity: { name: "Name", identifier: () => undefined } })]);
  const at = { file: "a.ts", line: 1, column: 1 };
  const evaluation = { definitions: [{ type, id: "a", props: {}, at, locations: {} }], diagnostics: [] };
  expect(() => interpret(evaluation, { ...settings, kinds })).toThrow(`${type} gives a valid definition no identifier`);
});

it("what an import skips was asked for by its name, or with its type before it", () => {
  const skipped = { type, name: "a", reason: "managed", message: "" };
  expect(wasAskedFor(skipped, ["a"])).toBe(true);
  expect(wasAskedFor(skipped, [`${type}/a`])).toBe(true);
  expect(wasAskedFor(skipped, ["Acme::Stock::Shelf/a", "b"])).toBe(false);
  expect(wasAskedFor({ ...skipped, type: null }, [`${type}/a`])).toBe(false);
});
