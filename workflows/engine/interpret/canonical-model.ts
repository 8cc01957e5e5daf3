import { connectionSchema, type ObjectNode, type SchemaNode } from "../kinds/connection/schema.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";

/**
 * The one form of what can be said in several ways: members in the schema's order, `IsValueSecret` explicit (the
 * registry's default is true, Terraform's false, so leaving it open invites a surprise), and nothing that says
 * nothing. An empty description or key is the same as none to AWS, as are empty lists of HTTP parameters.
 */
export function canonicalModel(tree: JsonObject): JsonObject {
  return canonicalObject(connectionSchema, tree);
}

function canonicalObject(node: ObjectNode, value: JsonObject): JsonObject {
  const members = Object.entries(node.properties).flatMap(([name, child]): [string, Json][] => {
    if (!Object.hasOwn(value, name)) return child.kind === "boolean" ? [[name, child.default]] : [];
    const member = canonicalValue(child, value[name] as Json);
    const required = node.required?.includes(name) ?? false;
    return !required && saysNothing(child, member) ? [] : [[name, member]];
  });
  return Object.fromEntries(members);
}

function canonicalValue(node: SchemaNode, value: Json): Json {
  if (node.kind === "object" && isObject(value)) return canonicalObject(node, value);
  if (node.kind === "list" && Array.isArray(value)) return value.map((item: Json) => canonicalValue(node.items, item));
  return value;
}

function saysNothing(node: SchemaNode, value: Json): boolean {
  switch (node.kind) {
    case "string":
      return value === "" && node.minLength === undefined && node.enum === undefined;
    case "list":
      return Array.isArray(value) && value.length === 0;
    case "object":
      // An object that has to have members is kept, for the validation to miss them.
      return (
        isObject(value) &&
        Object.keys(value).length === 0 &&
        node.required === undefined &&
        node.minProperties === undefined
      );
    case "boolean":
      return false;
  }
}
