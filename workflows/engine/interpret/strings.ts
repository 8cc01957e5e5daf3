import { isObject, type Json, type JsonObject, pointerSegment } from "../values/json.ts";
import { isSensitive } from "../kinds/model.ts";
import { childNode, type ObjectNode, type SchemaNode, type StringNode } from "../kinds/schema.ts";

/** A text in a resource. */
export interface StringLeaf {
  /** JSON Pointer in CloudFormation's spelling. */
  readonly path: string;
  readonly node: StringNode;
  readonly value: string;
  /** Whether AWS keeps the value to itself: credentials, and what is one unless it is declared public. */
  readonly secret: boolean;
}

/** The path of the switch beside a text that says whether it is a credential; null: the text has none. */
export function switchOf({ path, node }: StringLeaf): string | null {
  return typeof node.secret === "object" ? `${path.slice(0, path.lastIndexOf("/"))}/${node.secret.unless}` : null;
}

/** A resource with each text replaced. What the resource type does not have is left out. */
export function mapStrings(schema: ObjectNode, tree: JsonObject, replace: (leaf: StringLeaf) => string): JsonObject {
  return mapObject(schema, tree, "", replace);
}

export function stringLeaves(schema: ObjectNode, tree: JsonObject): readonly StringLeaf[] {
  const leaves: StringLeaf[] = [];
  mapStrings(schema, tree, (leaf) => {
    leaves.push(leaf);
    return leaf.value;
  });
  return leaves;
}

type Replace = (leaf: StringLeaf) => string;

function mapObject(node: ObjectNode, value: JsonObject, path: string, replace: Replace): JsonObject {
  const known = Object.keys(node.properties).filter((name) => Object.hasOwn(value, name));
  return mapMembers(node, Object.fromEntries(known.map((name) => [name, value[name] as Json])), path, replace);
}

function mapMembers(node: SchemaNode, parent: JsonObject, path: string, replace: Replace): JsonObject {
  return Object.fromEntries(
    Object.entries(parent).map(([name, member]) => {
      const at = `${path}/${pointerSegment(name)}`;
      return [name, mapValue(childNode(node, name), member, at, { parent, replace })];
    }),
  );
}

interface Mapping {
  /** The object that the value stands in. */
  readonly parent: JsonObject;
  readonly replace: Replace;
}

function mapValue(node: SchemaNode | undefined, value: Json, path: string, { parent, replace }: Mapping): Json {
  switch (node?.kind) {
    case "object":
      return isObject(value) ? mapObject(node, value, path, replace) : value;
    case "map":
      return isObject(value) ? mapMembers(node, value, path, replace) : value;
    case "list":
    case "set":
      if (!Array.isArray(value)) return value;
      return value.map((item: Json, index) => mapValue(node.items, item, `${path}/${index}`, { parent: {}, replace }));
    case "string":
      return typeof value === "string" ? replace({ path, node, value, secret: isSensitive(node, parent) }) : value;
    case "boolean":
    case "integer":
    case "number":
    case "json":
    case undefined:
      return value;
  }
}
