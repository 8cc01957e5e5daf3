import { nodeAt, pathsWithAccess } from "./kinds/connection/schema.ts";
import type { ConnectionModel } from "./definition.ts";
import { equalJson, isObject, type Json, pointerSegment, valueAt } from "./json.ts";
import { leaves } from "./kinds/model.ts";

/** One operation of an RFC 6902 patch; values are still templates. */
export type PatchOperation =
  | { readonly op: "test" | "add" | "replace"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };

/**
 * The patch that takes a live read model to the desired state.
 *
 * Cloud Control applies it to the model without its write-only properties and hands the result to the update
 * handler. So every write-only property of the desired state is added again, whatever changed: one that is left out
 * is lost. An object that exists is never replaced as a whole, since that would drop the read-only leaf it may hold.
 *
 * It begins with a test of every text that was read: what somebody changes after the plan was made is never taken for
 * what was reviewed, and never overwritten.
 */
export function patchFor(live: ConnectionModel, desired: ConnectionModel): readonly PatchOperation[] {
  return [...tests(live), ...removals(live, desired, ""), ...additions(live, desired, "")];
}

/**
 * Whether a patch can take the live state to the desired one. It cannot take away an object that holds what only AWS
 * sets: Cloud Control refuses that, and EventBridge itself wants an empty ARN there, which the registry's pattern
 * forbids. So a private connection does not become a public one (unconfirmed for Cloud Control).
 */
export function canUpdate(live: ConnectionModel, desired: ConnectionModel): boolean {
  return readOnlyHolders.every((path) => valueAt(live, path) === undefined || valueAt(desired, path) !== undefined);
}

/** The objects that a read-only property stands in. */
const readOnlyHolders = pathsWithAccess("read-only")
  .map((path) => path.slice(0, path.lastIndexOf("/")))
  .filter((path) => path !== "");

function tests(live: ConnectionModel): readonly PatchOperation[] {
  return leaves(live).flatMap(({ path, value, readable }): readonly PatchOperation[] => {
    if (!readable || createOnly.has(path) || typeof value !== "string") return [];
    // Braces would be taken for a reference when the patch is filled in.
    return value.includes("{{") ? [] : [{ op: "test", path, value }];
  });
}

const writeOnly = new Set(pathsWithAccess("write-only"));
const createOnly = new Set(pathsWithAccess("create-only"));

function additions(live: Json, desired: Json, at: string): PatchOperation[] {
  if (!isObject(desired)) return [];
  return Object.entries(desired).flatMap(([name, value]): PatchOperation[] => {
    const path = `${at}/${pointerSegment(name)}`;
    if (createOnly.has(path)) return [];
    const now = isObject(live) && Object.hasOwn(live, name) ? live[name] : undefined;
    if (writeOnly.has(path) || now === undefined) return [{ op: "add", path, value }];
    if (isObject(value) && isObject(now)) return additions(now, value, path);
    return equalJson(now, value) ? [] : [{ op: "replace", path, value }];
  });
}

function removals(live: Json, desired: Json, at: string): PatchOperation[] {
  if (!isObject(live)) return [];
  return Object.entries(live).flatMap(([name, value]): PatchOperation[] => {
    const path = `${at}/${pointerSegment(name)}`;
    const asked = valueAt(desired, `/${pointerSegment(name)}`);
    if (asked === undefined) {
      return nodeAt(path)?.access === "read-only" || createOnly.has(path) ? [] : [{ op: "remove", path }];
    }
    return removals(value, asked, path);
  });
}
