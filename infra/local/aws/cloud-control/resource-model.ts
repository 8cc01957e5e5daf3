import {
  equalJson,
  isObject,
  type Json,
  type JsonObject,
  valueAt,
  jsonIn,
} from "../../../../workflows/engine/values/json.ts";
import { childNode, type SchemaNode } from "../../../../workflows/engine/kinds/schema.ts";
import { applyPatch, normalisePath, type PatchOperation } from "./patch.ts";

/** Which properties Cloud Control treats apart, as JSON Pointers. */
export interface PropertyAccess {
  readonly readOnly: readonly string[];
  readonly writeOnly: readonly string[];
  readonly createOnly: readonly string[];
}

/** The model without what stands at the pointers. */
export function without(model: JsonObject, pointers: readonly string[]): JsonObject {
  let remaining: Json = model;
  for (const path of pointers) {
    if (valueAt(remaining, path) !== undefined) remaining = applyPatch(remaining, [{ op: "remove", path }]);
  }
  if (!isObject(remaining)) throw new Error("removing properties left no object");
  return remaining;
}

/**
 * What Cloud Control reads of a resource that was made from a model: nothing that is write-only, sets in another order
 * than they were sent, and what is JSON in a text as the value that it stands for.
 */
export function readableObject(node: SchemaNode, model: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(model).flatMap(([name, member]) =>
      readable(childNode(node, name), member).map((shown): [string, Json] => [name, shown]),
    ),
  );
}

/** The value as it is read; empty where it is not. */
function readable(node: SchemaNode | undefined, value: Json): readonly Json[] {
  if (node?.access === "write-only") return [];
  switch (node?.kind) {
    case "object":
    case "map":
      return [isObject(value) ? readableObject(node, value) : value];
    case "list":
      return [Array.isArray(value) ? value.flatMap((item: Json) => readable(node.items, item)) : value];
    case "set":
      return [Array.isArray(value) ? value.flatMap((item: Json) => readable(node.items, item)).toReversed() : value];
    case "json":
      return [typeof value === "string" ? jsonIn(value) : value];
    case "string":
    case "boolean":
    case "integer":
    case "number":
    case undefined:
      return [value];
  }
}

/** Which of the pointers a patch changes: by name, or by replacing something above that then reads differently. */
export function touched(
  pointers: readonly string[],
  operations: readonly PatchOperation[],
  before: Json,
  after: Json,
): readonly string[] {
  const written = operations.filter(({ op }) => op !== "test").flatMap(writtenPaths);
  return pointers.filter((pointer) => {
    if (written.some((path) => path === pointer || path.startsWith(`${pointer}/`))) return true;
    const [old, now] = [valueAt(before, pointer), valueAt(after, pointer)];
    return old === undefined || now === undefined ? old !== now : !equalJson(old, now);
  });
}

function writtenPaths(operation: PatchOperation): readonly string[] {
  const target = normalisePath(operation.path);
  return operation.op === "move" ? [target, normalisePath(operation.from)] : [target];
}

/** Pointers as Cloud Control prints them: `[/properties/Arn, /properties/Name]`. */
export function propertyList(pointers: readonly string[]): string {
  return `[${pointers.map((pointer) => `/properties${pointer}`).join(", ")}]`;
}
