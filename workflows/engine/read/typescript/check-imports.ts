import type { AnyNode, ImportDeclaration } from "acorn";
import { atLocation, type Problem, problem } from "../problem.ts";
import { authoringExports, type ImportRefusal, resolveImport } from "./imports.ts";
import { plainText } from "../../values/plain-text.ts";
import { nameOf, writtenText } from "./syntax.ts";

/** An import that is refused, at its offset in the stripped source. */
export type ImportProblem = Problem<ImportRefusal["name"] | "import-not-allowed/authoring", number>;

export interface ModuleImports {
  /** Paths of the files that the file imports by name. */
  readonly files: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** What a file imports, and which of it is refused. Imports made while the file runs meet the same rules then. */
export function checkImports(nodes: readonly AnyNode[], from: string, has: (path: string) => boolean): ModuleImports {
  const files: string[] = [];
  const problems: ImportProblem[] = [];
  // A program of another tool imports many of its packages; that it is one is said once.
  const tools = new Set<string>();
  for (const node of nodes) {
    const source = sourceOf(node);
    if (source === null) continue;
    const resolved = resolveImport(from, source.specifier, has);
    if (resolved.kind === "file") files.push(resolved.path);
    if (resolved.kind === "refused") {
      const { refusal } = resolved;
      const tool = refusal.name === "import-not-allowed/package" ? refusal.facts.tool : undefined;
      if (tool !== undefined && tools.has(tool)) continue;
      if (tool !== undefined) tools.add(tool);
      problems.push(atLocation(refusal, () => source.offset));
    }
    if (resolved.kind === "authoring" && node.type === "ImportDeclaration") problems.push(...unknownNames(node));
  }
  return { files, problems };
}

function sourceOf(node: AnyNode): { readonly specifier: string; readonly offset: number } | null {
  // Imports, exports from elsewhere and calls of `import`; of these alone a source is a text.
  const source = ("source" in node && node.source) || undefined;
  const specifier = source && writtenText(source);
  return source === undefined || specifier === undefined ? null : { specifier, offset: source.start };
}

function unknownNames(node: ImportDeclaration): readonly ImportProblem[] {
  return node.specifiers.flatMap((specifier) => {
    if (specifier.type !== "ImportSpecifier") return [];
    const name = nameOf(specifier.imported);
    if (authoringExports.includes(name)) return [];
    return [problem("import-not-allowed/authoring", specifier.start, { name: plainText(name) })];
  });
}
