import { extraProperties } from "../../../connections/_authoring/extras.ts";
import { connectionSchema, type ObjectNode, type SchemaNode } from "../../../connections/_authoring/schema.ts";
import { isObject, type Json, type JsonObject, pointerSegment } from "../json.ts";
import type { Context } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { plainText } from "./plain-text.ts";
import { camelCaseOf, spellingFor, spellingsOf } from "../../../connections/_authoring/spellings.ts";

/** Names of the properties that the object at a path may have beside those of the resource type. */
export function extraNames(path: string): readonly string[] {
  return Object.keys(extraProperties[path] ?? {});
}

/**
 * Brings a definition into CloudFormation's spelling, at every level, members in the schema's order. What is unknown
 * or of the wrong type is reported and left out, so that later steps can rely on types.
 */
export function normaliseSpelling(props: JsonObject, context: Context): JsonObject {
  return spellObject(connectionSchema, props, "", "", context);
}

function spellObject(node: ObjectNode, value: JsonObject, path: string, written: string, context: Context): JsonObject {
  const names = namesBySpelling(node, path);
  const members = new Map<string, Json>();
  const keys = new Map<string, string>();
  // Sorted, so that the order in which properties were written changes nothing.
  for (const key of Object.keys(value).toSorted()) {
    const name = names.get(key);
    const target = `${path}/${pointerSegment(name ?? key)}`;
    const source = `${written}/${pointerSegment(key)}`;
    if (name === undefined) {
      context.places.link(target, source);
      reportUnknown(node, key, target, path, context);
      continue;
    }
    const other = keys.get(name);
    if (other !== undefined) {
      context.places.link(`${target}#again`, source);
      context.problems.add(
        "duplicate-property",
        `${target}#again`,
        `\`${other}\` and \`${key}\` are the same property.`,
        `Keep one of the two.`,
      );
      continue;
    }
    keys.set(name, key);
    context.places.link(target, source);
    const child = Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
    const member = value[key] as Json;
    const spelled = child === undefined ? member : spellValue(child, member, target, source, context);
    if (spelled !== undefined) members.set(name, spelled);
  }
  const order = [...Object.keys(node.properties), ...extraNames(path)];
  return Object.fromEntries(order.flatMap((name) => (members.has(name) ? [[name, members.get(name) as Json]] : [])));
}

function spellValue(node: SchemaNode, value: Json, path: string, written: string, context: Context): Json | undefined {
  switch (node.kind) {
    case "object":
      if (isObject(value)) return spellObject(node, value, path, written, context);
      break;
    case "list":
      if (!Array.isArray(value)) break;
      return value.map((item: Json, index) => {
        context.places.link(`${path}/${index}`, `${written}/${index}`);
        // What is left out leaves a gap, so that the places of what comes after it stay right.
        return spellValue(node.items, item, `${path}/${index}`, `${written}/${index}`, context) ?? null;
      });
    case "string":
      if (typeof value === "string") return value;
      break;
    case "boolean":
      if (typeof value === "boolean") return value;
      break;
  }
  reportWrongType(node.kind, value, path, context);
  return undefined;
}

const kinds = { object: "an object", list: "a list", string: "a text", boolean: "true or false" } as const;

/** Says what is expected and what kind of value stands there; never the value, which may be a credential. */
export function reportWrongType(kind: keyof typeof kinds, value: Json, path: string, context: Context): void {
  const hint =
    value === null
      ? "A property without a value is left out."
      : kind === "string" && (typeof value === "number" || typeof value === "boolean")
        ? "Put the value in quotes."
        : null;
  const message = `\`${context.places.name(path)}\` takes ${kinds[kind]}, not ${kindOf(value)}.`;
  context.problems.add("wrong-type", path, message, hint);
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return "true or false";
  return { object: "an object", string: "a text", number: "a number" }[typeof value as "object" | "string" | "number"];
}

function namesBySpelling(node: ObjectNode, path: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(node.properties)) for (const spelling of spellingsOf(name)) names.set(spelling, name);
  for (const name of extraNames(path)) names.set(name, name);
  return names;
}

function reportUnknown(node: ObjectNode, key: string, path: string, parent: string, context: Context): void {
  const settable = Object.keys(node.properties).filter((name) => node.properties[name]?.access !== "read-only");
  const camelCase = !/^[A-Z]/.test(key);
  const candidates = [...settable.map((name) => spellingFor(name, camelCase)), ...extraNames(parent)];
  const elsewhere = ownerOf(key, connectionSchema, "", []);
  const near = didYouMean(key, candidates);
  const hint =
    elsewhere !== undefined
      ? `It belongs in \`${elsewhere}\`.`
      : near !== undefined
        ? `Did you mean \`${near}\`?`
        : `It can have: ${candidates.map((name) => `\`${name}\``).join(", ")}.`;
  const owner = parent === "" ? "a connection" : `\`${context.places.name(parent)}\``;
  context.problems.add("unknown-property", path, `\`${plainText(key, 40)}\` is not a property of ${owner}.`, hint);
}

/** The object, in dotted camelCase, that has a property of exactly this spelling; undefined when none has. */
function ownerOf(spelling: string, node: SchemaNode, path: string, at: readonly string[]): string | undefined {
  if (node.kind === "list") return ownerOf(spelling, node.items, path, at);
  if (node.kind !== "object") return undefined;
  if (at.length > 0 && namesBySpelling(node, path).has(spelling)) return at.join(".");
  for (const [name, child] of Object.entries(node.properties)) {
    const found = ownerOf(spelling, child, `${path}/${name}`, [...at, camelCaseOf(name)]);
    if (found !== undefined) return found;
  }
  return undefined;
}
