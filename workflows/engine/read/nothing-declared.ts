import type { AnyNode, Program } from "acorn";
import type { Diagnostic } from "../definition/diagnostic.ts";
import { squash } from "../values/did-you-mean.ts";
import { callText } from "../kinds/resource-kind.ts";
import { withArticle } from "../kinds/noun.ts";
import { diagnose, startOf } from "./diagnose.ts";
import { callsOf, type EvaluatedKinds, nounsOf } from "./evaluated-kinds.ts";
import { emptyFile } from "../help/leftover-text.ts";
import type { SourceModule } from "./typescript/source-modules.ts";
import { nodesOf } from "./typescript/syntax.ts";

/** A file that was meant to declare something must not pass for one whose definitions were removed. */
export function nothingDeclared(module: SourceModule, kinds: EvaluatedKinds): Diagnostic {
  const { path, program } = module;
  const { one } = nounsOf(kinds);
  const [name = ""] = callsOf(kinds);
  const call = `\`await ${name}("id", { … })\``;
  const empty = program === null ? undefined : emptiness(program, module.text);
  if (empty !== undefined) return emptyFile(path, empty);
  if (program === null) return diagnose("no-definitions", startOf(path), `the file declares no ${one}`);
  const exported = exportedDefinition(program, kinds);
  if (exported !== undefined) {
    const message = `the file exports ${withArticle(one)} as an object, which declares nothing`;
    const hint = `Write ${call} in place of \`export default { … }\`.`;
    return diagnose("nothing-declared", { file: path, ...module.placeAt(exported.start) }, message, hint);
  }
  // What exports something is there for others, who make the call.
  const exportsSomething = program.body.some(({ type }) => type.startsWith("Export"));
  if (exportsSomething || mentioned(program, kinds) === undefined) {
    const hint = `Declare one with ${call}; a file that others import gets a name that begins with \`_\`.`;
    return diagnose("no-definitions", startOf(path), `the file declares no ${one}`, hint);
  }
  const hint = "Call it where the file itself is evaluated, with `await`; to remove the connections remove the calls.";
  const message = `the file calls ${mentioned(program, kinds)}, but nothing was declared`;
  return diagnose("nothing-declared", startOf(path), message, hint);
}

/** How a module is empty, in words that follow "the file"; undefined where it has anything that is run or exported. */
function emptiness(program: Program, text: string): string | undefined {
  if (text.trim() === "") return "is empty";
  const left = program.body.filter((statement) => !isNothing(statement));
  // Types are gone from the program, and may be there for others.
  const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, "");
  if (left.length > 0 || /^[ \t]*export\s+(?!\{\s*\})/m.test(code)) return undefined;
  return program.body.length === 0 ? "has nothing but comments and types" : "has nothing but imports";
}

function isNothing(statement: Program["body"][number]): boolean {
  if (statement.type === "EmptyStatement") return true;
  // An import without names is made for what the file does.
  if (statement.type === "ImportDeclaration") return statement.specifiers.length > 0;
  return statement.type === "ExportNamedDeclaration" && statement.declaration === null;
}

/** The call whose last name is called, or may be by another name; comments do not count. */
function mentioned(program: Program, kinds: EvaluatedKinds): string | undefined {
  const called = (name: string): string | undefined => {
    const kind = kinds.find(({ call }) => call.resource === name);
    return kind && callText(kind);
  };
  for (const node of nodesOf(program)) {
    const found =
      node.type === "MemberExpression"
        ? called(nameOf(node.property))
        : node.type === "CallExpression"
          ? called(nameOf(node.callee))
          : undefined;
    if (found !== undefined) return found;
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

function nameOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}
