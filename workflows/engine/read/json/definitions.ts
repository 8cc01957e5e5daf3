import type { Node } from "jsonc-parser";
import type { Diagnostic } from "../../definition/diagnostic.ts";
import type { EvaluatedDefinition, SourceFile } from "../../definition/evaluation.ts";
import { plainText } from "../../values/plain-text.ts";
import { type JsonObject, pointerSegment } from "../../values/json.ts";
import { diagnose, startOf } from "../problem.ts";
import { collectionOf, type EvaluatedKind, type EvaluatedKinds, nounsOf } from "../evaluated-kinds.ts";
import type { FileOutcome } from "../file-outcome.ts";
import { foreignDocument } from "./foreign-documents.ts";
import { type JsonText, membersOf, readJson, valueOf } from "./tree.ts";
import { limits } from "../sandbox/limits.ts";
import type { Place, TextPlaces } from "../../values/text-places.ts";

/** Reads a JSON file: a definition, an array of them, or an object with lists that are named by what they hold. */
export function jsonDefinitions({ path, text }: SourceFile, kinds: EvaluatedKinds): FileOutcome {
  const read = readJson(path, text);
  if (!isJsonText(read)) return outcome([], read);
  const { root, places } = read;
  const at = (node: Node) => ({ file: path, ...places.placeAt(node.offset) });

  const foreign = foreignDocument(root);
  if (foreign !== undefined) {
    const message = `the file is ${foreign.what}`;
    return outcome([], [diagnose("foreign-document", at(foreign.node), message, foreign.hint)]);
  }
  const list = listOf(root, kinds);
  if ("fault" in list) return outcome([], [diagnose("json-shape", at(list.node), list.fault, list.hint)]);
  if (list.items.length > limits.definitions) {
    const message = `the file has ${list.items.length} definitions; ${limits.definitions} are the most`;
    return outcome([], [diagnose("evaluation-budget", startOf(path), message, "Split the definitions folder.")]);
  }

  const definitions: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { item, kind: listed } of list.items) {
    const kind = kindOf(item, listed, kinds);
    const id = "fault" in kind ? kind : idOf(item, kind, list.items.length === 1 ? baseName(path) : null);
    if (typeof id !== "string") diagnostics.push(diagnose("json-shape", at(id.node), id.fault, id.hint));
    else if ("fault" in kind) continue;
    else if (isTooLarge(item)) {
      const hint = `${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters are the most.`;
      diagnostics.push(diagnose("definition-too-large", at(item), "the definition is too large", hint));
    } else {
      const beside = notProps(item, kinds);
      const positions = positionsOf(item, beside, places);
      definitions.push({ type: kind.type, id, props: propsOf(item, beside), at: at(item), positions });
    }
  }
  if (list.items.length === 0) {
    const { one } = nounsOf(kinds);
    const hint = `Write an object for each ${one}, or remove the file.`;
    diagnostics.push(diagnose("no-definitions", startOf(path), `the file declares no ${one}`, hint));
  }
  return outcome(definitions, diagnostics.slice(0, limits.problems));
}

function outcome(definitions: readonly EvaluatedDefinition[], diagnostics: readonly Diagnostic[]): FileOutcome {
  return { definitions, diagnostics, importedCalls: [], imports: [], healthy: true };
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

/** A definition, and the kind whose list it stands in; null: it stands in none. */
interface Item {
  readonly item: Node;
  readonly kind: EvaluatedKind | null;
}

function listOf(root: Node, kinds: EvaluatedKinds): { readonly items: readonly Item[] } | Fault {
  if (root.type === "array") return { items: itemsOf(root, null) };
  if (root.type !== "object") {
    return {
      node: root,
      fault: "the file holds neither a definition nor an array of definitions",
      hint: notDefinition,
    };
  }
  const members = membersOf(root);
  const lists = members.flatMap((member) => {
    const kind = kinds.find((candidate) => collectionOf(candidate) === member.name);
    return kind === undefined ? [] : [{ ...member, kind }];
  });
  const [first] = lists;
  if (first === undefined) return { items: [{ item: root, kind: null }] };
  const other = members.find(({ name }) => name !== "$schema" && !lists.some((list) => list.name === name));
  if (other !== undefined) {
    const hint = `Remove \`${plainText(other.name, 40)}\`, or write it into each definition.`;
    return { node: other.key, fault: `nothing but \`$schema\` stands beside \`${first.name}\``, hint };
  }
  const broken = lists.find(({ value }) => value.type !== "array");
  if (broken !== undefined) {
    return { node: broken.value, fault: `\`${broken.name}\` is not an array`, hint: "Write an array of definitions." };
  }
  return { items: lists.flatMap(({ value, kind }) => itemsOf(value, kind)) };
}

function itemsOf(array: Node, kind: EvaluatedKind | null): readonly Item[] {
  return (array.children ?? []).map((item) => ({ item, kind }));
}

/** The kind whose type the definition names; else that of its list, else the first. */
function kindOf(item: Node, listed: EvaluatedKind | null, kinds: EvaluatedKinds): EvaluatedKind | Fault {
  const [first] = kinds;
  if (first === undefined) throw new Error("there are no kinds");
  const named = item.type === "object" ? membersOf(item).find(({ name }) => name === "type") : undefined;
  const kind = kinds.find(({ type }) => type === named?.value.value);
  if (named !== undefined && kind === undefined && kinds.length > 1) {
    const hint = `It is one of ${kinds.map(({ type }) => `"${type}"`).join(", ")}.`;
    return { node: named.key, fault: "the `type` is none that Bridgehead manages", hint };
  }
  if (named === undefined || kind === undefined || listed === null || kind === listed) return kind ?? listed ?? first;
  const hint = `Write it into \`${collectionOf(kind)}\`, or remove the \`type\`.`;
  return { node: named.key, fault: `\`${collectionOf(listed)}\` holds definitions of another type`, hint };
}

/** `id`, else the name, else `fallback`, the file's base name where the file holds one definition. */
function idOf(item: Node, kind: EvaluatedKind, fallback: string | null): string | Fault {
  if (item.type !== "object") {
    return { node: item, fault: "a definition is an object", hint: notDefinition };
  }
  const members = membersOf(item);
  const named = (wanted: string) => members.find(({ name }) => name === wanted)?.value;
  const id = named("id");
  if (id !== undefined && (id.type !== "string" || id.length > limits.idLength)) {
    return { node: id, fault: "the `id` is not a short text", hint: "Write the id as a string." };
  }
  const chosen = id ?? kind.name.map(named).find((name) => name?.type === "string" && name.length <= limits.idLength);
  if (chosen !== undefined) return String(chosen.value);
  if (fallback !== null) return fallback;
  return {
    node: item,
    fault: `of several definitions each has an \`id\` or a \`${kind.name[0]}\``,
    hint: "Add an `id`.",
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.json$/, "");
}

/** Names of members that are no properties. A type that is not registered stays, to be refused with the others. */
function notProps(item: Node, kinds: EvaluatedKinds): readonly string[] {
  const isTyped = membersOf(item).some(
    ({ name, value }) => name === "type" && kinds.some(({ type }) => type === value.value),
  );
  return isTyped ? ["id", "$schema", "type"] : ["id", "$schema"];
}

function propsOf(item: Node, beside: readonly string[]): JsonObject {
  return Object.fromEntries(
    membersOf(item).flatMap(({ name, value }) => (beside.includes(name) ? [] : [[name, valueOf(value)]])),
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

function positionsOf(item: Node, beside: readonly string[], places: TextPlaces): Record<string, Place> {
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
      if (pointer === "" && beside.includes(name)) continue;
      const below = `${pointer}/${pointerSegment(name)}`;
      positions[below] = places.placeAt(key.offset);
      walk(value, below);
    }
  };
  walk(item, "");
  return positions;
}
