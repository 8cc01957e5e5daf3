import type { Node } from "jsonc-parser";
import type { Diagnostic } from "../diagnostic.ts";
import type { EvaluatedDefinition, SourceFile } from "../evaluation.ts";
import { plainText } from "../plain-text.ts";
import { type JsonObject, pointerSegment } from "../json.ts";
import { diagnose, startOf } from "./diagnose.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { foreignDocument } from "./foreign-documents.ts";
import { type JsonText, membersOf, readJson, valueOf } from "./json-tree.ts";
import { limits } from "./limits.ts";
import type { Place, TextPlaces } from "./text-places.ts";

/** Reads a JSON file: a definition, an array of them, or `{ "connections": [...] }`. */
export function jsonDefinitions({ path, text }: SourceFile): FileOutcome {
  const read = readJson(path, text);
  if (!isJsonText(read)) return outcome([], read);
  const { root, places } = read;
  const at = (node: Node) => ({ file: path, ...places.placeAt(node.offset) });

  const foreign = foreignDocument(root);
  if (foreign !== undefined) {
    const message = `the file is ${foreign.what}`;
    return outcome([], [diagnose("foreign-document", at(foreign.node), message, foreign.hint)]);
  }
  const list = listOf(root);
  if ("fault" in list) return outcome([], [diagnose("json-shape", at(list.node), list.fault, list.hint)]);
  if (list.items.length > limits.definitions) {
    const message = `the file has ${list.items.length} definitions; ${limits.definitions} are the most`;
    return outcome([], [diagnose("evaluation-budget", startOf(path), message, "Split the definitions folder.")]);
  }

  const definitions: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const item of list.items) {
    const id = idOf(item, list.items.length === 1 ? baseName(path) : null);
    if (typeof id !== "string") diagnostics.push(diagnose("json-shape", at(id.node), id.fault, id.hint));
    else if (isTooLarge(item)) {
      const hint = `${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters are the most.`;
      diagnostics.push(diagnose("definition-too-large", at(item), "the definition is too large", hint));
    } else definitions.push({ id, props: propsOf(item), at: at(item), positions: positionsOf(item, places) });
  }
  if (list.items.length === 0) {
    const hint = "Write an object for each connection, or remove the file.";
    diagnostics.push(diagnose("no-definitions", startOf(path), "the file declares no connection", hint));
  }
  return outcome(definitions, diagnostics.slice(0, limits.problems));
}

function outcome(definitions: readonly EvaluatedDefinition[], diagnostics: readonly Diagnostic[]): FileOutcome {
  return { definitions, diagnostics, importedCalls: [], healthy: true };
}

function isJsonText(read: JsonText | readonly Diagnostic[]): read is JsonText {
  return "root" in read;
}

interface Fault {
  readonly node: Node;
  readonly fault: string;
  readonly hint: string;
}

const notDefinition = "A file that is no definition gets a name that begins with `_`.";

function listOf(root: Node): { readonly items: readonly Node[] } | Fault {
  if (root.type === "array") return { items: root.children ?? [] };
  if (root.type !== "object") {
    return {
      node: root,
      fault: "the file holds neither a definition nor an array of definitions",
      hint: notDefinition,
    };
  }
  const members = membersOf(root);
  const connections = members.find(({ name }) => name === "connections");
  if (connections === undefined) return { items: [root] };
  const other = members.find(({ name }) => name !== "connections" && name !== "$schema");
  if (other !== undefined) {
    const hint = `Remove \`${plainText(other.name, 40)}\`, or write it into each definition.`;
    return { node: other.key, fault: "nothing but `$schema` stands beside `connections`", hint };
  }
  if (connections.value.type !== "array") {
    return { node: connections.value, fault: "`connections` is not an array", hint: "Write an array of definitions." };
  }
  return { items: connections.value.children ?? [] };
}

/** `id`, else the name, else `fallback`, the file's base name where the file holds one definition. */
function idOf(item: Node, fallback: string | null): string | Fault {
  if (item.type !== "object") {
    return { node: item, fault: "a definition is an object", hint: notDefinition };
  }
  const members = membersOf(item);
  const named = (wanted: string) => members.find(({ name }) => name === wanted)?.value;
  const id = named("id");
  if (id !== undefined && (id.type !== "string" || id.length > limits.idLength)) {
    return { node: id, fault: "the `id` is not a short text", hint: "Write the id as a string." };
  }
  const chosen =
    id ?? [named("name"), named("Name")].find((name) => name?.type === "string" && name.length <= limits.idLength);
  if (chosen !== undefined) return String(chosen.value);
  if (fallback !== null) return fallback;
  return { node: item, fault: "of several definitions each has an `id` or a `name`", hint: "Add an `id`." };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.json$/, "");
}

const notProps: readonly string[] = ["id", "$schema"];

function propsOf(item: Node): JsonObject {
  return Object.fromEntries(
    membersOf(item).flatMap(({ name, value }) => (notProps.includes(name) ? [] : [[name, valueOf(value)]])),
  );
}

function isTooLarge(item: Node): boolean {
  let values = 0;
  const isBelow = (node: Node, depth: number): boolean => {
    const children = node.type === "object" ? membersOf(node).map(({ value }) => value) : (node.children ?? []);
    values++;
    const isLeaf = node.type !== "object" && node.type !== "array";
    return (isLeaf || depth <= limits.depth) && children.every((child) => isBelow(child, depth + 1));
  };
  return item.length > limits.definitionLength || !isBelow(item, 1) || values > limits.values;
}

function positionsOf(item: Node, places: TextPlaces): Record<string, Place> {
  const positions: Record<string, Place> = {};
  const walk = (node: Node, pointer: string): void => {
    if (node.type === "array") {
      for (const [index, child] of (node.children ?? []).entries()) {
        positions[`${pointer}/${index}`] = places.placeAt(child.offset);
        walk(child, `${pointer}/${index}`);
      }
    }
    if (node.type !== "object") return;
    for (const { name, key, value } of membersOf(node)) {
      if (pointer === "" && notProps.includes(name)) continue;
      const below = `${pointer}/${pointerSegment(name)}`;
      positions[below] = places.placeAt(key.offset);
      walk(value, below);
    }
  };
  walk(item, "");
  return positions;
}
