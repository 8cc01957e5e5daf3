import { compareText } from "../values/compare-text.ts";
import { canonicalJson, isObject, type Json, type JsonObject, pointerSegment } from "../values/json.ts";
import { childNode, type ListNode, type ObjectNode, type SchemaNode, type SetNode } from "./schema.ts";

/** What tells an item of a list or set from the others. */
export function itemIdentity(node: ListNode | SetNode, item: Json, index: number): string {
  const key = node.key === undefined || !isObject(item) ? undefined : item[node.key];
  if (typeof key === "string") return key;
  return node.kind === "set" && node.key === undefined ? canonicalJson(item) : `#${index}`;
}

/** A set in the order of what tells its items apart. */
export function inOrder(node: SetNode, items: readonly Json[]): readonly Json[] {
  return orderOf(node, items).map((index) => items[index] as Json);
}

/** The indexes of items in that order. */
function orderOf(node: SetNode, items: readonly Json[]): readonly number[] {
  const named = items.map((item, index) => [itemIdentity(node, item, index), index] as const);
  return named.toSorted(([a], [b]) => compareText(a, b)).map(([, index]) => index);
}

export interface Ordered {
  readonly model: JsonObject;
  /** Where what stood at a path before stands now. */
  readonly moved: (path: string) => string;
}

/** A model with every set in its order. */
export function orderSets(schema: ObjectNode, model: JsonObject): Ordered {
  /** The path of an item before -> its index now. */
  const indexes = new Map<string, number>();

  function order(node: SchemaNode | undefined, value: Json, path: string): Json {
    if (isObject(value) && (node?.kind === "object" || node?.kind === "map")) return orderMembers(node, value, path);
    if ((node?.kind !== "list" && node?.kind !== "set") || !Array.isArray(value)) return value;
    const items = value.map((item: Json, index) => order(node.items, item, `${path}/${index}`));
    if (node.kind === "list") return items;
    const sorted = orderOf(node, items);
    for (const [now, before] of sorted.entries()) if (now !== before) indexes.set(`${path}/${before}`, now);
    return sorted.map((index) => items[index] as Json);
  }

  function orderMembers(node: SchemaNode, value: JsonObject, path: string): JsonObject {
    const members = Object.entries(value).map(([name, member]): [string, Json] => [
      name,
      order(childNode(node, name), member, `${path}/${pointerSegment(name)}`),
    ]);
    return Object.fromEntries(members);
  }

  return {
    model: orderMembers(schema, model, ""),
    moved(path) {
      if (indexes.size === 0) return path;
      const segments = path.split("/");
      const now = segments.map((segment, index) => indexes.get(segments.slice(0, index + 1).join("/")) ?? segment);
      return now.join("/");
    },
  };
}
