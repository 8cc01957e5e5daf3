import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Model } from "../values/model.ts";
import { childNode, type SchemaNode } from "../kinds/schema.ts";
import { camelCaseOf } from "../kinds/spellings.ts";

/** The properties of a definition as a person would write them: camelCase, and the short forms where they say it all. */
export function draftProps(model: Model, id: string, { schema, identity, shortForms }: Kind): JsonObject {
  const { [identity.name]: name, ...rest } = model;
  const named: JsonObject = name === undefined || name === id ? rest : { [identity.name]: name, ...rest };
  return { ...inCamelCase(schema, shortForms.abbreviate(named)), adopt: true };
}

function inCamelCase(node: SchemaNode | undefined, value: JsonObject): JsonObject {
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    // Names of a map are its author's own.
    node?.kind === "map" ? name : camelCaseOf(name),
    spell(childNode(node, name), member),
  ]);
  return Object.fromEntries(members);
}

function spell(node: SchemaNode | undefined, value: Json): Json {
  if (node?.kind === "json") return value;
  if (Array.isArray(value)) return value.map((item: Json) => spell(childNode(node, "0"), item));
  return isObject(value) ? inCamelCase(node, value) : value;
}
