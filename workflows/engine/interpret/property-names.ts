import { extraProperties } from "../kinds/connection/extras.ts";
import type { ObjectNode } from "../kinds/schema.ts";
import { spellingFor, spellingsOf } from "../kinds/spellings.ts";

/** Names of the properties that the object at a path may have beside those of the resource type. */
export function extraNames(path: string): readonly string[] {
  return Object.keys(extraProperties[path] ?? {});
}

/** What was worked out once: every definition asks for the same. An object with names of our own has one place. */
const known = new WeakMap<ObjectNode, ReadonlyMap<string, string>>();

/** Each spelling of each property of an object, and the property's name. */
export function namesBySpelling(node: ObjectNode, path: string): ReadonlyMap<string, string> {
  const names = known.get(node) ?? spelledNames(node, path);
  known.set(node, names);
  return names;
}

function spelledNames(node: ObjectNode, path: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(node.properties)) for (const spelling of spellingsOf(name)) names.set(spelling, name);
  for (const name of extraNames(path)) names.set(name, name);
  return names;
}

/** Names of what a definition may set in an object; what only AWS sets is no proposal. */
export function settableNames(node: ObjectNode, path: string): readonly string[] {
  const own = Object.keys(node.properties).filter((name) => node.properties[name]?.access !== "read-only");
  return [...own, ...extraNames(path)];
}

/** A property of the object at a path in the style of `like`, a name that stands there. */
export function writtenName(name: string, path: string, like: string): string {
  return extraNames(path).includes(name) ? name : spellingFor(name, !/^[A-Z]/.test(like));
}
