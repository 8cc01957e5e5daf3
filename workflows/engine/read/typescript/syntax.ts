import type { AnyNode, Program } from "acorn";
import { type Effort, parseCounted, TooMuchSyntaxError } from "./counting-parser.ts";
import { withoutQuotes } from "./strip-types.ts";
import type { TextLocation } from "../../values/text-locations.ts";

export type ParsedModule =
  | { readonly kind: "program"; readonly program: Program }
  | {
      readonly kind: "syntax-error";
      readonly message: string;
      readonly location: TextLocation;
      readonly offset: number;
    }
  | { readonly kind: "too-deep" };

/** Parses JavaScript as a module, as QuickJS will. Throws `TooMuchSyntaxError` where that takes too much. */
export function parseModule(code: string, effort: Effort): ParsedModule {
  try {
    return { kind: "program", program: parseCounted(code, effort) };
  } catch (error) {
    if (error instanceof SyntaxError && "loc" in error) {
      // Acorn counts columns from 0.
      const { pos, loc } = error as unknown as { readonly pos: number; readonly loc: TextLocation };
      const location = { line: loc.line, column: loc.column + 1 };
      return { kind: "syntax-error", message: withoutQuotes(error.message), location, offset: pos };
    }
    if (error instanceof RangeError) return { kind: "too-deep" };
    throw error;
  }
}

/** How many more nodes may be visited: parts of a tree that stand in one another are visited again and again. */
export interface Visits {
  left: number;
}

/**
 * Every node of the tree, parents first, in the order of the source. Iterative: the tree may be deep. Throws
 * `TooMuchSyntaxError` when no visits are left.
 */
export function nodesOf(root: AnyNode, visits: Visits = { left: Infinity }): readonly AnyNode[] {
  const nodes: AnyNode[] = [];
  const stack: AnyNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (--visits.left < 0) throw new TooMuchSyntaxError("too many nodes are visited");
    nodes.push(node);
    if (node.type === "Identifier" || node.type === "Literal") continue;
    const begin = stack.length;
    for (const value of Object.values(node) as readonly unknown[]) {
      if (isNode(value)) stack.push(value);
      else if (Array.isArray(value)) for (const item of value) if (isNode(item)) stack.push(item);
    }
    reverse(stack, begin);
  }
  return nodes;
}

/** Turns the end of a list round. */
function reverse(list: AnyNode[], begin: number): void {
  for (let left = begin, right = list.length - 1; left < right; left++, right--) {
    const node = list[left] as AnyNode;
    list[left] = list[right] as AnyNode;
    list[right] = node;
  }
}

/** The text that a node writes out; undefined for anything else. */
export function writtenText(node: AnyNode): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  return node.type === "TemplateLiteral" && node.expressions.length === 0
    ? (node.quasis[0]?.value.cooked ?? undefined)
    : undefined;
}

/** A name as it is written, in quotes or without; empty for what is none. */
export function nameOf(node: AnyNode): string {
  return node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : "";
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
