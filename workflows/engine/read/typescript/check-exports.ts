import { didYouMean } from "../../values/did-you-mean.ts";
import { plainText } from "../../values/plain-text.ts";
import type { MissingExport } from "../facts.ts";
import { type Problem, problem, startOf } from "../problem.ts";
import { limits } from "../sandbox/limits.ts";
import { targetOf } from "./reachable.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

type ExportProblem = Problem<"import-not-allowed/no-export" | "too-much-work">;

/** Names that modules import from files of the folder which do not export them, where they stand. */
export function checkExports(reachable: readonly SourceModule[], modules: SourceModules): readonly ExportProblem[] {
  const exported = new Map<SourceModule, ReadonlySet<string> | undefined>();
  const problems: ExportProblem[] = [];
  const left = { left: limits.visits };
  for (const module of reachable) {
    for (const { specifier, name, offset } of module.syntax?.wanted() ?? []) {
      const target = targetOf(module, specifier, modules);
      if (target === undefined) continue;
      if (!exported.has(target)) exported.set(target, exportedNames(target, { modules, seen: new Set(), left }));
      if (left.left < 0) return [problem("too-much-work", startOf(module.path))];
      const names = exported.get(target);
      if (names === undefined || names.has(name)) continue;
      const at = { file: module.path, ...module.locationAt(offset) };
      problems.push(problem("import-not-allowed/no-export", at, missingExport(name, target, [...names])));
      if (problems.length === limits.problems) return problems;
    }
  }
  return problems;
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

interface Search {
  readonly modules: SourceModules;
  readonly seen: Set<SourceModule>;
  /** Names and modules that may still be looked at; below 0: it is too much. */
  readonly left: { left: number };
}

/** undefined where that cannot be said, as for a file that has problems of its own. */
function exportedNames(module: SourceModule, search: Search): ReadonlySet<string> | undefined {
  const { modules, seen, left } = search;
  if (module.code === null) return undefined;
  if (module.syntax === null) return new Set(["default"]);
  if (seen.has(module)) return new Set();
  seen.add(module);
  const { names, from } = module.syntax.exports();
  const all = new Set(names);
  left.left -= names.size;
  for (const specifier of from) {
    if (--left.left < 0) return undefined;
    const target = targetOf(module, specifier, modules);
    const others = target && exportedNames(target, search);
    if (others === undefined) return undefined;
    left.left -= others.size;
    for (const name of others) if (name !== "default") all.add(name);
  }
  return all;
}
