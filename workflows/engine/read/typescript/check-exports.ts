import { didYouMean } from "../../values/did-you-mean.ts";
import { plainText } from "../../values/plain-text.ts";
import type { MissingExport } from "../facts.ts";
import { type Problem, problem } from "../problem.ts";
import { targetOf } from "./reachable.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** Names that a module imports from files of the folder which do not export them, where they stand. */
export function checkExports(
  module: SourceModule,
  modules: SourceModules,
): readonly Problem<"import-not-allowed/no-export">[] {
  const wanted = module.syntax?.wanted() ?? [];
  return wanted.flatMap(({ specifier, name, offset }) => {
    const target = targetOf(module, specifier, modules);
    const names = target && exportedNames(target, modules, new Set());
    if (target === undefined || names === undefined || names.has(name)) return [];
    const at = { file: module.path, ...module.locationAt(offset) };
    return [problem("import-not-allowed/no-export", at, missingExport(name, target, [...names]))];
  });
}

function missingExport(name: string, { path, text }: SourceModule, names: readonly string[]): MissingExport {
  const near = didYouMean(name, names);
  const isType = [...text.matchAll(/\b(?:type|interface)\s+([\w$]+)/g)].some(([, declared]) => declared === name);
  return {
    path: plainText(path),
    name: plainText(name),
    is: path.endsWith(".json") ? "json" : isType ? "type" : null,
    near: near && plainText(near),
    some: names.slice(0, 5).map((other) => plainText(other, 30)),
    hasMore: names.length > 5,
  };
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
