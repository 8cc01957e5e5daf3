import { reach } from "./typescript/reachable.ts";
import type { SourceModule, SourceModules } from "./typescript/source-modules.ts";
import { nodesOf } from "./typescript/syntax.ts";

/** Shorter texts are words that occur anywhere. */
const shortest = 4;

/** A run of a file, and the texts that stand in its modules, once they were asked for. */
export interface MaskedRun {
  readonly entry: SourceModule;
  readonly modules: SourceModules;
  readonly texts: Set<string>;
}

/**
 * An exception's message without texts that stand in the files, any of which may be a credential written as plain
 * text. What stands in a `new Error("…")` was written to be shown, and stays.
 */
export function maskLiterals(message: string, { entry, modules, texts }: MaskedRun): string {
  if (texts.size === 0) {
    for (const module of reach(entry, modules).modules) for (const text of textsIn(module)) texts.add(text);
  }
  // What nobody can look through is not shown.
  if (!modules.look(texts.size)) return "…";
  const found = [...texts].filter((text) => text.length >= shortest && message.includes(text));
  // The longest first, so that no rest of it stays.
  return found.toSorted((a, b) => b.length - a.length).reduce((masked, text) => masked.replaceAll(text, "…"), message);
}

function* textsIn({ program, code }: SourceModule): Generator<string> {
  if (program === null) {
    // A JSON file: every text in it.
    for (const [, text = ""] of (code ?? "").matchAll(/\\"((?:[^"\\]|\\\\.)*)\\"/g)) yield text;
    return;
  }
  const shown = new Set<unknown>();
  for (const node of nodesOf(program)) {
    if (node.type === "NewExpression") {
      for (const argument of node.arguments) {
        shown.add(argument);
        if (argument.type === "TemplateLiteral") for (const quasi of argument.quasis) shown.add(quasi);
      }
    }
    if (shown.has(node)) continue;
    if (node.type === "Literal" && typeof node.value === "string") yield node.value;
    if (node.type === "TemplateElement") yield node.value.cooked ?? node.value.raw;
  }
}
