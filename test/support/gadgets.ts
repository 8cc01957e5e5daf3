import { defineKind } from "../../workflows/engine/kinds/kind.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";

/** A made-up kind with all that the schema language has, and an identifier that is not called `Name`. */
export const gadget = defineKind({
  type: "Test::Gadgets::Gadget",
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

/** A made-up kind that Cloud Control knows by an ARN, which AWS makes. */
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
