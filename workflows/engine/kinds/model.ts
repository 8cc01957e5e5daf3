import { isObject, type Json, type JsonObject, pointerSegment, jsonIn } from "../values/json.ts";
import type { Model } from "../values/model.ts";
import { childNode, type ListNode, type ObjectNode, type SchemaNode, type SetNode } from "./schema.ts";
import { inOrder, itemIdentity, orderSets } from "./set-order.ts";

/** Whether two values of the property at a path mean the same, however they are spelled. */
export type Same = (path: string, one: Json, other: Json) => boolean;

/** One leaf of a model: a text, a switch, a number, a JSON value, or something that the schema does not know. */
export interface Leaf {
  /** JSON Pointer in CloudFormation's spelling. */
  readonly path: string;
  readonly value: Json;
  readonly sensitive: boolean;
  /** Whether Cloud Control returns it. */
  readonly readable: boolean;
  /** Names the leaf across lists whose order or length differs: keys of items stand in for indexes. */
  readonly identity: string;
}

/**
 * The part of a live model that a definition can say something about: read-only properties and empty objects go, and
 * what the schema does not know, since AWS adds properties at any time. Normalising twice is normalising once.
 */
export function normaliseLive(schema: ObjectNode, properties: JsonObject): Model {
  const isKnown = (node: SchemaNode | undefined): boolean => node !== undefined && node.access !== "read-only";
  return (prune(properties, schema, isKnown) ?? {}) as Model;
}

/** The same, with what the schema does not know. */
export function writableLive(schema: ObjectNode, properties: JsonObject): Model {
  return (prune(properties, schema, (node) => node?.access !== "read-only") ?? {}) as Model;
}

/** What Cloud Control could return of a desired state: write-only properties and empty objects go. */
export function readablePart(schema: ObjectNode, model: Model): Model {
  return (prune(model, schema, (node) => node?.access !== "write-only") ?? {}) as Model;
}

/** The rest of what AWS has: write-only properties alone, and no empty objects. */
export function unreadPart(schema: ObjectNode, model: Model): Model {
  return (unread(model, schema) ?? {}) as Model;
}

function unread(value: Json, node: SchemaNode | undefined): Json | undefined {
  if (node?.access === "write-only") return prune(value, node, () => true);
  if (node?.kind !== "object" || !isObject(value)) return undefined;
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const kept = unread(member, childNode(node, name));
    return kept === undefined ? [] : [[name, kept]];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** Keeps what `keep` allows; undefined where nothing is left. A member that the schema does not know has no node. */
function prune(
  value: Json,
  node: SchemaNode | undefined,
  keep: (node: SchemaNode | undefined) => boolean,
): Json | undefined {
  if (!keep(node)) return undefined;
  if (node !== undefined && node.kind !== "object" && saysNothing(node, value)) return undefined;
  if (node?.kind === "json") return canonicalJsonValue(value);
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => prune(item, childNode(node, "0"), keep) ?? (isObject(item) ? {} : item));
    return node?.kind === "set" ? inOrder(node, items) : items;
  }
  if (!isObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const child = childNode(node, name);
    // What has to be there says something even where it is empty.
    const isRequired = node?.kind === "object" && node.required?.includes(name) === true && keep(child);
    const kept = prune(member, child, keep) ?? (isRequired && member === "" ? member : undefined);
    if (kept !== undefined) members.push([name, kept]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/**
 * The one form of what can be said in several ways: members in the schema's order, what AWS would assume explicit (the
 * registry and other tools disagree about defaults, so leaving one open invites a surprise), sets in one order, and
 * nothing that says nothing: an empty description is the same as none to AWS, and so is an empty list.
 */
export function canonicalModel(schema: ObjectNode, tree: JsonObject): Model {
  return orderSets(schema, filledModel(schema, tree)).model;
}

/** The same with sets in the order in which they are written, so that paths still lead to what an author wrote. */
export function filledModel(schema: ObjectNode, tree: JsonObject): Model {
  return canonicalObject(schema, tree);
}

function canonicalObject(node: ObjectNode, value: JsonObject): JsonObject {
  const members = Object.entries(node.properties).flatMap(([name, child]): [string, Json][] => {
    if (!Object.hasOwn(value, name)) {
      return "default" in child && child.default !== undefined ? [[name, child.default]] : [];
    }
    const member = canonicalValue(child, value[name] as Json);
    const required = node.required?.includes(name) ?? false;
    return !required && saysNothing(child, member) ? [] : [[name, member]];
  });
  return Object.fromEntries(members);
}

function canonicalValue(node: SchemaNode, value: Json): Json {
  switch (node.kind) {
    case "object":
      return isObject(value) ? canonicalObject(node, value) : value;
    case "map":
      if (!isObject(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, canonicalValue(node.values, member)]),
      );
    case "list":
    case "set":
      return Array.isArray(value) ? value.map((item: Json) => canonicalValue(node.items, item)) : value;
    case "json":
      return canonicalJsonValue(value);
    case "string":
    case "boolean":
    case "integer":
    case "number":
      return value;
  }
}

/** A text that is a JSON object or list as that; any other value as it is. */
function canonicalJsonValue(value: Json): Json {
  return typeof value === "string" ? jsonIn(value) : value;
}

function saysNothing(node: SchemaNode, value: Json): boolean {
  switch (node.kind) {
    case "string":
      return value === "" && node.minLength === undefined && node.enum === undefined;
    case "list":
    case "set":
      return Array.isArray(value) && value.length === 0;
    case "map":
      return isObject(value) && Object.keys(value).length === 0;
    case "object":
      // An object that has to have members is kept, for the validation to miss them.
      return (
        isObject(value) &&
        Object.keys(value).length === 0 &&
        node.required === undefined &&
        node.exactlyOneOf === undefined &&
        node.minProperties === undefined
      );
    case "boolean":
    case "integer":
    case "number":
    case "json":
      return false;
  }
}

/** What can be compared of a desired state with all that AWS tells: credentials go. */
export function knownPart(schema: ObjectNode, model: Model): Model {
  return withoutCredentials(schema, model);
}

function withoutCredentials(node: SchemaNode, value: JsonObject): JsonObject {
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const child = childNode(node, name);
    return isSensitive(child, value) ? [] : [[name, knownValue(child, member)]];
  });
  return Object.fromEntries(members);
}

function knownValue(node: SchemaNode | undefined, value: Json): Json {
  if (node?.kind === "list" || node?.kind === "set") {
    if (!Array.isArray(value)) return value;
    return value.filter(() => !isSensitive(node.items, {})).map((item: Json) => knownValue(node.items, item));
  }
  return (node?.kind === "object" || node?.kind === "map") && isObject(value) ? withoutCredentials(node, value) : value;
}

/** A model with what another answer of AWS tells besides; where both say something, the other answer stands. */
export function mergedModel(model: Model, more: Model): Model {
  const members = Object.entries(more).map(([name, member]): [string, Json] => {
    const known = model[name];
    return [name, isObject(known) && isObject(member) ? mergedModel(known, member) : member];
  });
  return { ...model, ...Object.fromEntries(members) };
}

/** Every leaf of a model, in the model's order. */
export function leaves(schema: ObjectNode, model: Model): readonly Leaf[] {
  return collect(model, schema, { path: "", identity: "", readable: true, sensitive: false });
}

type LeafContext = Omit<Leaf, "value">;

function collect(value: Json, node: SchemaNode | undefined, context: LeafContext): Leaf[] {
  const here = { ...context, readable: context.readable && node?.access !== "write-only" };
  if ((node?.kind === "list" || node?.kind === "set") && Array.isArray(value)) {
    return collectItems(value, node, here);
  }
  if (isObject(value) && (node === undefined || node.kind === "object" || node.kind === "map")) {
    return Object.entries(value).flatMap(([name, member]) => {
      const child = childNode(node, name);
      return collect(member, child, {
        path: `${here.path}/${pointerSegment(name)}`,
        identity: `${here.identity}/${pointerSegment(name)}`,
        readable: here.readable,
        sensitive: isSensitive(child, value),
      });
    });
  }
  return [{ ...here, value }];
}

function collectItems(items: readonly Json[], node: ListNode | SetNode, here: LeafContext): Leaf[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = pointerSegment(itemIdentity(node, item, index));
    // A query string may have a key twice. No escaped segment holds a tilde before a letter.
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return collect(item, node.items, {
      path: `${here.path}/${index}`,
      identity: `${here.identity}/${count === 1 ? key : `${key}~x${count}`}`,
      readable: here.readable,
      sensitive: isSensitive(node.items, {}),
    });
  });
}

/** Whether a text of the schema is a credential, given the object it stands in. */
export function isSensitive(node: SchemaNode | undefined, parent: JsonObject): boolean {
  if (node?.kind !== "string" || node.secret === undefined) return false;
  return node.secret === "always" || parent[node.secret.unless] !== false;
}
