import { canonicalJson, isObject, type Json, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { NumberNode, ObjectNode, SchemaNode, StringNode } from "../../../../workflows/engine/kinds/schema.ts";

/**
 * What the registry schema has against a model, as Cloud Control says it: one line for each violation.
 *
 * Cloud Control withholds the value for `pattern`, `enum` and `minimum`, and names only the keyword.
 */
export function schemaViolations(schema: ObjectNode, model: JsonObject): readonly string[] {
  return objectViolations(schema, model, "#");
}

/** The violations as one message, or undefined where there are none. */
export function validationMessage(violations: readonly string[]): string | undefined {
  return violations.length === 0 ? undefined : `Model validation failed (${violations.join("\n")})`;
}

function nodeViolations(node: SchemaNode, value: Json, at: string): readonly string[] {
  switch (node.kind) {
    case "object":
      return isObject(value) ? objectViolations(node, value, at) : [wrongType(at, "JSONObject", value)];
    case "map":
      if (!isObject(value)) return [wrongType(at, "JSONObject", value)];
      return Object.entries(value).flatMap(([name, member]) => nodeViolations(node.values, member, `${at}/${name}`));
    case "json":
      return [];
    case "list":
    case "set":
      if (!Array.isArray(value)) return [wrongType(at, "JSONArray", value)];
      return [
        ...(node.kind === "set" && new Set(value.map(canonicalJson)).size < value.length
          ? [`${at}: array items are not unique`]
          : []),
        ...value.flatMap((item: Json, index) => nodeViolations(node.items, item, `${at}/${index}`)),
      ];
    case "string":
      return typeof value === "string" ? stringViolations(node, value, at) : [wrongType(at, "String", value)];
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType(at, "Boolean", value)];
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) return [wrongType(at, "Integer", value)];
      return numberViolations(node, value, at);
    case "number":
      return typeof value === "number" ? numberViolations(node, value, at) : [wrongType(at, "Number", value)];
  }
}

function objectViolations(node: ObjectNode, value: JsonObject, at: string): readonly string[] {
  const names = Object.keys(value);
  const required = node.required ?? [];
  const chosen = (node.exactlyOneOf ?? []).filter((name) => Object.hasOwn(value, name));
  return [
    ...required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}: required key [${name}] not found`),
    ...names
      .filter((name) => !Object.hasOwn(node.properties, name))
      .map((name) => `${at}: extraneous key [${name}] is not permitted`),
    ...sizeViolations(node, names.length, at),
    ...(node.exactlyOneOf === undefined || chosen.length === 1
      ? []
      : [`${at}: #: ${chosen.length} subschemas matched instead of one`]),
    ...Object.entries(value).flatMap(([name, member]) => {
      const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
      return child === undefined ? [] : nodeViolations(child, member, `${at}/${name}`);
    }),
  ];
}

function sizeViolations(node: ObjectNode, size: number, at: string): readonly string[] {
  if (node.minProperties !== undefined && size < node.minProperties) {
    return [`${at}: minimum size: [${node.minProperties}], found: [${size}]`];
  }
  if (node.maxProperties !== undefined && size > node.maxProperties) {
    return [`${at}: maximum size: [${node.maxProperties}], found: [${size}]`];
  }
  return [];
}

function stringViolations(node: StringNode, value: string, at: string): readonly string[] {
  const length = Array.from(value).length;
  return [
    ...(node.minLength !== undefined && length < node.minLength
      ? [`${at}: expected minLength: ${node.minLength}, actual: ${length}`]
      : []),
    ...(node.maxLength !== undefined && length > node.maxLength
      ? [`${at}: expected maxLength: ${node.maxLength}, actual: ${length}`]
      : []),
    ...(node.pattern !== undefined && !new RegExp(node.pattern).test(value) ? [keyword(at, "pattern")] : []),
    ...(node.enum !== undefined && !node.enum.includes(value) ? [keyword(at, "enum")] : []),
  ];
}

function numberViolations(node: NumberNode, value: number, at: string): readonly string[] {
  return [
    ...(node.minimum !== undefined && value < node.minimum ? [keyword(at, "minimum")] : []),
    ...(node.maximum !== undefined && value > node.maximum ? [keyword(at, "maximum")] : []),
  ];
}

const keyword = (at: string, name: string): string => `${at}: failed validation constraint for keyword [${name}]`;

const wrongType = (at: string, expected: string, value: Json): string =>
  `${at}: expected type: ${expected}, found: ${typeName(value)}`;

/** Types as the service's JSON library calls them. */
function typeName(value: Json): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "JSONArray";
  if (typeof value === "object") return "JSONObject";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "BigDecimal";
  return typeof value === "string" ? "String" : "Boolean";
}
