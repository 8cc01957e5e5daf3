import type { AnyNode } from "acorn";
import { explainAbsence } from "./absent-names.ts";
import type { EvaluationCode } from "../evaluation-rules.ts";
import { confusable } from "../misleading-text.ts";
import { writtenText } from "./syntax.ts";

/** Syntax that parses and is refused. */
export interface SyntaxProblem {
  readonly code: EvaluationCode;
  /** Offset in the stripped source. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** What a program holds that the sandbox does not run, or that a reader would take for something else. */
export function checkSyntax(nodes: readonly AnyNode[]): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const names = new Set<string>();
  for (const node of nodes) {
    const problem = problemOf(node);
    if (problem !== undefined) problems.push(problem);
    if ((node.type !== "Identifier" && node.type !== "PrivateIdentifier") || names.has(node.name)) continue;
    names.add(node.name);
    const meant = confusable(node.name);
    if (meant === undefined) continue;
    const message = `a name that reads like \`${meant}\` is written with other letters`;
    const hint = "Write it with the letters a to z: a name that looks like another deceives whoever reviews it.";
    problems.push({ code: "misleading-text", offset: node.start, message, hint });
  }
  return problems;
}

function problemOf(node: AnyNode): SyntaxProblem | undefined {
  const offset = node.start;
  if (node.type === "MetaProperty" && node.meta.name === "import") {
    const { why = "", hint = "" } = explainAbsence("import.meta") ?? {};
    return { code: "not-hermetic", offset, message: `\`import.meta\` is not available to a definition: ${why}`, hint };
  }
  if (node.type === "ImportExpression" && writtenText(node.source) === undefined) {
    const message = "the path of an import is written out, so that what a file takes is known before it runs";
    const hint =
      'Write the path as text, as in `import { key } from "./_shared.ts"`, and choose among what is imported.';
    return { code: "import-not-allowed", offset: node.source.start, message, hint };
  }
  if (node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using")) {
    const message = `\`${node.kind}\` is not supported in a definition: nothing is open that would have to be closed`;
    return { code: "syntax-error", offset, message, hint: "Write `const` in its place." };
  }
  return undefined;
}

/** Syntax of CommonJS that the translation of TypeScript takes, at its offset in the text; undefined when there is none. */
export function commonJsSyntax(text: string): Omit<SyntaxProblem, "code"> | undefined {
  const found = /^[ \t]*(?:export\s{0,10}=|import\s{1,10}[\w$]{1,200}\s{1,10}=\s{1,10}require\b)/m.exec(text);
  if (found === null) return undefined;
  const offset = found.index + found[0].search(/\S/);
  return found[0].includes("require")
    ? {
        offset,
        message: "`import … = require(…)` belongs to CommonJS",
        hint: "Write `import … from` with a relative path.",
      }
    : { offset, message: "`export =` belongs to CommonJS", hint: "Write `export default`, or `export const`." };
}

interface ParserError {
  readonly message: string;
  readonly hint: string | null;
}

/** What the parsers say at the first character that they do not take, in words for the author where it is known. */
export function explainSyntaxError(text: string, offset: number | undefined, message: string): ParserError {
  if (offset === undefined) return { message, hint: null };
  const before = text.slice(Math.max(0, offset - 200), offset);
  const after = text.slice(offset, offset + 200);
  if (after.startsWith("@")) {
    return { message: "decorators are not supported in a definition", hint: "Call the function itself, without `@`." };
  }
  if (/\baccessor\s+$/.test(before) || /^accessor\s/.test(after)) {
    const hint = "Write a field without `accessor`, or `get` and `set`.";
    return { message: "`accessor` fields are not supported in a definition", hint };
  }
  if (/^with\s*\(/.test(after)) {
    return { message: "`with` is not allowed in a module", hint: "Take the members out: `const { name } = object;`." };
  }
  if (/^assert\s*\{/.test(after)) {
    return {
      message: "`assert` is an older form of import attributes",
      hint: 'Leave it out, or write `with { type: "json" }`.',
    };
  }
  if (after.startsWith("<")) {
    const hint = "Write a type behind the value: `value as Type`. There is no JSX in a definition.";
    return { message: "a type or an element in angle brackets is not expected here", hint };
  }
  return { message, hint: null };
}
