import type { AnyNode, Program } from "acorn";
import type { Diagnostic } from "../diagnostic.ts";
import { squash } from "../did-you-mean.ts";
import { diagnose, startOf } from "./diagnose.ts";
import type { SourceModule } from "./source-modules.ts";
import { nodesOf } from "./syntax.ts";

const call = '`await AWS.Events.Connection("id", { … })`';

/** A file that was meant to declare something must not pass for one whose definitions were removed. */
export function nothingDeclared(module: SourceModule): Diagnostic {
  const { path, program } = module;
  if (program === null) return diagnose("no-definitions", startOf(path), "the file declares no connection");
  const exported = exportedDefinition(program);
  if (exported !== undefined) {
    const message = "the file exports a connection as an object, which declares nothing";
    const hint = `Write ${call} in place of \`export default { … }\`.`;
    return diagnose("nothing-declared", { file: path, ...module.placeAt(exported.start) }, message, hint);
  }
  // What exports something is there for others, who make the call.
  const exportsSomething = program.body.some(({ type }) => type.startsWith("Export"));
  if (exportsSomething || !mentionsConnection(program)) {
    const hint = `Declare one with ${call}; a file that others import gets a name that begins with \`_\`.`;
    return diagnose("no-definitions", startOf(path), "the file declares no connection", hint);
  }
  const hint = "Call it where the file itself is evaluated, with `await`; to remove the connections remove the calls.";
  const message = "the file calls AWS.Events.Connection, but nothing was declared";
  return diagnose("nothing-declared", startOf(path), message, hint);
}

/** Something named `Connection` that is called, or may be by another name; comments do not count. */
function mentionsConnection(program: Program): boolean {
  for (const node of nodesOf(program)) {
    if (node.type === "MemberExpression" && nameOf(node.property) === "Connection") return true;
    if (node.type === "CallExpression" && nameOf(node.callee) === "Connection") return true;
  }
  return false;
}

/** The object of an `export default` that has what makes a connection. */
function exportedDefinition(program: Program): AnyNode | undefined {
  for (const node of program.body) {
    if (node.type !== "ExportDefaultDeclaration") continue;
    const { declaration } = node;
    if (declaration.type !== "ObjectExpression" && declaration.type !== "ArrayExpression") continue;
    for (const inner of nodesOf(declaration)) {
      if (inner.type !== "Property" || inner.computed) continue;
      if (["authorizationtype", "authparameters"].includes(squash(nameOf(inner.key)))) return node;
    }
  }
  return undefined;
}

function nameOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}
