import { describe, expect, it } from "vitest";
import { equalJson, type Json } from "../../../workflows/engine/values/json.ts";
import { canonicalModel, knownPart, leaves, normaliseLive } from "../../../workflows/engine/kinds/model.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { nodeAt, type ObjectNode } from "../../../workflows/engine/kinds/schema.ts";
import { patchFor } from "../../../workflows/engine/kinds/patch.ts";

const text = { kind: "string", doc: "A text." } as const;
const schema: ObjectNode = {
  kind: "object",
  doc: "Something with everything.",
  properties: {
    Labels: { kind: "map", doc: "Texts by name.", values: text },
    Tags: {
      kind: "set",
      doc: "Tags.",
      key: "Key",
      items: { kind: "object", doc: "A tag.", properties: { Key: text, Value: text } },
    },
    Words: { kind: "set", doc: "Words.", items: text },
    Steps: { kind: "list", doc: "Steps.", items: text },
    Rules: { kind: "json", doc: "Rules." },
  },
};

describe("what is live", () => {
  it("has its sets in one order, and its lists in theirs", () => {
    const properties = { Tags: [{ Key: "b" }, { Key: "a", Value: "1" }], Words: ["z", "y"], Steps: ["z", "y"] };
    expect(normaliseLive(schema, properties)).toEqual({
      Tags: [{ Key: "a", Value: "1" }, { Key: "b" }],
      Words: ["y", "z"],
      Steps: ["z", "y"],
    });
  });

  it("has JSON as what it says, also where it is told as a text", () => {
    expect(normaliseLive(schema, { Rules: '{"a":[1]}' })).toEqual({ Rules: { a: [1] } });
    expect(normaliseLive(schema, { Rules: { a: {} } })).toEqual({ Rules: { a: {} } });
    expect(normaliseLive(schema, { Rules: "5" })).toEqual({ Rules: "5" });
  });

  it("has every member of a map, and nothing else that the schema does not name", () => {
    const named = JSON.parse('{"Labels":{"constructor":"a"},"constructor":"b","__proto__":"c","Other":"d"}') as object;
    expect(normaliseLive(schema, { ...named })).toEqual({ Labels: { constructor: "a" } });
  });
});

it("a text that has to be there is live also where it is empty, and nothing else that is empty", () => {
  const needs: ObjectNode = {
    kind: "object",
    doc: "Something.",
    required: ["Name", "Steps", "Arn"],
    properties: {
      Name: text,
      Note: text,
      Steps: { kind: "list", doc: "Steps.", items: text },
      Arn: { ...text, access: "read-only" },
    },
  };
  expect(normaliseLive(needs, { Name: "", Note: "", Steps: [], Arn: "" })).toEqual({ Name: "" });
});

it("a definition keeps what is empty where it must not be, for the validation to see", () => {
  const required: ObjectNode = {
    kind: "object",
    doc: "Something.",
    properties: {
      Mode: { ...text, enum: ["on", "off"] },
      Code: { ...text, minLength: 1 },
      Note: text,
      Some: { kind: "object", doc: "At least one of them.", minProperties: 1, properties: { Note: text } },
      None: { kind: "object", doc: "Any of them.", properties: { Note: text } },
    },
  };
  const empty = { Mode: "", Code: "", Note: "", Some: { Note: "" }, None: { Note: "" } };
  expect(canonicalModel(required, empty)).toEqual({ Mode: "", Code: "", Some: {} });
});

it("a definition has its sets in one order, wherever they stand", () => {
  const pair = { kind: "object", doc: "Words.", properties: { Words: schema.properties["Words"]! } } as const;
  const nested: ObjectNode = {
    kind: "object",
    doc: "Sets in others.",
    properties: {
      List: { kind: "list", doc: "A list.", items: pair },
      Map: { kind: "map", doc: "A map.", values: pair },
      Set: { kind: "set", doc: "A set.", items: pair },
    },
  };
  const unordered = { Words: ["z", "y"] };
  const ordered = { Words: ["y", "z"] };
  expect(
    canonicalModel(nested, { List: [unordered], Map: { a: unordered }, Set: [unordered, { Words: ["a"] }] }),
  ).toEqual({ List: [ordered], Map: { a: ordered }, Set: [{ Words: ["a"] }, ordered] });
});

describe("a credential", () => {
  const secret = { ...text, access: "write-only", secret: "always" } as const;
  const withSecrets: ObjectNode = {
    kind: "object",
    doc: "Something with secrets.",
    properties: {
      Note: text,
      Codes: { kind: "list", doc: "Codes.", items: secret },
      Value: { ...text, secret: { unless: "IsSecret" } },
      IsSecret: { kind: "boolean", doc: "Whether it is." },
    },
  };
  const sensitive = (model: Model) => leaves(withSecrets, model).flatMap((leaf) => (leaf.sensitive ? [leaf.path] : []));

  it("is one in a list, too", () => {
    expect(sensitive({ Note: "a", Codes: ["b"] })).toEqual(["/Codes/0"]);
  });

  it("is one unless somebody says that it is none", () => {
    expect([{}, { IsSecret: true }, { IsSecret: false }].map((more) => sensitive({ Value: "a", ...more }))).toEqual([
      ["/Value"],
      ["/Value"],
      [],
    ]);
  });

  it("is nothing that can be compared with what AWS tells", () => {
    expect(knownPart(withSecrets, { Note: "a", Codes: ["b"], Value: "c" })).toEqual({ Note: "a", Codes: [] });
  });
});

const isSame = (_: string, one: Json, other: Json) => equalJson(one, other);

describe("a patch", () => {
  const patch = (live: Model, desired: Model) => patchFor(schema, { live, unread: {} }, desired, isSame);

  it("tests every text, number and switch that was read", () => {
    const typed: ObjectNode = {
      kind: "object",
      doc: "Something.",
      properties: {
        Size: { kind: "integer", doc: "Its size." },
        Open: { kind: "boolean", doc: "Whether it is open." },
        Note: text,
      },
    };
    const live = { Size: 1, Open: false, Note: "a" };
    expect(patchFor(typed, { live, unread: {} }, live, isSame)).toEqual([
      { op: "test", path: "/Size", value: 1 },
      { op: "test", path: "/Open", value: false },
      { op: "test", path: "/Note", value: "a" },
    ]);
  });

  it("tests nothing in a set, whose items have other places in AWS", () => {
    expect(
      patch({ Words: ["a"], Tags: [{ Key: "b" }], Steps: ["c"] }, { Words: ["a"], Tags: [{ Key: "b" }], Steps: ["c"] }),
    ).toEqual([{ op: "test", path: "/Steps/0", value: "c" }]);
  });

  it("gives JSON as a whole, and takes nothing from it", () => {
    expect(patch({ Rules: { a: 1, b: 2 } }, { Rules: { a: 1 } })).toEqual([
      { op: "replace", path: "/Rules", value: { a: 1 } },
    ]);
    expect(patch({ Rules: { a: 1 } }, {})).toEqual([{ op: "remove", path: "/Rules" }]);
  });
});

describe("a path", () => {
  it.each([
    ["/Labels/any", "string"],
    ["/Tags/0/Value", "string"],
    ["/Rules", "json"],
    ["/Rules/a", undefined],
    ["/constructor", undefined],
    ["/Tags/0/toString", undefined],
    ["/Steps/0/x", undefined],
  ])("%s leads to %s", (path, kind) => {
    expect(nodeAt(schema, path)?.kind).toBe(kind);
  });
});
