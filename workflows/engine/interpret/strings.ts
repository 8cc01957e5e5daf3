import { connectionSchema, type ObjectNode, type SchemaNode, type StringNode } from "../kinds/connection/schema.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";

/** A text in a connection. */
export interface StringLeaf {
  /** JSON Pointer in CloudFormation's spelling. */
  readonly path: string;
  readonly node: StringNode;
  readonly value: string;
  /** Whether AWS keeps the value to itself: credentials, and HTTP parameters that are not declared public. */
  readonly secret: boolean;
}

/** A connection with each text replaced. What the resource type does not have is left out. */
export function mapStrings(tree: JsonObject, replace: (leaf: StringLeaf) => string): JsonObject {
  return mapObject(connectionSchema, tree, "", replace);
}

export function stringLeaves(tree: JsonObject): readonly StringLeaf[] {
  const leaves: StringLeaf[] = [];
  mapStrings(tree, (leaf) => {
    leaves.push(leaf);
    return leaf.value;
  });
  return leaves;
}

function mapObject(
  node: ObjectNode,
  value: JsonObject,
  path: string,
  replace: (leaf: StringLeaf) => string,
): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, child] of Object.entries(node.properties)) {
    if (!Object.hasOwn(value, name)) continue;
    result[name] = mapValue(child, value[name] as Json, `${path}/${name}`, value["IsValueSecret"] !== false, replace);
  }
  return result;
}

function mapValue(
  node: SchemaNode,
  value: Json,
  path: string,
  secretUnlessDeclared: boolean,
  replace: (leaf: StringLeaf) => string,
): Json {
  if (node.kind === "object" && isObject(value)) return mapObject(node, value, path, replace);
  if (node.kind === "list" && Array.isArray(value)) {
    return value.map((item: Json, index) => mapValue(node.items, item, `${path}/${index}`, true, replace));
  }
  if (node.kind === "string" && typeof value === "string") {
    const secret = node.secret === "always" || (node.secret === "unless-declared-public" && secretUnlessDeclared);
    return replace({ path, node, value, secret });
  }
  return value;
}
