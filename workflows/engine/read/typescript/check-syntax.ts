import type { AnyNode } from "acorn";
import type { ForeignSyntax } from "../facts.ts";
import { confusable } from "../misleading-text.ts";
import { type Problem, problem } from "../problem.ts";
import { absenceOf } from "./absent-names.ts";
import { writtenText } from "./syntax.ts";

/** Syntax that parses and is refused, at its offset in the stripped source. */
export type SyntaxProblem = Problem<
  "import-not-allowed/computed" | "misleading-text/name" | "not-hermetic" | "syntax-error/foreign",
  number
>;

/** What a program holds that the sandbox does not run, or that a reader would take for something else. */
export function checkSyntax(nodes: readonly AnyNode[]): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const names = new Set<string>();
  for (const node of nodes) {
    const found = problemOf(node);
    if (found !== undefined) problems.push(found);
    if ((node.type !== "Identifier" && node.type !== "PrivateIdentifier") || names.has(node.name)) continue;
    names.add(node.name);
    const meant = confusable(node.name);
    if (meant !== undefined) problems.push(problem("misleading-text/name", node.start, { meant }));
  }
  return problems;
}

function problemOf(node: AnyNode): SyntaxProblem | undefined {
  if (node.type === "MetaProperty" && node.meta.name === "import") {
    const name = "import.meta";
    return problem("not-hermetic", node.start, { name, absence: absenceOf(name) });
  }
  if (node.type === "ImportExpression" && writtenText(node.source) === undefined) {
    return problem("import-not-allowed/computed", node.source.start);
  }
  if (node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using")) {
    return problem("syntax-error/foreign", node.start, { syntax: node.kind });
  }
  return undefined;
}

/** Syntax of CommonJS that the translation of TypeScript takes, at its offset in the text; undefined when there is none. */
export function commonJsSyntax(text: string): Problem<"syntax-error/foreign", number> | undefined {
  const found = /^[ \t]*(?:export\s{0,10}=|import\s{1,10}[\w$]{1,200}\s{1,10}=\s{1,10}require\b)/m.exec(text);
  if (found === null) return undefined;
  const syntax = found[0].includes("require") ? "require" : "export";
  return problem("syntax-error/foreign", found.index + found[0].search(/\S/), { syntax });
}

/** What the parsers do not take at an offset, where it is known; undefined: they have to say it themselves. */
export function foreignSyntax(text: string, offset: number | undefined): ForeignSyntax | undefined {
  if (offset === undefined) return undefined;
  const before = text.slice(Math.max(0, offset - 200), offset);
  const after = text.slice(offset, offset + 200);
  if (after.startsWith("@")) return "decorator";
  if (/\baccessor\s+$/.test(before) || /^accessor\s/.test(after)) return "accessor";
  if (/^with\s*\(/.test(after)) return "with";
  if (/^assert\s*\{/.test(after)) return "assert";
  return after.startsWith("<") ? "angle" : undefined;
}
