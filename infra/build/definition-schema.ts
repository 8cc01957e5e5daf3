import process from "node:process";
import { extraProperties, type ExtraProperty } from "../../connections/_authoring/extras.ts";
import { connectionSchema, type ObjectNode, type SchemaNode } from "../../connections/_authoring/schema.ts";
import { spellingsOf } from "../../connections/_authoring/spellings.ts";
import type { Json, JsonObject } from "../../workflows/engine/json.ts";

/**
 * JSON Schema (draft-07, which every editor knows) of a JSON definition file. For completion and documentation: it
 * accepts what the engine accepts, and leaves what depends on several properties to the engine.
 */
export function definitionSchema(): JsonObject {
  const definitions = new Map<string, JsonObject>();
  const connection = objectSchema(connectionSchema, "", definitions, {
    $schema: { type: "string" },
    id: { type: "string", description: "Names the definition; the name, else the file's base name, by default." },
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Bridgehead definitions of EventBridge connections",
    anyOf: [
      connection,
      { type: "array", items: connection },
      {
        type: "object",
        required: ["connections"],
        additionalProperties: false,
        properties: {
          $schema: { type: "string" },
          connections: { type: "array", items: connection },
        },
      },
    ],
    definitions: Object.fromEntries(definitions),
  };
}

type Definitions = Map<string, JsonObject>;

/** Adds the object to the definitions, once, and returns a reference to it: it stands under several spellings. */
function objectSchema(node: ObjectNode, path: string, definitions: Definitions, more: JsonObject = {}): JsonObject {
  const settable = Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
  const spelled = settable.flatMap(([name, child]) => {
    const schema = valueSchema(child, `${path}/${name}`, definitions);
    return spellingsOf(name).map((spelling): [string, Json] => [spelling, schema]);
  });
  const extras = Object.entries(extraProperties[path] ?? {}).map(([name, extra]): [string, Json] => [
    name,
    extraSchema(extra),
  ]);
  const key = path === "" ? "connection" : path.slice(1).replaceAll("/", ".");
  definitions.set(key, {
    type: "object",
    description: node.doc,
    additionalProperties: false,
    properties: { ...more, ...Object.fromEntries([...spelled, ...extras]) },
    ...requirements(node, path),
  });
  return { $ref: `#/definitions/${key}` };
}

/** Each required member in one of its spellings. Where settings without a meaning may stand alone, nothing is. */
function requirements(node: ObjectNode, path: string): JsonObject {
  const required = (node.required ?? node.apiRequired ?? []).filter((name) => name !== "Name");
  if (required.length === 0 || path === "/InvocationConnectivityParameters") return {};
  return {
    allOf: required.map((name) => ({ anyOf: spellingsOf(name).map((spelling) => ({ required: [spelling] })) })),
  };
}

function extraSchema(extra: ExtraProperty): JsonObject {
  return { type: extra.type, description: extra.doc, ...(extra.enum === undefined ? {} : { enum: extra.enum }) };
}

function valueSchema(node: SchemaNode, path: string, definitions: Definitions): JsonObject {
  switch (node.kind) {
    case "object":
      return objectSchema(node, path, definitions);
    case "list":
      return {
        type: "array",
        description: node.doc,
        maxItems: node.apiMaxItems,
        items: objectSchema(node.items, path, definitions),
      };
    case "boolean":
      return { type: "boolean", description: node.doc, default: node.default };
    case "string":
      return {
        type: "string",
        description: node.doc,
        // `AWS_IAM` is taken with a warning, for the sake of the interface's documentation.
        ...(node.enum === undefined
          ? {}
          : { enum: path === "/AuthorizationType" ? [...node.enum, "AWS_IAM"] : node.enum }),
        // The length and form of what a reference stands for are not known.
        ...(path === "/Name" && node.maxLength !== undefined && node.pattern !== undefined
          ? { minLength: 1, maxLength: node.maxLength, pattern: node.pattern }
          : {}),
      };
  }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(definitionSchema(), null, 2)}\n`);
