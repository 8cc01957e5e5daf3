import type { Kind } from "../kinds/kind.ts";
import { type SchemaNode } from "../kinds/schema.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Context } from "./context.ts";
import { didYouMean, squash } from "../values/did-you-mean.ts";
import { type NamedObject, namesBySpelling, settableNames, writtenName } from "./property-names.ts";

/** How the interpretation goes on after an unknown property, so that what it holds is looked at as well. */
export type Recovery =
  /** As if the property of this name had been written. */
  | { readonly kind: "renamed"; readonly name: string }
  /** As if its members stood in the object itself. */
  | { readonly kind: "unwrapped" }
  | { readonly kind: "left-out" };

/** An unknown property: the object that it stands in, what it holds, and where it stands. */
export interface UnknownProperty {
  readonly object: NamedObject;
  readonly key: string;
  readonly value: Json;
  readonly path: string;
  /** Whether the object has the property of this name already, so that this one is not it. */
  readonly isTaken: (name: string) => boolean;
}

/** Reports a property that the resource type does not have as what its author most likely meant. */
export function reportUnknown(unknown: UnknownProperty, context: Context): Recovery {
  const { problems } = context;
  // What was meant is looked for among many names, and these may be very many properties.
  if (!problems.isFull()) return explain(unknown, context);
  problems.add("unknown-property", unknown.path, {});
  return leftOut;
}

const leftOut: Recovery = { kind: "left-out" };

function explain(unknown: UnknownProperty, context: Context): Recovery {
  const { object, key, value, path } = unknown;
  const { kind, problems } = context;
  const isTop = object.path === "";
  const settable = settableNames(object);
  const same = settable.find((name) => squash(name) === squash(key));
  if (same !== undefined) return reportMeant(kind.names.meant(same, value), unknown, context);
  if (isTop && squash(key) === "id") {
    problems.add("unknown-property/id", path, {});
    return leftOut;
  }
  const foreign = kind.names.foreign(object.path, key);
  if (foreign !== undefined && "is" in foreign) {
    return reportMeant(kind.names.meant(foreign.is, value), unknown, context);
  }
  if (isTop && isMarked(value, kind)) {
    problems.add("unknown-property/wrapper", path, {});
    return { kind: "unwrapped" };
  }
  if (foreign !== undefined) {
    context.ofKind.add(foreign.problem, path, foreign.facts);
    return leftOut;
  }
  const owners = ownersOf(key, object);
  const near = owners.length > 0 ? undefined : didYouMean(key, settable);
  if (near !== undefined) return reportMeant(near, unknown, context);
  if (owners.length > 0) problems.add("unknown-property/elsewhere", path, { owners });
  else problems.add("unknown-property/far", path, { settable: settable.map((name) => writtenName(name, object, key)) });
  return leftOut;
}

/** A property that was meant, and is not written yet, stands for what is written. */
function reportMeant(name: string, { object, key, path, isTaken }: UnknownProperty, { problems }: Context): Recovery {
  const written = writtenName(name, object, key);
  const taken = isTaken(name);
  problems.add(taken ? "unknown-property/taken" : "unknown-property/meant", path, { written });
  return taken ? leftOut : { kind: "renamed", name };
}

/** Whether an object has what makes a definition: a wrapper of another tool, or a guess, stands around it. */
function isMarked(value: Json, { names }: Kind): value is JsonObject {
  if (!isObject(value)) return false;
  const wanted = new Set(names.marks.map(squash));
  return Object.keys(value).some((key) => wanted.has(squash(key)));
}

/** The objects that have a property of this name: of those inside `near`, else of all. */
function ownersOf(key: string, { kind, path: near }: NamedObject): readonly string[] {
  const all = objectsOf(kind)
    .filter(({ names, path }) => path !== near && names.has(squash(key)))
    .map(({ path }) => path);
  const inside = near === "" ? [] : all.filter((path) => path.startsWith(`${near}/`));
  const wanted = inside.length > 0 ? inside : all;
  // A short form stands for the property of the block below it.
  const chosen = wanted.filter((path) => !wanted.some((outer) => outer !== "" && path.startsWith(`${outer}/`)));
  // Where many objects have it, naming some of them would be a guess.
  return chosen.length > 2 ? [] : chosen;
}

interface NamesAt {
  readonly path: string;
  /** Squashed. */
  readonly names: ReadonlySet<string>;
}

function objectsIn(kind: Kind, node: SchemaNode, path: string): readonly NamesAt[] {
  if (node.kind === "list" || node.kind === "set") return objectsIn(kind, node.items, `${path}/0`);
  if (node.kind !== "object") return [];
  const names = new Set([...namesBySpelling({ kind, node, path }).keys()].map(squash));
  const below = Object.entries(node.properties).flatMap(([name, child]) => objectsIn(kind, child, `${path}/${name}`));
  return [{ path, names }, ...below];
}

const known = new WeakMap<Kind, readonly NamesAt[]>();

/** Every object of a kind's schema, but for those in maps. */
function objectsOf(kind: Kind): readonly NamesAt[] {
  const objects = known.get(kind) ?? objectsIn(kind, kind.schema, "");
  known.set(kind, objects);
  return objects;
}
