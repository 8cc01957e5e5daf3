import { createScanner, type Node, type ParseError, parseTree } from "jsonc-parser";
import type { Diagnostic } from "../../definition/diagnostic.ts";
import { plainText } from "../../values/plain-text.ts";
import { type Json, pointerSegment } from "../../values/json.ts";
import { diagnose } from "../problem.ts";
import { syntaxDiagnostic } from "../foreign-text.ts";
import { explainJsonError } from "./mistakes.ts";
import { emptyFile } from "../leftover-text.ts";
import { limits } from "../sandbox/limits.ts";
import { createTextPlaces, type TextPlaces } from "../../values/text-places.ts";

export interface JsonText {
  readonly root: Node;
  readonly places: TextPlaces;
}

/** Strict JSON with the place of each node; or what is wrong with it. */
export function readJson(file: string, text: string): JsonText | readonly Diagnostic[] {
  const places = createTextPlaces(text);
  const at = (offset: number) => ({ file, ...places.placeAt(offset) });
  const deep = tooDeepAt(text);
  if (deep !== null) {
    return [diagnose("definition-too-large", at(deep), `the JSON has more than ${maxDepth} levels`)];
  }
  if (text.trim() === "") return [emptyFile(file, "is empty")];
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  if (first !== undefined) {
    // One mistake makes the parser stumble several times; the first names its place.
    const place = places.placeAt(first.offset);
    return [syntaxDiagnostic({ path: file, text }, place, ...explainJsonError(first, text))];
  }
  if (root === undefined || !isJson(text)) {
    return [diagnose("syntax-error", at(0), "the file is not valid JSON")];
  }
  const problems = [...faults(root, "")].slice(0, limits.problems).map(({ node, code, message, hint }) => {
    return diagnose(code, at(node.offset), message, hint);
  });
  return problems.length > 0 ? problems : { root, places };
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

interface Fault {
  readonly node: Node;
  readonly code: "duplicate-key" | "unsupported-value";
  readonly message: string;
  readonly hint: string | null;
}

function* faults(node: Node, pointer: string): Generator<Fault> {
  const shown = pointer === "" ? "the file" : plainText(pointer);
  if (node.type === "number" && !Number.isFinite(node.value)) {
    yield { node, code: "unsupported-value", message: `${shown} is not a finite number`, hint: null };
  }
  if (node.type === "string" && !String(node.value).isWellFormed()) {
    yield { node, code: "unsupported-value", message: `${shown} has half a character`, hint: null };
  }
  if (node.type === "array") {
    for (const [index, item] of (node.children ?? []).entries()) yield* faults(item, `${pointer}/${index}`);
  }
  if (node.type !== "object") return;
  const seen = new Set<string>();
  for (const { name, key, value } of membersOf(node)) {
    if (name === "__proto__" || !name.isWellFormed()) {
      yield { node: key, code: "unsupported-value", message: `${shown} has a key that is not allowed`, hint: null };
    } else if (seen.has(name)) {
      const message = `the property "${plainText(name)}" stands twice`;
      yield { node: key, code: "duplicate-key", message, hint: "Keep one of the two." };
    }
    seen.add(name);
    yield* faults(value, `${pointer}/${pointerSegment(name)}`);
  }
}
