import { didYouMean } from "../../values/did-you-mean.ts";
import { plainText } from "../../values/plain-text.ts";
import type { MissingExport } from "../facts.ts";
import { type Problem, problem, startOf } from "../problem.ts";
import { limits } from "../sandbox/limits.ts";
import { targetOf } from "./reachable.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

type ExportProblem = Problem<"import-not-allowed/no-export" | "too-much-work">;

/** Names with which missing ones are compared: what was meant is one of a few, or is not found. */
const mostCompared = 5_000;

/** Names that modules import from files of the folder which do not export them, where they stand. */
export function checkExports(reachable: readonly SourceModule[], modules: SourceModules): readonly ExportProblem[] {
  const exported = exportedNames(reachable, modules);
  if (exported === null) return [problem("too-much-work", startOf(reachable[0]?.path ?? ""))];
  const problems: ExportProblem[] = [];
  const types = new Map<SourceModule, ReadonlySet<string>>();
  let compared = 0;
  for (const module of reachable) {
    for (const { specifier, name, offset } of module.syntax?.wanted() ?? []) {
      const target = targetOf(module, specifier, modules);
      const exports = target && exported.get(target);
      if (target === undefined || exports === undefined || exports.names.has(name)) continue;
      if (name === "default" && exports.hasDefault) continue;
      const names = exports.hasDefault ? [...exports.names, "default"] : [...exports.names];
      compared += names.length;
      const typed = types.get(target) ?? declaredTypes(target);
      types.set(target, typed);
      const at = { file: module.path, ...module.locationAt(offset) };
      const near = compared > mostCompared ? undefined : didYouMean(name, names);
      problems.push(problem("import-not-allowed/no-export", at, missingExport(name, target, { names, typed, near })));
      if (problems.length === limits.problems) return problems;
    }
  }
  return problems;
}

/** What a module exports, what types it declares, and which export a name is nearest to. */
interface Declared {
  readonly names: readonly string[];
  readonly typed: ReadonlySet<string>;
  readonly near: string | undefined;
}

function missingExport(name: string, { path }: SourceModule, { names, typed, near }: Declared): MissingExport {
  return {
    path: plainText(path),
    name: plainText(name),
    is: path.endsWith(".json") ? "json" : typed.has(name) ? "type" : null,
    near: near && plainText(near),
    some: names.slice(0, 5).map((other) => plainText(other, 30)),
    hasMore: names.length > 5,
  };
}

function declaredTypes({ text }: SourceModule): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/\b(?:type|interface)\s+([\w$]+)/g), ([, declared = ""]) => declared));
}

/** What a module exports, itself and by `export *`, which hands on all but the default. */
interface Exports {
  readonly names: ReadonlySet<string>;
  readonly hasDefault: boolean;
}

/** A module on the way to all that it exports of others. */
interface Visited {
  readonly module: SourceModule;
  /** The modules that it exports all of; undefined: one of them cannot be found. */
  readonly from: readonly SourceModule[] | undefined;
  readonly index: number;
  /** The least index of those that it leads to and that are still open. */
  low: number;
  next: number;
}

/**
 * What each module exports; undefined where that cannot be said, as for a file that has problems of its own; null: it is
 * too much to be found out. Modules that export all of one another in a circle
 * export the same, and are found together (Tarjan's algorithm), so that no name is handed on more than once for each of
 * the `export *` that leads out of a circle. Without recursion: a chain may be as long as a file may import.
 */
function exportedNames(
  reachable: readonly SourceModule[],
  modules: SourceModules,
): ReadonlyMap<SourceModule, Exports | undefined> | null {
  const found = new Map<SourceModule, Exports | undefined>();
  const visited = new Map<SourceModule, Visited>();
  /** Those whose circle is not complete. */
  const open: Visited[] = [];
  let left: number = limits.visits;

  function visit(module: SourceModule): Visited {
    const from = starTargets(module, modules);
    const begun: Visited = { module, from, index: visited.size, low: visited.size, next: 0 };
    left -= from?.length ?? 0;
    visited.set(module, begun);
    open.push(begun);
    return begun;
  }

  /** The names of the circle that ends with this module, which is complete. */
  function close(last: Visited): void {
    const circle = open.splice(open.lastIndexOf(last));
    const members = new Set(circle.map(({ module }) => module));
    const own = circle.map(({ module }) => ownNames(module));
    const names = new Set(own.flatMap((some) => [...some]));
    names.delete("default");
    let isKnown = true;
    for (const { module, from } of circle) {
      if (from === undefined || module.code === null) isKnown = false;
      for (const target of from ?? []) {
        if (members.has(target)) continue;
        const others = found.get(target);
        if (others === undefined) isKnown = false;
        left -= others?.names.size ?? 0;
        if (left < 0) return;
        for (const name of others?.names ?? []) names.add(name);
      }
    }
    for (const [index, { module }] of circle.entries()) {
      const hasDefault = own[index]?.has("default") === true;
      found.set(module, isKnown ? { names, hasDefault } : undefined);
    }
  }

  for (const entry of reachable) {
    const path = visited.has(entry) ? [] : [visit(entry)];
    for (let last = path.at(-1); last !== undefined && left >= 0; last = path.at(-1)) {
      const target = last.from?.[last.next++];
      if (target !== undefined) {
        const known = visited.get(target);
        if (known === undefined) path.push(visit(target));
        else if (!found.has(target)) last.low = Math.min(last.low, known.index);
        continue;
      }
      path.pop();
      if (last.low === last.index) close(last);
      const before = path.at(-1);
      if (before !== undefined) before.low = Math.min(before.low, last.low);
    }
  }
  return left < 0 ? null : found;
}

function ownNames({ syntax }: SourceModule): ReadonlySet<string> {
  return syntax === null ? new Set(["default"]) : syntax.exports().names;
}

/** The modules that a module exports all of, each once; undefined: one of them cannot be found. */
function starTargets(module: SourceModule, modules: SourceModules): readonly SourceModule[] | undefined {
  const targets = new Set<SourceModule>();
  for (const specifier of new Set(module.syntax?.exports().from)) {
    const target = targetOf(module, specifier, modules);
    if (target === undefined) return undefined;
    targets.add(target);
  }
  return [...targets];
}
