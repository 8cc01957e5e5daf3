import type { AnyNode, Program } from "acorn";
import { squash } from "../values/did-you-mean.ts";
import type { EvaluatedKind, EvaluatedKinds } from "./evaluated-kinds.ts";
import type { Emptiness } from "./facts.ts";
import { type FileProblem, problem, startOf } from "./problem.ts";
import type { SourceModule } from "./typescript/source-modules.ts";
import { nameOf, nodesOf } from "./typescript/syntax.ts";

/** A file that was meant to declare something must not pass for one whose definitions were removed. */
export function nothingDeclared(module: SourceModule, kinds: EvaluatedKinds): FileProblem {
  const { path, program } = module;
  const at = startOf(path);
  if (program === null) return problem("no-definitions/file", at, { kinds });
  const how = emptiness(program, module.text);
  if (how !== undefined) return problem("empty-file", at, { how });
  const exported = exportedDefinition(program, kinds);
  if (exported !== undefined) {
    return problem("nothing-declared/exported", { file: path, ...module.locationAt(exported.start) }, { kinds });
  }
  // What exports something is there for others, who make the call.
  const exportsSomething = program.body.some(({ type }) => type.startsWith("Export"));
  const kind = exportsSomething ? undefined : called(program, kinds);
  return kind === undefined
    ? problem("no-definitions/module", at, { kinds })
    : problem("nothing-declared/called", at, { kind });
}

/** How a module is empty; undefined where it has anything that is run or exported. */
function emptiness(program: Program, text: string): Emptiness | undefined {
  if (text.trim() === "") return "blank";
  const left = program.body.filter((statement) => !isNothing(statement));
  // Types are gone from the program, and may be there for others.
  const code = withoutComments(text);
  if (left.length > 0 || /^[ \t]*export\s+(?!\{\s*\})/m.test(code)) return undefined;
  return program.body.length === 0 ? "comments" : "imports";
}

/** In one pass: what looks like the begin of a comment may stand in a text, and have no end. */
function withoutComments(text: string): string {
  const begin = /\/\*|\/\/[^\n]*/g;
  let kept = "";
  let from = 0;
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    kept += text.slice(from, found.index);
    from = begin.lastIndex;
    if (found[0] !== "/*") continue;
    const end = text.indexOf("*/", from);
    // What does not end is no comment.
    if (end === -1) return kept + text.slice(found.index);
    from = end + 2;
    begin.lastIndex = from;
  }
  return kept + text.slice(from);
}

function isNothing(statement: Program["body"][number]): boolean {
  if (statement.type === "EmptyStatement") return true;
  // An import without names is made for what the file does.
  if (statement.type === "ImportDeclaration") return statement.specifiers.length > 0;
  return statement.type === "ExportNamedDeclaration" && statement.declaration === null;
}

/** The kind whose call's last name is called, or may be by another name; comments do not count. */
function called(program: Program, kinds: EvaluatedKinds): EvaluatedKind | undefined {
  const named = (name: string) => kinds.find(({ call }) => call.resource === name);
  for (const node of nodesOf(program)) {
    const kind =
      node.type === "MemberExpression"
        ? named(nameOf(node.property))
        : node.type === "CallExpression"
          ? named(nameOf(node.callee))
          : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** The object of an `export default` that has what makes a definition. */
function exportedDefinition(program: Program, kinds: EvaluatedKinds): AnyNode | undefined {
  const marks = new Set(kinds.flatMap((kind) => kind.marks));
  for (const node of program.body) {
    if (node.type !== "ExportDefaultDeclaration") continue;
    const { declaration } = node;
    if (declaration.type !== "ObjectExpression" && declaration.type !== "ArrayExpression") continue;
    for (const inner of nodesOf(declaration)) {
      if (inner.type !== "Property" || inner.computed) continue;
      if (marks.has(squash(nameOf(inner.key)))) return node;
    }
  }
  return undefined;
}
