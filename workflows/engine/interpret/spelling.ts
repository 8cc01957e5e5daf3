import type { MapNode, ObjectNode, SchemaNode } from "../kinds/schema.ts";
import { isObject, type Json, type JsonObject, pointerSegment } from "../values/json.ts";
import type { Context } from "./context.ts";
import { extraNames, namesBySpelling, writtenName } from "./property-names.ts";
import { reportUnknown } from "./unknown-property.ts";

/**
 * Brings a definition into CloudFormation's spelling, at every level, members in the schema's order. What is unknown
 * or of the wrong type is reported and left out, so that later steps can rely on types. A property under another name
 * than its own is reported and taken for what its author meant, so that what it holds is looked at too: the definition
 * has an error by then, and is not used.
 */
export function normaliseSpelling(props: JsonObject, context: Context): JsonObject {
  return spellObject(context.kind.schema, props, { path: "", written: "" }, context);
}

/** A path, and the author's own pointer to it. */
interface At {
  readonly path: string;
  readonly written: string;
}

/** An object of the schema while its members are found. */
interface Spelling {
  readonly node: ObjectNode;
  readonly path: string;
  readonly context: Context;
  readonly members: Map<string, Json>;
  /** The author's name of each member. */
  readonly keys: Map<string, string>;
}

function spellObject(node: ObjectNode, value: JsonObject, { path, written }: At, context: Context): JsonObject {
  const spelling: Spelling = { node, path, context, members: new Map(), keys: new Map() };
  spellMembers(value, written, spelling);
  const { members } = spelling;
  const order = [...Object.keys(node.properties), ...extraNames(context.kind, path)];
  return Object.fromEntries(order.flatMap((name) => (members.has(name) ? [[name, members.get(name) as Json]] : [])));
}

function spellMembers(value: JsonObject, written: string, spelling: Spelling): void {
  const { node, path, context, keys } = spelling;
  const object = { kind: context.kind, node, path };
  const names = namesBySpelling(object);
  // Sorted, so that the order in which properties were written changes nothing.
  const sorted = Object.keys(value).toSorted();
  const writtenAt = (key: string) => `${written}/${pointerSegment(key)}`;
  for (const key of sorted) {
    const name = names.get(key);
    if (name !== undefined) spellMember(name, { key, value: value[key] as Json, written: writtenAt(key) }, spelling);
  }
  for (const key of sorted) {
    if (names.has(key)) continue;
    const target = `${path}/${pointerSegment(key)}`;
    context.source.link(target, writtenAt(key));
    const member = value[key] as Json;
    const isTaken = (name: string) => keys.has(name);
    const recovery = reportUnknown({ object, key, value: member, path: target, isTaken }, context);
    if (recovery.kind === "renamed") {
      context.source.rename(writtenAt(key), writtenName(recovery.name, object, key));
      spellMember(recovery.name, { key, value: member, written: writtenAt(key) }, spelling);
    }
    if (recovery.kind === "unwrapped" && isObject(member)) {
      context.source.rename(writtenAt(key), null);
      spellMembers(member, writtenAt(key), spelling);
    }
  }
}

/** A property as its author wrote it, and where. */
interface Written {
  readonly key: string;
  readonly value: Json;
  readonly written: string;
}

function spellMember(name: string, { key, value, written }: Written, spelling: Spelling): void {
  const { node, path, context, members, keys } = spelling;
  const target = `${path}/${pointerSegment(name)}`;
  const other = keys.get(name);
  if (other !== undefined) {
    context.source.link(`${target}#again`, written);
    context.problems.add("duplicate-property", `${target}#again`, { one: other, other: key });
    return;
  }
  keys.set(name, key);
  context.source.link(target, written);
  const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
  const spelled = child === undefined ? value : spellValue(child, value, { path: target, written }, context);
  if (spelled !== undefined) members.set(name, spelled);
}

/** Names of a map are the author's own: they have one spelling. */
function spellMap(node: MapNode, value: JsonObject, at: At, context: Context): JsonObject {
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const spelled = spellValue(node.values, member, linked(at, pointerSegment(name), context), context);
    return spelled === undefined ? [] : [[name, spelled]];
  });
  return Object.fromEntries(members);
}

/** What stands in a list or a map, whose indexes and names are as they are written. */
function linked({ path, written }: At, segment: string | number, { source }: Context): At {
  const at = { path: `${path}/${segment}`, written: `${written}/${segment}` };
  source.link(at.path, at.written);
  return at;
}

function spellValue(node: SchemaNode, value: Json, at: At, context: Context): Json | undefined {
  switch (node.kind) {
    case "object":
      if (isObject(value)) return spellObject(node, value, at, context);
      break;
    case "list":
    case "set":
      if (!Array.isArray(value)) break;
      // What is left out leaves a gap, so that the paths of what comes after it stay right.
      return value.map(
        (item: Json, index) => spellValue(node.items, item, linked(at, index, context), context) ?? null,
      );
    case "string":
      if (typeof value === "string") return value;
      break;
    case "boolean":
      if (typeof value === "boolean") return value;
      break;
    case "integer":
      if (Number.isInteger(value)) return value;
      break;
    case "number":
      if (typeof value === "number") return value;
      break;
    case "map":
      if (isObject(value)) return spellMap(node, value, at, context);
      break;
    case "json":
      return value;
  }
  context.problems.add("wrong-type", at.path, { expected: node.kind, value });
  return undefined;
}
