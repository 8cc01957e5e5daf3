import { type AnyNode, parse, type Program } from "acorn";
import { withoutQuotes } from "./strip-types.ts";
import type { Place } from "./text-places.ts";

export type ParsedModule =
  | { readonly kind: "program"; readonly program: Program }
  | { readonly kind: "syntax-error"; readonly message: string; readonly place: Place }
  | { readonly kind: "too-deep" };

/** Parses JavaScript as a module, as QuickJS will. */
export function parseModule(code: string): ParsedModule {
  try {
    return { kind: "program", program: parse(code, { ecmaVersion: "latest", sourceType: "module" }) };
  } catch (error) {
    if (error instanceof SyntaxError && "loc" in error) {
      // Acorn counts columns from 0.
      const { line, column } = error.loc as { readonly line: number; readonly column: number };
      return { kind: "syntax-error", message: withoutQuotes(error.message), place: { line, column: column + 1 } };
    }
    if (error instanceof RangeError) return { kind: "too-deep" };
    throw error;
  }
}

/** Every node of the tree, parents first, in the order of the source. Iterative: the tree may be deep. */
export function* nodesOf(root: AnyNode): Generator<AnyNode> {
  const stack: AnyNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    const children: AnyNode[] = [];
    for (const value of Object.values(node) as readonly unknown[]) {
      if (isNode(value)) children.push(value);
      if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
    }
    for (let index = children.length - 1; index >= 0; index--) stack.push(children[index] as AnyNode);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
