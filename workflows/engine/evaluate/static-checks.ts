import type { AnyNode, ImportDeclaration, Program } from "acorn";
import type { EvaluationCode } from "./evaluation-rules.ts";
import { authoringExports, resolveImport } from "./imports.ts";
import { plainText } from "../interpret/plain-text.ts";
import { nodesOf } from "./syntax.ts";

export interface StaticProblem {
  readonly code: EvaluationCode;
  /** Offset in the stripped source. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

export interface StaticImports {
  /** Paths of the files that the file imports by name. */
  readonly files: readonly string[];
  readonly problems: readonly StaticProblem[];
}

/** What a file imports, and which of it is refused. Imports made while the file runs meet the same rules then. */
export function checkImports(program: Program, from: string, has: (path: string) => boolean): StaticImports {
  const files: string[] = [];
  const problems: StaticProblem[] = [];
  for (const node of nodesOf(program)) {
    const source = sourceOf(node);
    if (source === null) continue;
    const resolved = resolveImport(from, source.specifier, has);
    if (resolved.kind === "file") files.push(resolved.path);
    if (resolved.kind === "refused") {
      problems.push({
        code: "import-not-allowed",
        offset: source.offset,
        message: resolved.message,
        hint: resolved.hint,
      });
    }
    if (resolved.kind === "authoring" && node.type === "ImportDeclaration") problems.push(...unknownNames(node));
  }
  return { files, problems };
}

function sourceOf(node: AnyNode): { readonly specifier: string; readonly offset: number } | null {
  // Imports, exports from elsewhere and calls of `import`; of these alone a source can be a literal.
  const source = "source" in node ? node.source : null;
  if (source?.type !== "Literal" || typeof source.value !== "string") return null;
  return { specifier: source.value, offset: source.start };
}

function unknownNames(node: ImportDeclaration): readonly StaticProblem[] {
  return node.specifiers.flatMap((specifier) => {
    if (specifier.type !== "ImportSpecifier") return [];
    const { imported } = specifier;
    const name = imported.type === "Identifier" ? imported.name : String(imported.value);
    if (authoringExports.includes(name)) return [];
    const message = `the authoring API has no export "${plainText(name)}"; it has ${authoringExports.join(", ")}`;
    const hint = "Import types with `import type`.";
    return [{ code: "import-not-allowed" as const, offset: specifier.start, message, hint }];
  });
}

/**
 * Calls of async functions that stand as statements without `await`: what such a function throws is lost, since the
 * sandbox does not say which promises were rejected and never looked at. Found: functions of the same file called by
 * name or on the spot, and async functions handed to a call such as `forEach`.
 */
export function checkAwaits(program: Program): readonly StaticProblem[] {
  const asyncNames = new Set<string>();
  for (const node of nodesOf(program)) {
    if (node.type === "FunctionDeclaration" && node.async && node.id !== null) asyncNames.add(node.id.name);
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && isAsync(node.init)) {
      asyncNames.add(node.id.name);
    }
  }
  const problems: StaticProblem[] = [];
  for (const node of nodesOf(program)) {
    if (node.type !== "ExpressionStatement") continue;
    const { expression } = node;
    const call =
      expression.type === "UnaryExpression" && expression.operator === "void" ? expression.argument : expression;
    if (call.type !== "CallExpression") continue;
    const { callee } = call;
    const named = callee.type === "Identifier" && asyncNames.has(callee.name);
    if (!named && !isAsync(callee) && !call.arguments.some(isAsync)) continue;
    problems.push({
      code: "unawaited-call",
      offset: call.start,
      message: "an async function is called here and nothing awaits it",
      hint: "Write `await` in front of the call; in a loop, use `for … of`.",
    });
  }
  return problems;
}

function isAsync(node: AnyNode | null | undefined): boolean {
  return (node?.type === "ArrowFunctionExpression" || node?.type === "FunctionExpression") && node.async;
}
