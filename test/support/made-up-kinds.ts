import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { defineKind, type Kind } from "../../workflows/engine/kinds/kind.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";

/* Resource types that do not exist. Between them they have everything that connections lack. */

export const WIDGET = "Test::Widgets::Widget";
export const GADGET = "Test::Gadgets::Gadget";

/** With nothing required but a whole number, and choices of all sorts. */
export const widget: Kind = defineKind({
  type: WIDGET,
  identity: { name: "Label" },
  schema: {
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
  },
});

/** With a required secret, secrets in a set, and a property beside its name that is set when it is created. */
export const gadget = defineKind({
  type: GADGET,
  identity: { name: "Label" },
  schema: {
    kind: "object",
    doc: "A gadget.",
    required: ["Label", "Passphrase"],
    apiRequired: ["Size"],
    properties: {
      Label: {
        kind: "string",
        doc: "What it is called.",
        access: "create-only",
        minLength: 1,
        maxLength: 20,
        pattern: "^[a-z-]+$",
      },
      Arn: { kind: "string", doc: "Its ARN.", access: "read-only" },
      Size: { kind: "integer", doc: "How big it is.", minimum: 1, maximum: 9 },
      Weight: { kind: "number", doc: "How heavy it is.", minimum: 0.5 },
      Material: { kind: "string", doc: "What it is made of.", access: "create-only", enum: ["brass", "steel"] },
      Motto: { kind: "string", doc: "What it says.", apiMaxLength: 10 },
      Passphrase: { kind: "string", doc: "Opens it.", access: "write-only", secret: "always" },
      Labels: { kind: "map", doc: "Texts by name.", values: { kind: "string", doc: "A text.", maxLength: 5 } },
      Steps: { kind: "list", doc: "What it does, in order.", items: { kind: "string", doc: "A step." } },
      Parts: {
        kind: "set",
        doc: "What it consists of.",
        key: "Id",
        items: {
          kind: "object",
          doc: "A part.",
          required: ["Id"],
          properties: {
            Id: { kind: "string", doc: "Tells it from the others." },
            Code: { kind: "string", doc: "Unlocks it.", access: "write-only", secret: "always" },
          },
        },
      },
      Rules: { kind: "json", doc: "When it acts." },
    },
  },
});

/** Known to Cloud Control by an ARN, which AWS makes. */
export const spring = defineKind({
  type: "Test::Gadgets::CoilSpring",
  identity: { name: "Name", identifier: ({ Arn }) => (typeof Arn === "string" ? Arn : undefined) },
  schema: {
    kind: "object",
    doc: "A spring.",
    properties: {
      Name: { kind: "string", doc: "What it is called.", access: "create-only" },
      Arn: { kind: "string", doc: "Its ARN.", access: "read-only" },
      Turns: { kind: "integer", doc: "How often it winds." },
    },
  },
});

export const gadgets = createKinds([gadget, spring]);

/** What the product is composed with in tests of its own kinds: in place of what it has, and beside it. */
export const registries = {
  widgetsAndGadgets: createKinds([gadget, widget]),
  connectionsAndWidgets: createKinds([connection, widget]),
  widgetsAndConnections: createKinds([widget, connection]),
};

export type Registry = keyof typeof registries;
