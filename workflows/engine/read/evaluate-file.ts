import type { SourceFile } from "../definition/evaluation.ts";
import { collect } from "./collect.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import type { FileOutcome, ReadFile } from "./file-outcome.ts";
import { jsonDefinitions } from "./json/definitions.ts";
import { nothingDeclared } from "./nothing-declared.ts";
import { type FileProblem, atLocation, problem, startOf, type TellProblem } from "./problem.ts";
import { limits } from "./sandbox/limits.ts";
import type { SandboxReport } from "./sandbox/report.ts";
import { authoringModule, type Linker, type RunEnd, type Sandbox } from "./sandbox/run.ts";
import { endProblems, type Ran } from "./thrown.ts";
import { checkExports } from "./typescript/check-exports.ts";
import { importsOf, reach, type Reached, resolvedBy } from "./typescript/reachable.ts";
import { type SourceModule, type SourceModules, textFaults, textWork } from "./typescript/source-modules.ts";

export interface EvaluateFileDeps {
  readonly sandbox: Sandbox;
  readonly modules: SourceModules;
  readonly kinds: EvaluatedKinds;
  /** Finds the words for what is wrong with a file. */
  readonly tell: TellProblem<FileProblem["name"]>;
}

/** Evaluates one definition file. Problems of the file are diagnostics; it rejects only on a broken assumption. */
export async function evaluateFile(file: SourceFile, deps: EvaluateFileDeps): Promise<FileOutcome> {
  const { problems, ...outcome } = file.path.endsWith(".json")
    ? readJsonFile(file, deps)
    : await readModuleFile(file, deps);
  return { ...outcome, diagnostics: problems.map((found) => deps.tell(found)) };
}

function readJsonFile(file: SourceFile, { kinds }: EvaluateFileDeps): ReadFile {
  const text = file.text.replace(/^\uFEFF/, "");
  const faults = textFaults(file.path, text);
  return faults.length > 0
    ? { ...refusal(faults, true), imports: [] }
    : { ...jsonDefinitions({ path: file.path, text }, kinds), work: textWork(file) };
}

async function readModuleFile({ path }: SourceFile, deps: EvaluateFileDeps): Promise<ReadFile> {
  const { entry, reached } = reachedBy(path, deps.modules);
  const [imports, healthy] = [importsOf(reached), isHealthy(reached)];
  // What is kept is prepared once for all files that import it, and is an ordinary set's.
  const work = reached.modules.reduce((sum, module) => sum + (deps.modules.isKept(module) ? 0 : module.work), 0);
  const refused = excessProblem(reached, entry);
  if (refused !== undefined) return { ...refusal([refused], healthy), imports: [], work };
  const evaluated = await evaluateModule(entry, reached, deps);
  return { ...evaluated, imports, work: evaluated.work + work };
}

/** What there is too much of; a file that has problems of its own has them told. */
function excessProblem({ modules, excess }: Reached, { path }: SourceModule): FileProblem | undefined {
  if (excess === "imports") return problem("evaluation-budget/imports", startOf(path));
  if (excess === "text") return problem("evaluation-budget/text", startOf(path));
  const isRefused = modules.some(({ problems }) => problems.length > 0);
  return excess === "work" && !isRefused ? problem("too-much-work", startOf(path)) : undefined;
}

/** What a file imports, where its evaluation came to no end: it is parsed and not run. */
export function importsOfFile(path: string, modules: SourceModules): FileOutcome {
  const { reached } = reachedBy(path, modules);
  const imports = reached.excess === null ? importsOf(reached) : [];
  return { definitions: [], diagnostics: [], importedCalls: [], imports, work: 0, healthy: isHealthy(reached) };
}

function reachedBy(path: string, modules: SourceModules) {
  const entry = modules.byPath(path);
  if (entry === undefined) throw new Error("the file is not one of the set");
  return { entry, reached: reach(entry, modules) };
}

function isHealthy({ modules }: Reached): boolean {
  return modules.every(({ healthy }) => healthy);
}

async function evaluateModule(
  entry: SourceModule,
  reached: Reached,
  { sandbox, modules, kinds }: EvaluateFileDeps,
): Promise<Omit<ReadFile, "imports">> {
  const refused = reached.modules.flatMap(({ problems }) => problems);
  const healthy = isHealthy(reached);
  if (refused.length > 0) return refusal(refused, healthy);
  const unknown = checkExports(reached.modules, modules);
  if (unknown.length > 0) return refusal(unknown, healthy);

  const refusedAtRunTime: FileProblem[] = [];
  const linker = createLinker(entry, modules, refusedAtRunTime);
  const most = limits.steps - reached.work;
  const { reports, end, steps, intact } = await sandbox.run(entry.name, linker, most);
  const ran: Ran = { entry, modules: visible(reached.modules, modules, most - steps), texts: new Set() };
  const found = collect(reports.filter(toldAfter(end)), ran, kinds);
  const problems = [...refusedAtRunTime, ...found.problems, ...endProblems(end, ran, kinds)];
  if (problems.length === 0 && found.definitions.length === 0) problems.push(nothingDeclared(entry, kinds));
  const { definitions, importedCalls, unlisted } = found;
  return { definitions, importedCalls, problems: withinLimit(problems, unlisted, entry), work: steps, healthy: intact };
}

/** What counts of the reports of a run that ended so: where there was too much of something, what it declares is no whole. */
function toldAfter(end: RunEnd): (report: SandboxReport) => boolean {
  if (end.kind === "too-many-calls" || end.kind === "too-large") return () => false;
  return (report) => end.kind !== "interrupted" || report.kind !== "call" || report.call.json === null;
}

/**
 * Only these by their names: stacks may be forged, and a file must not put the blame on one that it never saw. What is
 * looked at takes of the steps that are left.
 */
function visible(reachable: readonly SourceModule[], modules: SourceModules, steps: number): SourceModules {
  const names = new Map(reachable.map((module) => [module.name, module]));
  let left = Math.min(limits.looks, Math.max(limits.leastLooks, Math.floor(steps / limits.stepsPerLook)));
  return { ...modules, byName: (name) => names.get(name), look: (count) => (left -= count) >= 0 };
}

function refusal(problems: readonly FileProblem[], healthy: boolean): Omit<ReadFile, "imports"> {
  return { definitions: [], problems: problems.slice(0, limits.problems), importedCalls: [], work: 0, healthy };
}

function createLinker(entry: SourceModule, modules: SourceModules, refused: FileProblem[]): Linker {
  return {
    resolve(from, specifier) {
      const importer = modules.byName(from) ?? entry;
      const resolved = resolvedBy(importer, specifier, modules);
      if (resolved.kind === "authoring") return authoringModule;
      if (resolved.kind === "refused") {
        refused.push(atLocation(resolved.refusal, () => startOf(importer.path)));
        return null;
      }
      const module = modules.byPath(resolved.path);
      // Imports by name are checked before; one made at run time may lead to a file with problems of its own.
      if (module !== undefined) refused.push(...module.problems);
      return module?.name ?? null;
    },
    load: (name) => modules.byName(name)?.runnable ?? null,
  };
}

/** A file may have any number of problems; an error is an error among the first of them too. */
function withinLimit(problems: readonly FileProblem[], unlisted: number, entry: SourceModule): readonly FileProblem[] {
  const left = problems.length - limits.problems;
  if (left <= 0 && unlisted === 0) return problems;
  const more = problem("evaluation-budget/problems", startOf(entry.path), { left: Math.max(0, left) + unlisted });
  return [...problems.slice(0, limits.problems), more];
}
