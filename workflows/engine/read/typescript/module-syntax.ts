import type {
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  ExportDefaultDeclaration,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  ImportDeclaration,
  NewExpression,
} from "acorn";
import { lastWhere } from "../../values/halving.ts";
import { nodesOf, nameOf, type Visits } from "./syntax.ts";

export type Call = CallExpression | NewExpression;
export type Callable = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression;

/** What a name of a module stands for, where that can be read off the text. */
export type Binding =
  | { readonly kind: "value"; readonly node: Expression | FunctionDeclaration }
  | { readonly kind: "import"; readonly specifier: string; readonly name: string };

/** What the evaluation asks about the text of one module. */
export interface ModuleSyntax {
  /** The call whose opening bracket stands at `offset`, which is where QuickJS places a call. */
  callAt(offset: number): Call | undefined;
  /** The innermost function around an offset. */
  functionAt(offset: number): Callable | undefined;
  /** undefined for a name that is declared more than once, assigned to, or declared in another way. */
  binding(name: string): Binding | undefined;
  /** What the module exports under a name, as `binding`. */
  exported(name: string): Binding | undefined;
  /** The names that it exports itself, and what it exports all of. */
  exports(): { readonly names: ReadonlySet<string>; readonly from: readonly string[] };
  /** The names that it asks other modules for. */
  wanted(): readonly Wanted[];
}

export interface Wanted {
  readonly specifier: string;
  readonly name: string;
  readonly offset: number;
}

export function createModuleSyntax(nodes: readonly AnyNode[], code: string, visits: Visits): ModuleSyntax {
  const known = readProgram(nodes, code, visits);
  const innermost = innermostOf(known.callables);
  return {
    callAt: (offset) => known.calls.get(offset),
    functionAt: innermost,
    binding: (name) => bindingOf(known, name),
    exported(name) {
      const local = known.exports.get(name);
      if (typeof local === "string") return bindingOf(known, local);
      return local ?? undefined;
    },
    exports: () => ({ names: new Set(known.exports.keys()), from: known.exportsAll }),
    wanted: () => known.wanted,
  };
}

/** Finds the innermost of functions, given in the order of the source, around an offset. */
function innermostOf(callables: readonly Callable[]): (offset: number) => Callable | undefined {
  /** From each offset on, up to the next one, the same function is the innermost. */
  const parts: { readonly from: number; readonly callable: Callable | undefined }[] = [];
  const around: Callable[] = [];
  const leave = (before: number) => {
    for (let last = around.at(-1); last !== undefined && last.end <= before; last = around.at(-1)) {
      around.pop();
      parts.push({ from: last.end, callable: around.at(-1) });
    }
  };
  for (const callable of callables) {
    leave(callable.start);
    around.push(callable);
    parts.push({ from: callable.start, callable });
  }
  leave(Infinity);
  return (offset) => lastWhere(parts, ({ from }) => from <= offset)?.callable;
}

interface Known {
  readonly visits: Visits;
  readonly calls: Map<number, Call>;
  /** In the order of the source: of two around an offset the inner one comes later. */
  readonly callables: Callable[];
  readonly bindings: Map<string, Binding | null>;
  /** Names whose value changes, or whose members do. */
  readonly changed: Set<string>;
  /** What a name stands for, or the local name; null for what is not read off the text. */
  readonly exports: Map<string, Binding | string | null>;
  readonly exportsAll: string[];
  readonly wanted: Wanted[];
}

function bindingOf({ bindings, changed }: Known, name: string): Binding | undefined {
  return changed.has(name) ? undefined : (bindings.get(name) ?? undefined);
}

function readProgram(nodes: readonly AnyNode[], code: string, visits: Visits): Known {
  const known: Known = {
    visits,
    calls: new Map(),
    callables: [],
    bindings: new Map(),
    changed: new Set(),
    exports: new Map(),
    exportsAll: [],
    wanted: [],
  };
  for (const node of nodes) {
    readCall(node, code, known);
    readNames(node, known);
    readChange(node, known);
    readExport(node, known);
  }
  return known;
}

function readCall(node: AnyNode, code: string, { calls }: Known): void {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
  // Between the called function and its arguments stands nothing but a bracket, `?.` and comments.
  const rest = code.slice(node.callee.end, node.arguments[0]?.start ?? node.end);
  for (const { 0: text, index } of rest.matchAll(/\/\*[^]*?\*\/|\/\/[^\n]*|\(/g)) {
    if (text !== "(") continue;
    calls.set(node.callee.end + index, node);
    return;
  }
}

function readNames(node: AnyNode, { callables, bindings, wanted, visits }: Known): void {
  const declare = (name: string, binding: Binding | null) =>
    void bindings.set(name, bindings.has(name) ? null : binding);
  const hide = (pattern: AnyNode) => {
    for (const inner of nodesOf(pattern, visits)) if (inner.type === "Identifier") declare(inner.name, null);
  };
  if (node.type === "VariableDeclarator") {
    if (node.id.type !== "Identifier") hide(node.id);
    else declare(node.id.name, node.init ? { kind: "value", node: node.init } : null);
  } else if (node.type === "FunctionDeclaration" && node.id !== null) declare(node.id.name, { kind: "value", node });
  else if (node.type === "ClassDeclaration" && node.id !== null) hide(node.id);
  else if (node.type === "CatchClause" && node.param) hide(node.param);
  else if (node.type === "ImportDeclaration") {
    const specifier = String(node.source.value);
    for (const imported of node.specifiers) {
      const name = importedName(imported);
      declare(imported.local.name, name === null ? null : { kind: "import", specifier, name });
      if (name !== null) wanted.push({ specifier, name, offset: imported.start });
    }
  }
  if (!isCallable(node)) return;
  callables.push(node);
  for (const parameter of node.params) hide(parameter);
}

/** null for an import of all. */
function importedName(specifier: ImportDeclaration["specifiers"][number]): string | null {
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  return specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : null;
}

export function isCallable(node: AnyNode): node is Callable {
  return (
    node.type === "ArrowFunctionExpression" || node.type === "FunctionDeclaration" || node.type === "FunctionExpression"
  );
}

function readChange(node: AnyNode, { changed, visits }: Known): void {
  const change = (target: AnyNode | undefined) => {
    let root = target;
    while (root?.type === "MemberExpression") root = root.object;
    if (root?.type === "Identifier") changed.add(root.name);
  };
  if (node.type === "AssignmentExpression") {
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      for (const inner of nodesOf(node.left, visits)) change(inner);
    } else change(node.left);
  }
  if (node.type === "UpdateExpression" || (node.type === "UnaryExpression" && node.operator === "delete")) {
    change(node.argument);
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return;
  const { object, property } = node.callee;
  const name = property.type === "Identifier" ? property.name : "";
  const isObject = object.type === "Identifier" && ["Object", "Reflect"].includes(object.name);
  if (isObject && ["assign", "defineProperty", "set"].includes(name)) change(node.arguments[0]);
  if (["push", "unshift", "splice", "sort", "reverse", "pop", "shift", "fill"].includes(name)) change(object);
}

function readExport(node: AnyNode, { exports, exportsAll, wanted, visits }: Known): void {
  if (node.type === "ExportAllDeclaration") {
    if (node.exported === null || node.exported === undefined) exportsAll.push(String(node.source.value));
    else exports.set(nameOf(node.exported), null);
  }
  if (node.type === "ExportDefaultDeclaration") exports.set("default", defaultOf(node.declaration));
  if (node.type !== "ExportNamedDeclaration") return;
  for (const { local, exported, start } of node.specifiers) {
    const name = nameOf(local);
    const specifier = node.source?.value;
    if (typeof specifier !== "string") exports.set(nameOf(exported), name);
    else {
      exports.set(nameOf(exported), { kind: "import", specifier, name });
      wanted.push({ specifier, name, offset: start });
    }
  }
  const { declaration } = node;
  if (declaration?.type !== "VariableDeclaration") {
    if (declaration !== null && declaration !== undefined) exports.set(declaration.id.name, declaration.id.name);
    return;
  }
  for (const { id } of declaration.declarations) {
    for (const inner of nodesOf(id, visits)) if (inner.type === "Identifier") exports.set(inner.name, inner.name);
  }
}

function defaultOf(declaration: ExportDefaultDeclaration["declaration"]): Binding | string | null {
  if (declaration.type === "Identifier") return declaration.name;
  if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") {
    return declaration.id?.name ?? null;
  }
  return { kind: "value", node: declaration };
}
