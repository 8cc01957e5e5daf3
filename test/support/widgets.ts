import { defineKind, type Kind } from "../../workflows/engine/kinds/kind.ts";
import type { ObjectNode } from "../../workflows/engine/kinds/schema.ts";

/*
 * A made-up resource type with everything that connections lack: whole numbers, a map, texts in a list, a set, JSON, and
 * a name of its own.
 */

const schema: ObjectNode = {
  kind: "object",
  doc: "A widget.",
  required: ["Size"],
  apiRequired: ["Label"],
  properties: {
    Label: {
      kind: "string",
      doc: "What people call the widget.",
      access: "create-only",
      minLength: 1,
      maxLength: 32,
      pattern: "^[a-z0-9-]+$",
      form: "1 to 32 small letters, digits or `-`",
      quotable: true,
      repair: { words: "a-z0-9-" },
    },
    Arn: { kind: "string", doc: "The widget's ARN.", access: "read-only" },
    Size: { kind: "integer", doc: "How large it is.", minimum: 1, maximum: 10 },
    Weight: { kind: "number", doc: "How heavy it is.", minimum: 0 },
    Colours: {
      kind: "map",
      doc: "Colours of its sides.",
      values: { kind: "string", doc: "A colour.", enum: ["red", "green"], example: "red" },
    },
    PartNames: {
      kind: "list",
      doc: "What it is made of.",
      apiMaxItems: 3,
      items: { kind: "string", doc: "A part.", maxLength: 8, example: "wheel" },
    },
    Tags: {
      kind: "set",
      doc: "Its tags.",
      key: "Key",
      items: {
        kind: "object",
        doc: "A tag.",
        required: ["Key", "Value"],
        properties: {
          Key: { kind: "string", doc: "Its name.", quotable: true },
          Value: { kind: "string", doc: "Its value." },
        },
      },
    },
    Layout: { kind: "json", doc: "Where everything is." },
    UnlockCode: { kind: "string", doc: "What opens it.", access: "write-only", secret: "always", maxLength: 64 },
    Backup: {
      kind: "object",
      doc: "Where it goes when it is broken.",
      exactlyOneOf: ["Shelf", "Drawer"],
      properties: {
        Shelf: { kind: "string", doc: "A shelf.", example: "top" },
        Drawer: { kind: "string", doc: "A drawer.", example: "left" },
      },
    },
  },
};

export const widget: Kind = defineKind({
  type: "Test::Widgets::Widget",
  schema,
  identity: { name: "Label" },
});
