import { compareText } from "../../values/compare-text.ts";
import { limits } from "../sandbox/limits.ts";
import { type ResolvedImport, resolveImport } from "./imports.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** A module and all that it imports by name, each once, in the order of the imports. */
export interface Reached {
  readonly modules: readonly SourceModule[];
  /** Of what it is too much, so that not all of it was prepared. */
  readonly excess: "imports" | "text" | "work" | null;
  /** Steps that preparing all of it takes. */
  readonly work: number;
}

/** What a module imports, and no more of it than a file may: what is too much is not even prepared. */
export function reach(entry: SourceModule, modules: SourceModules): Reached {
  const found = new Set([entry]);
  const paths = new Set([entry.path]);
  let length = entry.text.length;
  let { work, nodes } = entry;
  const reached = (excess: Reached["excess"] = null): Reached => ({ modules: [...found], excess, work });
  // A set can grow while it is walked: what is added is visited too.
  for (const { imports } of found) {
    for (const path of imports) {
      if (paths.has(path)) continue;
      length += modules.lengthOf(path);
      if (paths.size > limits.imports) return reached("imports");
      if (length > limits.textLength || nodes > limits.nodes) return reached("text");
      if (work > limits.steps) return reached("work");
      const module = modules.byPath(path);
      if (module === undefined) continue;
      paths.add(path);
      found.add(module);
      work += module.work;
      nodes += module.nodes;
    }
  }
  return reached(work > limits.steps ? "work" : null);
}

/** Paths, sorted, of what is reachable from a module; its own is none of them, also in a circle. */
export function importsOf({ modules: [, ...others] }: Reached): readonly string[] {
  return others.map(({ path }) => path).toSorted(compareText);
}

/** What a module's imports mean: one may be asked for again and again, and be as long as its file. */
const known = new WeakMap<SourceModule, Map<string, ResolvedImport>>();

/** What an import means. */
export function resolvedBy(module: SourceModule, specifier: string, modules: SourceModules): ResolvedImport {
  const ofModule = known.get(module) ?? new Map<string, ResolvedImport>();
  known.set(module, ofModule);
  const resolved = ofModule.get(specifier) ?? resolveImport(module.path, specifier, (path) => modules.has(path));
  ofModule.set(specifier, resolved);
  return resolved;
}

/** The file that an import names; undefined: it names none of the set. */
export function targetOf(module: SourceModule, specifier: string, modules: SourceModules): SourceModule | undefined {
  const resolved = resolvedBy(module, specifier, modules);
  return resolved.kind === "file" ? modules.byPath(resolved.path) : undefined;
}
