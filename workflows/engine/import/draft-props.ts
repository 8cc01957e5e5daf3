import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { Model } from "../values/model.ts";
import { childNode, type SchemaNode } from "../kinds/schema.ts";
import { camelCaseOf } from "../kinds/spellings.ts";

/** The properties of a definition that takes a resource over. */
export function draftProps(model: Model, id: string, kind: Spelling): JsonObject {
  return { ...definitionProps(model, id, kind), adopt: true };
}

type Spelling = Pick<ResourceKind, "schema" | "identity" | "abbreviate">;

/** The properties of a definition as a person would write them: camelCase, and the short forms where they say it all. */
export function definitionProps(model: Model, id: string, { schema, identity, abbreviate }: Spelling): JsonObject {
  const { [identity.name]: name, ...rest } = model;
  const named: JsonObject = name === undefined || name === id ? rest : { [identity.name]: name, ...rest };
  return inCamelCase(schema, abbreviate(named));
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
