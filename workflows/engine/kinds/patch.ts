import { equalJson, isObject, type Json, pointerSegment, valueAt } from "../values/json.ts";
import { leaves, mergedModel, type Same } from "./model.ts";
import type { Model } from "../values/model.ts";
import { nodeAt, type ObjectNode, pathsWithAccess, type SchemaNode } from "./schema.ts";

/** One operation of an RFC 6902 patch; values are still templates. */
export type PatchOperation =
  | { readonly op: "test" | "add" | "replace"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };

/** What AWS has of a resource. */
export interface Held {
  /** What Cloud Control reads, normalised. */
  readonly live: Model;
  /** What it does not read, as far as it is known: as another API shows it, or as it was sent. */
  readonly unread: Model;
}

/**
 * The patch that takes what AWS has to the desired state.
 *
 * Cloud Control applies it to the model without its write-only properties and hands the result to the update
 * handler. So every write-only property of the desired state is added again, whatever changed: one that is left out
 * is lost, or, where the service keeps what an update leaves out, stays for ever. What goes of those is sent as empty,
 * list by list. An object that exists is never replaced as a whole, since that would drop the read-only leaf it may
 * hold.
 *
 * It begins with a test of every text, number and switch that was read: what somebody changes after the plan was made
 * is never taken for what was reviewed, and never overwritten.
 */
export function patchFor(schema: ObjectNode, held: Held, desired: Model, isSame: Same): readonly PatchOperation[] {
  const { live } = held;
  const writeOnly = new Set(pathsWithAccess("write-only", schema));
  const createOnly = new Set(pathsWithAccess("create-only", schema));

  const additions = (now: Json, asked: Json, at: string): readonly PatchOperation[] => {
    if (!isObject(asked)) return [];
    return Object.entries(asked).flatMap(([name, value]): readonly PatchOperation[] => {
      const path = `${at}/${pointerSegment(name)}`;
      if (createOnly.has(path)) return [];
      const before = isObject(now) && Object.hasOwn(now, name) ? now[name] : undefined;
      if (writeOnly.has(path) || before === undefined) return [{ op: "add", path, value }];
      const isWhole = nodeAt(schema, path)?.kind === "json";
      if (!isWhole && isObject(value) && isObject(before)) return additions(before, value, path);
      return isSame(path, before, value) ? [] : [{ op: "replace", path, value }];
    });
  };
  const removals = (now: Json, asked: Json, at: string): readonly PatchOperation[] => {
    if (!isObject(now)) return [];
    return Object.entries(now).flatMap(([name, value]): readonly PatchOperation[] => {
      const path = `${at}/${pointerSegment(name)}`;
      const node = nodeAt(schema, path);
      const wanted = valueAt(asked, `/${pointerSegment(name)}`);
      if (wanted !== undefined) return node?.kind === "json" ? [] : removals(value, wanted, path);
      return node?.access === "read-only" || createOnly.has(path) ? [] : [{ op: "remove", path }];
    });
  };
  const isTestable = (path: string, value: Json): boolean => {
    if (createOnly.has(path) || isInSet(schema, path)) return false;
    // Braces would be taken for a reference when the patch is filled in.
    return typeof value === "string" ? !value.includes("{{") : typeof value === "number" || typeof value === "boolean";
  };
  const tests = leaves(schema, live)
    .filter(({ path, value, readable }) => readable && isTestable(path, value))
    .map(({ path, value }): PatchOperation => ({ op: "test", path, value }));
  const asked = withEmptied(schema, mergedModel(live, held.unread), desired);
  return [...tests, ...removals(live, asked, ""), ...additions(live, asked, "")];
}

/** The desired state with an empty form of what AWS has, would keep, and is to go. */
function withEmptied(node: ObjectNode, held: Model, desired: Model): Model {
  const emptied = Object.entries(node.properties).flatMap(([name, child]): [string, Json][] => {
    const [now, asked] = [held[name], desired[name]];
    if (now === undefined) return [];
    if (asked !== undefined) {
      const isDeeper = child.kind === "object" && isObject(now) && isObject(asked);
      return isDeeper ? [[name, withEmptied(child, now, asked)]] : [];
    }
    const empty = emptyForm(child, now);
    return empty === undefined ? [] : [[name, empty]];
  });
  return emptied.length === 0 ? desired : { ...desired, ...Object.fromEntries(emptied) };
}

/** undefined: what is left out goes by itself. */
function emptyForm(node: SchemaNode, held: Json): Json | undefined {
  if (node.removal !== "empty") return undefined;
  switch (node.kind) {
    case "string":
      return "";
    case "list":
    case "set":
      return [];
    case "map":
      return {};
    case "object":
      return isObject(held) ? withEmptied(node, held, {}) : {};
    case "boolean":
    case "integer":
    case "number":
    case "json":
      return undefined;
  }
}

/** Whether a path leads into a set: its items have another place in AWS than here. */
function isInSet(schema: ObjectNode, path: string): boolean {
  const segments = path.split("/");
  return segments.some((_, index) => nodeAt(schema, segments.slice(0, index).join("/"))?.kind === "set");
}

/**
 * Whether a patch can take the live state to the desired one. It cannot take away an object that holds what only AWS
 * sets: Cloud Control refuses that (unconfirmed). It cannot change what is set at the creation alone.
 */
export function canUpdate(schema: ObjectNode, live: Model, desired: Model): boolean {
  const holders = pathsWithAccess("read-only", schema)
    .map((path) => path.slice(0, path.lastIndexOf("/")))
    .filter((path) => path !== "");
  const keepsHolders = holders.every(
    (path) => valueAt(live, path) === undefined || valueAt(desired, path) !== undefined,
  );
  return keepsHolders && changedForGood(schema, live, desired).length === 0;
}

/** Whether what is asked for and the empty forms of what goes have room in one model. */
export function fitsOneUpdate(schema: ObjectNode, { live, unread }: Held, desired: Model): boolean {
  return hasRoom(schema, withEmptied(schema, mergedModel(live, unread), desired));
}

function hasRoom({ maxProperties = Infinity, properties }: ObjectNode, model: Model): boolean {
  const members = Object.entries(model);
  return (
    members.length <= maxProperties &&
    members.every(([name, member]) => {
      const child = properties[name];
      return child?.kind !== "object" || !isObject(member) || hasRoom(child, member);
    })
  );
}

/** The properties that are set at the creation alone and that a definition asks to change. */
function changedForGood(schema: ObjectNode, live: Model, desired: Model): readonly string[] {
  return pathsWithAccess("create-only", schema).filter((path) => {
    const [before, after] = [valueAt(live, path), valueAt(desired, path)];
    return before !== undefined && after !== undefined && !equalJson(before, after);
  });
}
