import { describe, expect, it } from "vitest";
import { canonicalModel, normaliseLive } from "../../../workflows/engine/kinds/model.ts";
import { nodeAt, type ObjectNode } from "../../../workflows/engine/kinds/schema.ts";

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
