import type { Kind } from "../kinds/kind.ts";
import { callText } from "../kinds/resource-kind.ts";
import { withArticle } from "../kinds/noun.ts";
import { type SchemaNode } from "../kinds/schema.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Context } from "./context.ts";
import { didYouMean, squash } from "../values/did-you-mean.ts";
import { plainText } from "../values/plain-text.ts";
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

/** Reports a property that the resource type does not have, with what its author most likely meant. */
export function reportUnknown(unknown: UnknownProperty, context: Context): Recovery {
  const { key, path } = unknown;
  const owner = unknown.object.path;
  const isListed = !context.problems.isFull();
  // What was meant is looked for among many names, and these may be very many properties.
  const { hint, recovery } = isListed ? explain(unknown, context) : { hint: null, recovery: leftOut };
  const shown = owner === "" ? withArticle(context.kind.noun) : `\`${context.places.name(owner)}\``;
  context.problems.add("unknown-property", path, `\`${plainText(key, 40)}\` is not a property of ${shown}.`, hint);
  return recovery;
}

interface Explanation {
  readonly hint: string;
  readonly recovery: Recovery;
}

const leftOut: Recovery = { kind: "left-out" };

function explain(unknown: UnknownProperty, context: Context): Explanation {
  const { object, key, value } = unknown;
  const { path: owner } = object;
  const { kind } = context;
  const settable = settableNames(object);
  const same = settable.find((name) => squash(name) === squash(key));
  if (same !== undefined) return meant(kind.help.meant(same, value), unknown);
  if (owner === "" && squash(key) === "id") return { hint: idHint(unknown, context), recovery: leftOut };

  const foreign = kind.help.foreignName(owner, key);
  if (foreign !== undefined && "is" in foreign) return meant(kind.help.meant(foreign.is, value), unknown);
  if (owner === "" && isMarked(value, kind)) {
    const hint = `Write what stands in \`${plainText(key, 40)}\` one level up, without \`${plainText(key, 40)}\`.`;
    return { hint, recovery: { kind: "unwrapped" } };
  }
  if (foreign !== undefined) return { hint: foreign.advice, recovery: leftOut };

  const elsewhere = ownersOf(key, object);
  if (elsewhere.length > 0) {
    const places = elsewhere.map((path) =>
      path === "" ? `the ${kind.noun} itself` : `\`${context.places.name(path)}\``,
    );
    return { hint: `It belongs in ${places.join(" or ")}.`, recovery: leftOut };
  }
  const near = didYouMean(key, settable);
  if (near !== undefined) return meant(near, unknown);
  const list = settable.map((name) => `\`${writtenName(name, object, key)}\``).join(", ");
  return { hint: `It can have: ${list}.`, recovery: leftOut };
}

/** A property that was meant, and is not written yet, stands for what is written. */
function meant(name: string, { object, key, isTaken }: UnknownProperty): Explanation {
  const written = writtenName(name, object, key);
  if (isTaken(name)) return { hint: `Remove it: \`${written}\` is written already.`, recovery: leftOut };
  const hint = `Did you mean \`${written}\`?${key.includes("_") ? " Terraform's names are in camelCase here." : ""}`;
  return { hint, recovery: { kind: "renamed", name } };
}

function idHint({ key }: UnknownProperty, { places, kind }: Context): string {
  if (!places.json) return `Remove it: the id is the first argument of \`${callText(kind)}\`.`;
  // The id of a JSON definition is taken out before: this one stands in something around the definition.
  return key === "id" ? "Write it one level up." : "Did you mean `id`, in lower case?";
}

/** Whether an object has what makes a definition: a wrapper of another tool, or a guess, stands around it. */
function isMarked(value: Json, { help }: Kind): value is JsonObject {
  if (!isObject(value)) return false;
  const wanted = new Set(help.marks.map(squash));
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
