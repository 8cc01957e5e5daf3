import type { AnyNode } from "acorn";
import { type Callable, isCallable } from "./module-syntax.ts";
import { lastWhere } from "../../values/halving.ts";
import { nodesOf, type Visits } from "./syntax.ts";

/** Code in which the sandbox is told of every async function that begins, and of every import made while it runs. */
export interface TrackedCode {
  readonly code: string;
  /** The offset in the code as it was, of an offset in `code`. Lines are the same in both. */
  original(offset: number): number;
}

interface Edit {
  readonly at: number;
  /** Characters of the original that the text takes the place of. */
  readonly length: number;
  readonly text: string;
  /** It ends something: of two at one offset the inner comes first, and both before what begins there. */
  readonly closes?: true;
}

/**
 * Turns `async (a) => { … }` into `(a) => { return bridgehead$run(async () => { … }) }`, and so every other async
 * function but generators: `bridgehead$run` learns from where it was called, and whether it came to its end. Parameters
 * are then evaluated by the call itself. What the prelude does with it is written there.
 */
export function trackAsync(code: string, nodes: readonly AnyNode[], visits: Visits): TrackedCode {
  if (!/\basync\b|\bimport\s*\(/.test(code)) return { code, original: (offset) => offset };
  const edits: Edit[] = [];
  const methods = new Set<AnyNode>();
  for (const node of nodes) {
    if ((node.type === "Property" || node.type === "MethodDefinition") && isTracked(node.value, visits)) {
      const keyword = lastAsync(code, node.start, node.key.start);
      if (keyword === undefined || code[node.value.start] !== "(") continue;
      methods.add(node.value);
      edits.push({ at: keyword, length: 5, text: "     " }, ...wrapped(code, node.value));
    } else if (isTracked(node, visits) && !methods.has(node)) {
      edits.push({ at: node.start, length: 5, text: "     " }, ...wrapped(code, node));
    } else if (node.type === "ImportExpression") {
      edits.push(
        { at: node.start, length: 0, text: "bridgehead$watch(" },
        { at: node.end, length: 0, text: ")", closes: true },
      );
    }
  }
  return applied(code, edits);
}

function isTracked(node: AnyNode | null | undefined, visits: Visits): node is Callable {
  if (!node || !isCallable(node) || !node.async || node.generator) return false;
  const isEmpty = node.body.type === "BlockStatement" && node.body.body.length === 0;
  return !isEmpty && !redeclaresParameter(node, visits);
}

/** Whether a `var` or a function of the body has a parameter's name: it would no longer begin with its value. */
function redeclaresParameter({ params, body }: Callable, visits: Visits): boolean {
  const namesIn = (pattern: AnyNode): readonly string[] =>
    nodesOf(pattern, visits).flatMap((node) => (node.type === "Identifier" ? [node.name] : []));
  if (params.length === 0 || body.type !== "BlockStatement") return false;
  const names = new Set(params.flatMap(namesIn));
  for (const node of nodesOf(body, visits)) {
    const isVar = node.type === "VariableDeclaration" && node.kind === "var";
    const declared = isVar
      ? node.declarations.flatMap(({ id }) => namesIn(id))
      : node.type === "FunctionDeclaration" && node.id !== null
        ? namesIn(node.id)
        : [];
    if (declared.some((name) => names.has(name))) return true;
  }
  return false;
}

function wrapped(code: string, { params, body, start, end, type }: Callable): readonly Edit[] {
  if (type !== "ArrowFunctionExpression" || body.type === "BlockStatement") {
    return [
      { at: body.start + 1, length: 0, text: "return bridgehead$run(async()=>{" },
      { at: body.end - 1, length: 0, text: "})", closes: true },
    ];
  }
  const arrow = arrowBefore(code, params.at(-1)?.end ?? start, body.start);
  return [
    { at: arrow, length: 0, text: " bridgehead$run(async()=>" },
    { at: end, length: 0, text: ")", closes: true },
  ];
}

/** The offset behind the last `=>` between two offsets that stands in no comment. */
function arrowBefore(code: string, from: number, to: number): number {
  let found = to;
  for (const { 0: text, index } of code.slice(from, to).matchAll(/\/\*[^]*?\*\/|\/\/[^\n]*|=>/g)) {
    if (text === "=>") found = from + index + 2;
  }
  return found;
}

function lastAsync(code: string, from: number, to: number): number | undefined {
  const found = [...code.slice(from, to).matchAll(/\basync\b/g)].at(-1);
  return found === undefined ? undefined : from + found.index;
}

function applied(code: string, edits: readonly Edit[]): TrackedCode {
  const closing = edits.filter(({ closes }) => closes === true).toReversed();
  const sorted = [...closing, ...edits.filter(({ closes }) => closes !== true)].toSorted((a, b) => a.at - b.at);
  const parts: string[] = [];
  /** Of each edit: where its text begins and ends in the new code, and the original offset behind it. */
  const moves: { readonly start: number; readonly end: number; readonly at: number; readonly behind: number }[] = [];
  let taken = 0;
  let length = 0;
  for (const { at, length: replaced, text } of sorted) {
    parts.push(code.slice(taken, at), text);
    length += at - taken;
    moves.push({ start: length, end: length + text.length, at, behind: at + replaced });
    length += text.length;
    taken = at + replaced;
  }
  parts.push(code.slice(taken));

  return {
    code: parts.join(""),
    original(offset) {
      const move = lastWhere(moves, ({ start }) => start <= offset);
      if (move === undefined) return offset;
      return offset < move.end ? move.at : move.behind + (offset - move.end);
    },
  };
}
