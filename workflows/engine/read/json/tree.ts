import { createScanner, type Node, type ParseError, parseTree } from "jsonc-parser";
import { plainText } from "../../values/plain-text.ts";
import { type Json, pointerSegment } from "../../values/json.ts";
import type { JsonTextFacts } from "../facts.ts";
import { atLocation, type Problem, problem } from "../problem.ts";
import { unparsedText } from "../unparsed.ts";
import { jsonMistake } from "./mistakes.ts";
import { limits } from "../sandbox/limits.ts";
import { createTextLocations, type TextLocations } from "../../values/text-locations.ts";

export interface JsonText {
  readonly root: Node;
  readonly locations: TextLocations;
}

/** A problem of a text that is read as JSON. */
export type JsonProblem = Problem<keyof JsonTextFacts>;

/** Strict JSON with the location of each node; or what is wrong with it. */
export function readJson(file: string, text: string): JsonText | readonly JsonProblem[] {
  const locations = createTextLocations(text);
  const at = (offset: number) => ({ file, ...locations.locationAt(offset) });
  const deep = tooDeepAt(text);
  if (deep !== null) return [problem("definition-too-large/levels", at(deep), { most: maxDepth })];
  if (text.trim() === "") return [problem("empty-file", at(0), { how: "blank" })];
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  if (first !== undefined) {
    // One mistake makes the parser stumble several times; the first names its location.
    const mistake = jsonMistake(first, text);
    const location = at(first.offset);
    return [unparsedText({ path: file, text }, location) ?? problem("syntax-error/json", location, { mistake })];
  }
  if (root === undefined || !isJson(text)) return [problem("syntax-error/json", at(0), { mistake: "refused" })];
  const problems = [...faults(root, "")].slice(0, limits.problems);
  return problems.length > 0
    ? problems.map((fault) => atLocation(fault, ({ offset }) => at(offset)))
    : { root, locations };
}

/** The value of a node that `readJson` returned, which has no key twice, and no `__proto__`. */
export function valueOf(node: Node): Json {
  if (node.type === "array") return (node.children ?? []).map(valueOf);
  if (node.type === "object") {
    return Object.fromEntries(membersOf(node).map(({ name, value }) => [name, valueOf(value)]));
  }
  return node.value as Json;
}

export interface Member {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

export function membersOf(node: Node): readonly Member[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key !== undefined && value !== undefined ? [{ name: String(key.value), key, value }] : [],
  );
}

/** A definition in an array in `connections` has two levels above it. */
const maxDepth = limits.depth + 2;

/** The scanner's numbers; its own names are a `const enum`, which TypeScript's isolated modules cannot use. */
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

/** Where the text exceeds the depth, before a recursive parser sees it. */
function tooDeepAt(text: string): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.openBrace || kind === token.openBracket) depth++;
    if (kind === token.closeBrace || kind === token.closeBracket) depth--;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return null;
}

/** The parser is lenient in details; the platform's own has the last word. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* faults(node: Node, pointer: string): Generator<Problem<"duplicate-key" | "unsupported-value/json", Node>> {
  const shown = plainText(pointer);
  if (node.type === "number" && !Number.isFinite(node.value)) {
    yield problem("unsupported-value/json", node, { pointer: shown, what: "number" });
  }
  if (node.type === "string" && !String(node.value).isWellFormed()) {
    yield problem("unsupported-value/json", node, { pointer: shown, what: "text" });
  }
  if (node.type === "array") {
    for (const [index, item] of (node.children ?? []).entries()) yield* faults(item, `${pointer}/${index}`);
  }
  if (node.type !== "object") return;
  const seen = new Set<string>();
  for (const { name, key, value } of membersOf(node)) {
    if (name === "__proto__" || !name.isWellFormed()) {
      yield problem("unsupported-value/json", key, { pointer: shown, what: "key" });
    } else if (seen.has(name)) yield problem("duplicate-key", key, { name: plainText(name) });
    seen.add(name);
    yield* faults(value, `${pointer}/${pointerSegment(name)}`);
  }
}
