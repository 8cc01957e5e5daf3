import type { Diagnostic } from "../../definition/diagnostic.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import { plainText } from "../../values/plain-text.ts";
import { diagnose } from "../diagnose.ts";
import { resolveImport } from "./imports.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** Names that a module imports from files of the folder which do not export them, where they stand. */
export function checkExports(module: SourceModule, modules: SourceModules): readonly Diagnostic[] {
  const wanted = module.syntax?.wanted() ?? [];
  return wanted.flatMap(({ specifier, name, offset }) => {
    const target = targetOf(module, specifier, modules);
    const names = target && exportedNames(target, modules, new Set());
    if (target === undefined || names === undefined || names.has(name)) return [];
    const at = { file: module.path, ...module.placeAt(offset) };
    const shown = name === "default" ? "default export" : `export \`${plainText(name)}\``;
    const message = `"${plainText(target.path)}" has no ${shown}`;
    return [diagnose("import-not-allowed", at, message, hintFor(name, target, [...names]))];
  });
}

function hintFor(name: string, { path, text }: SourceModule, names: readonly string[]): string {
  if (path.endsWith(".json")) return 'Import the whole value: `import value from "…"`.';
  if ([...text.matchAll(/\b(?:type|interface)\s+([\w$]+)/g)].some(([, declared]) => declared === name)) {
    return `It is a type: write \`import type { ${plainText(name)} }\`.`;
  }
  const near = didYouMean(name, names);
  if (near !== undefined) return `Did you mean \`${plainText(near)}\`?`;
  const listed = names.slice(0, 5).map((other) => `\`${plainText(other, 30)}\``);
  return names.length === 0
    ? "The file exports nothing."
    : `The file exports ${listed.join(", ")}${names.length > 5 ? " and more" : ""}.`;
}

function targetOf(module: SourceModule, specifier: string, modules: SourceModules): SourceModule | undefined {
  const resolved = resolveImport(module.path, specifier, (path) => modules.has(path));
  return resolved.kind === "file" ? modules.byPath(resolved.path) : undefined;
}

/** undefined where that cannot be said, as for a file that has problems of its own. */
function exportedNames(
  module: SourceModule,
  modules: SourceModules,
  seen: Set<SourceModule>,
): ReadonlySet<string> | undefined {
  if (module.code === null) return undefined;
  if (module.syntax === null) return new Set(["default"]);
  if (seen.has(module)) return new Set();
  seen.add(module);
  const { names, from } = module.syntax.exports();
  const all = new Set(names);
  for (const specifier of from) {
    const target = targetOf(module, specifier, modules);
    const others = target && exportedNames(target, modules, seen);
    if (others === undefined) return undefined;
    for (const name of others) if (name !== "default") all.add(name);
  }
  return all;
}
