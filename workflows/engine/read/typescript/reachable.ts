import { compareText } from "../../values/compare-text.ts";
import { resolveImport } from "./imports.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** A module and all that it imports by name, each once, in the order of the imports. */
export function reachableFrom(entry: SourceModule, modules: SourceModules): readonly SourceModule[] {
  const found = new Set([entry]);
  // A set can grow while it is walked: what is added is visited too.
  for (const { imports } of found) {
    for (const path of imports) {
      const module = modules.byPath(path);
      if (module !== undefined) found.add(module);
    }
  }
  return [...found];
}

/** Paths, sorted, of what is reachable from a module; its own is none of them, also in a circle. */
export function importsOf([, ...others]: ReturnType<typeof reachableFrom>): readonly string[] {
  return others.map(({ path }) => path).toSorted(compareText);
}

/** The file that an import names; undefined: it names none of the set. */
export function targetOf(module: SourceModule, specifier: string, modules: SourceModules): SourceModule | undefined {
  const resolved = resolveImport(module.path, specifier, (path) => modules.has(path));
  return resolved.kind === "file" ? modules.byPath(resolved.path) : undefined;
}
