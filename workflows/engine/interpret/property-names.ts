import type { Kind } from "../kinds/kind.ts";
import { extrasAt } from "../kinds/own-properties.ts";
import type { ObjectNode } from "../kinds/schema.ts";
import { spellingFor, spellingsOf } from "../kinds/spellings.ts";

/** An object of a kind's schema, and its path in CloudFormation's spelling. */
export interface NamedObject {
  readonly kind: Kind;
  readonly node: ObjectNode;
  readonly path: string;
}

/** Names of the properties that the object at a path may have beside those of the resource type. */
export function extraNames(kind: Kind, path: string): readonly string[] {
  return Object.keys(extrasAt(kind, path));
}

type Spelled = ReadonlyMap<string, string>;

/** What was worked out once: every definition asks for the same. An object with names of our own has one place. */
const known = new WeakMap<Kind, Map<ObjectNode, Spelled>>();

/** Each spelling of each property of an object, and the property's name. */
export function namesBySpelling(object: NamedObject): Spelled {
  const ofKind = known.get(object.kind) ?? new Map<ObjectNode, Spelled>();
  known.set(object.kind, ofKind);
  const names = ofKind.get(object.node) ?? spelledNames(object);
  ofKind.set(object.node, names);
  return names;
}

function spelledNames({ kind, node, path }: NamedObject): Spelled {
  const names = new Map<string, string>();
  for (const name of Object.keys(node.properties)) for (const spelling of spellingsOf(name)) names.set(spelling, name);
  for (const name of extraNames(kind, path)) names.set(name, name);
  return names;
}

/** Names of what a definition may set in an object; what only AWS sets is no proposal. */
export function settableNames({ kind, node, path }: NamedObject): readonly string[] {
  const own = Object.keys(node.properties).filter((name) => node.properties[name]?.access !== "read-only");
  return [...own, ...extraNames(kind, path)];
}

/** A property of an object in the style of `like`, a name that stands there. */
export function writtenName(name: string, { kind, path }: NamedObject, like: string): string {
  return extraNames(kind, path).includes(name) ? name : spellingFor(name, !/^[A-Z]/.test(like));
}
