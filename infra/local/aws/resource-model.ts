import type { Json, JsonObject } from "../../../workflows/engine/json.ts";
import { equalJson, isObject, valueAt } from "../../../workflows/engine/json.ts";
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
