import type { Node } from "jsonc-parser";
import type { EvaluatedDefinition, SourceFile } from "../../definition/evaluation.ts";
import { plainText } from "../../values/plain-text.ts";
import { type JsonObject, pointerSegment } from "../../values/json.ts";
import { collectionOf, type EvaluatedKind, type EvaluatedKinds } from "../evaluated-kinds.ts";
import type { ShapeFacts } from "../facts.ts";
import type { ReadFile } from "../file-outcome.ts";
import { type FileProblem, atLocation, type Problem, problem, startOf } from "../problem.ts";
import { foreignDocument } from "./foreign-documents.ts";
import { membersOf, readJson, valueOf } from "./tree.ts";
import { limits } from "../sandbox/limits.ts";
import type { TextLocation, TextLocations } from "../../values/text-locations.ts";

/** Reads a JSON file: a definition, an array of them, or an object with lists that are named by what they hold. */
export function jsonDefinitions({ path, text }: SourceFile, kinds: EvaluatedKinds): ReadFile {
  const read = readJson(path, text);
  if (!("root" in read)) return outcome([], read);
  const { root, locations } = read;
  const at = (node: Node) => ({ file: path, ...locations.locationAt(node.offset) });

  const foreign = foreignDocument(root);
  if (foreign !== undefined) return outcome([], [atLocation(foreign, at)]);
  const list = listOf(root, kinds);
  if ("facts" in list) return outcome([], [atLocation(list, at)]);
  const count = list.items.length;
  if (count > limits.definitions) return outcome([], [problem("evaluation-budget/file", startOf(path), { count })]);

  const definitions: EvaluatedDefinition[] = [];
  const problems: FileProblem[] = [];
  for (const { item, kind: listed } of list.items) {
    const kind = kindOf(item, listed, kinds);
    const id = "facts" in kind ? kind : idOf(item, kind, count === 1 ? baseName(path) : null);
    if (typeof id !== "string") problems.push(atLocation(id, at));
    else if ("facts" in kind) continue;
    else if (isTooLarge(item)) problems.push(problem("definition-too-large/json", at(item)));
    else {
      const beside = notProps(item, kinds);
      const properties = locationsOf(item, beside, locations);
      definitions.push({ type: kind.type, id, props: propsOf(item, beside), at: at(item), locations: properties });
    }
  }
  if (count === 0) problems.push(problem("no-definitions/json", startOf(path), { kinds }));
  return outcome(definitions, problems.slice(0, limits.problems));
}

function outcome(definitions: readonly EvaluatedDefinition[], problems: readonly FileProblem[]): ReadFile {
  return { definitions, problems, importedCalls: [], imports: [], work: 0, healthy: true };
}

type Fault = Problem<keyof ShapeFacts, Node>;

/** A definition, and the kind whose list it stands in; null: it stands in none. */
interface Item {
  readonly item: Node;
  readonly kind: EvaluatedKind | null;
}

function listOf(root: Node, kinds: EvaluatedKinds): { readonly items: readonly Item[] } | Fault {
  if (root.type === "array") return { items: itemsOf(root, null) };
  if (root.type !== "object") {
    return problem("json-shape/value", root);
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
    return problem("json-shape/beside", other.key, { name: plainText(other.name, 40), list: first.name });
  }
  const broken = lists.find(({ value }) => value.type !== "array");
  if (broken !== undefined) {
    return problem("json-shape/list", broken.value, { name: broken.name });
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
    return problem("json-shape/unknown-type", named.key, { kinds });
  }
  if (named === undefined || kind === undefined || listed === null || kind === listed) return kind ?? listed ?? first;
  return problem("json-shape/other-type", named.key, { list: collectionOf(listed), right: collectionOf(kind) });
}

/** `id`, else the name, else `fallback`, the file's base name where the file holds one definition. */
function idOf(item: Node, kind: EvaluatedKind, fallback: string | null): string | Fault {
  if (item.type !== "object") return problem("json-shape/no-object", item);
  const members = membersOf(item);
  const named = (wanted: string) => members.find(({ name }) => name === wanted)?.value;
  const id = named("id");
  if (id !== undefined && (id.type !== "string" || id.length > limits.idLength)) {
    return problem("json-shape/id", id);
  }
  const chosen = id ?? kind.name.map(named).find((name) => name?.type === "string" && name.length <= limits.idLength);
  if (chosen !== undefined) return String(chosen.value);
  if (fallback !== null) return fallback;
  return problem("json-shape/no-id", item, { kind });
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

function locationsOf(item: Node, beside: readonly string[], locations: TextLocations): Record<string, TextLocation> {
  const found: Record<string, TextLocation> = {};
  const walk = (node: Node, pointer: string): void => {
    if (node.type === "array") {
      for (const [index, child] of (node.children ?? []).entries()) {
        found[`${pointer}/${index}`] = locations.locationAt(child.offset);
        walk(child, `${pointer}/${index}`);
      }
    }
    if (node.type !== "object") return;
    for (const { name, key, value } of membersOf(node)) {
      if (pointer === "" && beside.includes(name)) continue;
      const below = `${pointer}/${pointerSegment(name)}`;
      found[below] = locations.locationAt(key.offset);
      walk(value, below);
    }
  };
  walk(item, "");
  return found;
}
