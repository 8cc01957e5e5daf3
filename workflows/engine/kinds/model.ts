import { connectionSchema, type SchemaNode } from "./connection/schema.ts";
import type { ConnectionModel } from "../definition.ts";
import { isObject, type Json, type JsonObject, pointerSegment } from "../json.ts";

/** One leaf of a model: a string, a boolean, or something that the schema does not know. */
export interface Leaf {
  /** JSON Pointer in CloudFormation's spelling. */
  readonly path: string;
  readonly value: Json;
  readonly sensitive: boolean;
  /** Whether Cloud Control returns it. */
  readonly readable: boolean;
  /** Names the leaf across lists whose order or length differs: parameter keys stand in for list indexes. */
  readonly identity: string;
}

/**
 * The part of a live model that a definition can say something about: read-only properties and empty objects go, and
 * what the schema does not know, since AWS adds properties at any time. Normalising twice is normalising once.
 */
export function normaliseLive(properties: JsonObject): ConnectionModel {
  const isKnown = (node: SchemaNode | undefined): boolean => node !== undefined && node.access !== "read-only";
  return (prune(properties, connectionSchema, isKnown) ?? {}) as ConnectionModel;
}

/** The same, with what the schema does not know. */
export function writableLive(properties: JsonObject): ConnectionModel {
  return (prune(properties, connectionSchema, (node) => node?.access !== "read-only") ?? {}) as ConnectionModel;
}

/** What Cloud Control could return of a desired state: write-only properties and empty objects go. */
export function readablePart(model: ConnectionModel): ConnectionModel {
  return (prune(model, connectionSchema, (node) => node?.access !== "write-only") ?? {}) as ConnectionModel;
}

/** Keeps what `keep` allows; undefined where nothing is left. A member that the schema does not know has no node. */
function prune(
  value: Json,
  node: SchemaNode | undefined,
  keep: (node: SchemaNode | undefined) => boolean,
): Json | undefined {
  if (!keep(node)) return undefined;
  // An empty description or key is the same as none, as in a desired state.
  if (value === "" && node?.kind === "string" && node.minLength === undefined && node.enum === undefined)
    return undefined;
  if (!isObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const kept = prune(member, childNode(node, name), keep);
    if (kept !== undefined) members.push([name, kept]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function childNode(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  return node?.kind === "object" && Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
}

/** Every leaf of a model, in the model's order. */
export function leaves(model: ConnectionModel): readonly Leaf[] {
  return collect(model, connectionSchema, { path: "", identity: "", readable: true, sensitive: false });
}

type Place = Omit<Leaf, "value">;

function collect(value: Json, node: SchemaNode | undefined, place: Place): Leaf[] {
  const here = { ...place, readable: place.readable && node?.access !== "write-only" };
  if (node?.kind === "list" && Array.isArray(value)) {
    const seen = new Map<string, number>();
    return value.flatMap((item: Json, index) => {
      const key = pointerSegment(isObject(item) && typeof item["Key"] === "string" ? item["Key"] : `#${index}`);
      // A query string may have a key twice. No escaped segment holds a tilde before a letter.
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return collect(item, node.items, {
        ...here,
        path: `${here.path}/${index}`,
        identity: `${here.identity}/${count === 1 ? key : `${key}~x${count}`}`,
      });
    });
  }
  if (isObject(value) && (node === undefined || node.kind === "object")) {
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

/** Whether a string of the schema is a credential, given the object it stands in. */
export function isSensitive(node: SchemaNode | undefined, parent: JsonObject): boolean {
  if (node?.kind !== "string" || node.secret === undefined) return false;
  return node.secret === "always" || parent["IsValueSecret"] !== false;
}
