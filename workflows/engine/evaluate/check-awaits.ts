import type { AnyNode, Declaration, Program } from "acorn";
import type { Diagnostic } from "../diagnostic.ts";
import { diagnose } from "./diagnose.ts";
import { resolveImport } from "./imports.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";
import { nodesOf } from "./syntax.ts";

/**
 * Calls of async functions that stand as statements without `await`: what such a function throws is lost, since the
 * sandbox does not say which promises were rejected and never looked at. Found: functions of the same file, or
 * imported from another, called by name or on the spot; and async functions handed to a call such as `forEach`.
 */
export function checkAwaits(module: SourceModule, modules: SourceModules): readonly Diagnostic[] {
  const { program, path } = module;
  if (program === null) return [];
  const names = new Set([...asyncFunctions(program), ...asyncImports(module, program, modules)]);
  const problems: Diagnostic[] = [];
  for (const node of nodesOf(program)) {
    if (node.type !== "ExpressionStatement") continue;
    const { expression } = node;
    const isVoid = expression.type === "UnaryExpression" && expression.operator === "void";
    const call = isVoid ? expression.argument : expression;
    if (call.type !== "CallExpression") continue;
    const { callee } = call;
    const isNamed = callee.type === "Identifier" && names.has(callee.name);
    if (!isNamed && !isAsync(callee) && !call.arguments.some(isAsync)) continue;
    const at = { file: path, ...module.placeAt(call.start) };
    const hint = "Write `await` in front of the call; in a loop, use `for … of`.";
    problems.push(diagnose("unawaited-call", at, "an async function is called here and nothing awaits it", hint));
  }
  return problems;
}

/** Names that the file gives to async functions. */
function asyncFunctions(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(program)) {
    if (node.type === "FunctionDeclaration" && node.async && node.id !== null) names.add(node.id.name);
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && isAsync(node.init))
      names.add(node.id.name);
  }
  return names;
}

/** Names under which the file imports async functions of other files, one step away. */
function asyncImports(module: SourceModule, program: Program, modules: SourceModules): readonly string[] {
  return program.body.flatMap((node) => {
    if (node.type !== "ImportDeclaration") return [];
    const resolved = resolveImport(module.path, String(node.source.value), (path) => modules.has(path));
    const target = resolved.kind === "file" ? modules.byPath(resolved.path)?.program : null;
    if (target === null || target === undefined) return [];
    const exported = asyncExports(target);
    return node.specifiers.flatMap((specifier) => {
      if (specifier.type === "ImportNamespaceSpecifier") return [];
      const name = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
      return exported.has(name) ? [specifier.local.name] : [];
    });
  });
}

function asyncExports(program: Program): ReadonlySet<string> {
  const functions = asyncFunctions(program);
  const exported = new Set<string>();
  for (const node of program.body) {
    if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      const isNamed = declaration.type === "Identifier" && functions.has(declaration.name);
      if (isNamed || isAsync(declaration)) exported.add("default");
    }
    if (node.type !== "ExportNamedDeclaration") continue;
    for (const { local, exported: outside } of node.specifiers) {
      if (functions.has(nameOf(local))) exported.add(nameOf(outside));
    }
    if (node.declaration !== null && node.declaration !== undefined) {
      for (const name of declaredNames(node.declaration)) if (functions.has(name)) exported.add(name);
    }
  }
  return exported;
}

function declaredNames(declaration: Declaration): readonly string[] {
  if (declaration.type !== "VariableDeclaration") return [declaration.id.name];
  return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
}

function nameOf(node: AnyNode): string {
  return node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : "";
}

function isAsync(node: AnyNode | null | undefined): boolean {
  if (node?.type === "FunctionDeclaration") return node.async;
  return (node?.type === "ArrowFunctionExpression" || node?.type === "FunctionExpression") && node.async;
}
