import type { SourceModule } from "../support/source-imports.ts";

/** Files that import one another: each imports the next, and the last one the first. */
export type ImportCircle = readonly string[];

/**
 * Circles among the files; none: there is no circle. Where circles share files, not every way around is listed. An
 * import of a type counts as any other.
 */
export function importCircles(modules: readonly Pick<SourceModule, "path" | "imports">[]): readonly ImportCircle[] {
  const imports = new Map(modules.map(({ path, imports: targets }) => [path, targets]));
  const circles: ImportCircle[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const start = way.indexOf(file);
    if (start !== -1) {
      circles.push(way.slice(start));
      return;
    }
    way.push(file);
    // What is not among the files, such as a package, imports nothing.
    for (const target of imports.get(file) ?? []) visit(target);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return circles;
}
