import process from "node:process";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ExtraProperty } from "../../workflows/engine/kinds/extra-property.ts";
import { extrasAt } from "../../workflows/engine/kinds/own-properties.ts";
import { nodeAt, type ObjectNode, type SchemaNode, type StringNode } from "../../workflows/engine/kinds/schema.ts";
import { camelCaseOf, spellingsOf } from "../../workflows/engine/kinds/spellings.ts";
import type { Json, JsonObject } from "../../workflows/engine/values/json.ts";
import { pathOfShortForm } from "./credential-kinds.ts";
import { extraDoc, propertyDoc } from "./property-doc.ts";

const reference = "{{resolve:ssm-secure:/bridgehead/…}}";
const schemaAddress = { type: "string", description: "Address of this JSON Schema, for editors." };

const exampleReference = "{{resolve:ssm-secure:/bridgehead/orders/key}}";
const example = {
  id: "orders-api",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: exampleReference },
};

/**
 * JSON Schema (draft-07, which every editor knows) of a JSON definition file. For completion and documentation: it
 * accepts what the engine accepts, and leaves what depends on several properties to the engine.
 */
export function definitionSchema(): JsonObject {
  const definitions = new Map<string, JsonObject>();
  const one = objectSchema(connectionSchema, "", definitions, {
    $schema: schemaAddress,
    id: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      description:
        "Names the definition, unique over all files, in 1 to 128 characters. Default: the name, else the file's base name.",
    },
    type: { enum: [connection.type], description: "The resource type. May be left out." },
  });
  const several = {
    type: "array",
    description: "Several definitions, each with an `id` or a `name`.",
    items: one,
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Bridgehead definitions of EventBridge connections",
    description: "One definition, an array of definitions, or an object with `connections`.",
    anyOf: [
      one,
      several,
      {
        type: "object",
        description: "Several definitions in an object, which has room for the address of this JSON Schema.",
        required: ["connections"],
        additionalProperties: false,
        properties: { $schema: schemaAddress, connections: several },
      },
    ],
    definitions: Object.fromEntries(definitions),
    examples: [example, { connections: [example] }],
  };
}

type Definitions = Map<string, JsonObject>;

/** Adds the object to the definitions, once, and returns a reference to it: it stands under several spellings. */
function objectSchema(node: ObjectNode, path: string, definitions: Definitions, more: JsonObject = {}): JsonObject {
  const settable = Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
  const spelled = settable.flatMap(([name, child]) => {
    const schema = valueSchema(child, `${path}/${name}`, definitions);
    return inOrder(name).map((spelling): [string, Json] => [spelling, noted(schema, spelling, name)]);
  });
  const extras = Object.entries(extrasAt(connection, path)).map(([name, extra]): [string, Json] => [
    name,
    extraSchema(name, extra),
  ]);
  const key = path === "" ? "connection" : path.slice(1).replaceAll("/", ".");
  definitions.set(key, {
    type: "object",
    description: propertyDoc(node, path, reference),
    additionalProperties: false,
    properties: { ...more, ...Object.fromEntries([...spelled, ...extras]) },
    ...requirements(node, path),
  });
  return { $ref: `#/definitions/${key}` };
}

/** The camelCase spelling first: editors propose in this order. */
function inOrder(name: string): readonly string[] {
  return [...new Set([camelCaseOf(name), ...spellingsOf(name)])];
}

/** Says of the other spellings which the usual one is. A reference stands alone, as draft-07 wants it. */
function noted(schema: JsonObject, spelling: string, name: string): JsonObject {
  const { description } = schema;
  if (typeof description !== "string" || spelling === camelCaseOf(name)) return schema;
  return { ...schema, description: `${description} Also written \`${camelCaseOf(name)}\`.` };
}

/** Each required member in one of its spellings. Where settings without a meaning may stand alone, nothing is. */
function requirements(node: ObjectNode, path: string): JsonObject {
  const required = (node.required ?? node.apiRequired ?? []).filter((name) => name !== "Name");
  if (required.length === 0 || path === "/InvocationConnectivityParameters") return {};
  return {
    allOf: required.map((name) => ({ anyOf: inOrder(name).map((spelling) => ({ required: [spelling] })) })),
  };
}

function extraSchema(name: string, extra: ExtraProperty): JsonObject {
  const stands = pathOfShortForm(name);
  const node = stands === null ? undefined : nodeAt(connectionSchema, stands);
  return {
    type: extra.also === undefined ? extra.type : [extra.type, "string"],
    description: extraDoc(extra, stands, reference),
    ...(extra.enum === undefined ? {} : { enum: extra.enum }),
    ...(extra.also === undefined ? {} : { enum: [true, false, ...extra.also] }),
    ...(extra.default === undefined ? {} : { default: extra.default }),
    ...(node?.kind === "string" ? exampleOf(node) : {}),
  };
}

function exampleOf({ secret, example: text }: StringNode): JsonObject {
  if (secret === "always") return { writeOnly: true, examples: [exampleReference] };
  return text === undefined ? {} : { examples: [text] };
}

function valueSchema(node: SchemaNode, path: string, definitions: Definitions): JsonObject {
  const description = propertyDoc(node, path, reference);
  switch (node.kind) {
    case "object":
      return objectSchema(node, path, definitions);
    case "list":
    case "set":
      return {
        type: "array",
        description,
        ...(node.apiMaxItems === undefined ? {} : { maxItems: node.apiMaxItems }),
        items: valueSchema(node.items, path, definitions),
      };
    case "map":
      return { type: "object", description, additionalProperties: valueSchema(node.values, path, definitions) };
    case "json":
      return { description };
    case "integer":
    case "number":
      return {
        type: node.kind,
        description,
        ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
        ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
        ...(node.default === undefined ? {} : { default: node.default }),
      };
    case "boolean":
      return { type: "boolean", description, ...(node.default === undefined ? {} : { default: node.default }) };
    case "string":
      return {
        type: "string",
        description,
        // `AWS_IAM` is taken with a warning, for the sake of the interface's documentation.
        ...(node.enum === undefined
          ? {}
          : { enum: path === "/AuthorizationType" ? [...node.enum, "AWS_IAM"] : node.enum }),
        // The length and form of what a reference stands for are not known.
        ...(path === "/Name" && node.maxLength !== undefined && node.pattern !== undefined
          ? { minLength: 1, maxLength: node.maxLength, pattern: node.pattern }
          : {}),
        ...exampleOf(node),
      };
  }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(definitionSchema(), null, 2)}\n`);
