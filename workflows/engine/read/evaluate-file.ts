import type { EvaluatedDefinition, SourceFile } from "../definition/evaluation.ts";
import { type Json, type JsonObject, valueBelow } from "../values/json.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import type { FileOutcome, ReadFile } from "./file-outcome.ts";
import { jsonDefinitions } from "./json/definitions.ts";
import { nothingDeclared } from "./nothing-declared.ts";
import { type FileProblem, atLocation, problem, startOf, type TellProblem } from "./problem.ts";
import { callProblems, reportProblem } from "./reported.ts";
import { limits } from "./sandbox/limits.ts";
import type { CallReport, SandboxReport } from "./sandbox/report.ts";
import { authoringModule, type Linker, type Sandbox } from "./sandbox/run.ts";
import { endProblems, lostProblems, type Ran, thrownProblems } from "./thrown.ts";
import { type CallSite, callSite, innermost } from "./typescript/call-sites.ts";
import { checkExports } from "./typescript/check-exports.ts";
import { resolveImport } from "./typescript/imports.ts";
import { importsOf, reachableFrom } from "./typescript/reachable.ts";
import { keptLength, type SourceModule, type SourceModules, textFaults } from "./typescript/source-modules.ts";

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
  const { entry, reachable } = reach(path, deps.modules);
  const imports = importsOf(reachable);
  const length = reachable.reduce((sum, { text }) => sum + text.length, 0);
  const refused =
    imports.length > limits.imports
      ? problem("evaluation-budget/imports", startOf(path), { count: imports.length })
      : length > limits.textLength
        ? problem("evaluation-budget/text", startOf(path), { length })
        : undefined;
  // What is imported is prepared once, where it is not too much to be kept.
  const work = (length > keptLength ? reachable : [entry]).reduce((sum, module) => sum + textWork(module), 0);
  if (refused !== undefined) return { ...refusal([refused], isHealthy(reachable)), imports: [], work };
  const evaluated = await evaluateModule(entry, reachable, deps);
  return { ...evaluated, imports, work: evaluated.work + work };
}

/** Steps for reading a text. */
function textWork({ path, text }: Pick<SourceFile, "path" | "text">): number {
  return Math.ceil(text.length * limits.stepsPerUnit * (path.endsWith(".json") ? 0.1 : 1));
}

/** What a file imports, where its evaluation came to no end: it is parsed and not run. */
export function importsOfFile(path: string, modules: SourceModules): FileOutcome {
  const { reachable } = reach(path, modules);
  const healthy = isHealthy(reachable);
  return { definitions: [], diagnostics: [], importedCalls: [], imports: importsOf(reachable), work: 0, healthy };
}

function reach(path: string, modules: SourceModules) {
  const entry = modules.byPath(path);
  if (entry === undefined) throw new Error("the file is not one of the set");
  return { entry, reachable: reachableFrom(entry, modules) };
}

function isHealthy(modules: readonly SourceModule[]): boolean {
  return modules.every(({ healthy }) => healthy);
}

async function evaluateModule(
  entry: SourceModule,
  reachable: readonly SourceModule[],
  { sandbox, modules, kinds }: EvaluateFileDeps,
): Promise<Omit<ReadFile, "imports">> {
  const refused = reachable.flatMap(({ problems }) => problems);
  const healthy = isHealthy(reachable);
  if (refused.length > 0) return refusal(refused, healthy);
  const unknown = checkExports(reachable, modules);
  if (unknown.length > 0) return refusal(unknown, healthy);

  const refusedAtRunTime: FileProblem[] = [];
  const { reports, end, steps, intact } = await sandbox.run(entry.name, createLinker(entry, modules, refusedAtRunTime));
  const ran: Ran = { entry, modules: visible(reachable, modules), texts: new Set() };
  const isTooMuch = end.kind === "too-many-calls" || end.kind === "too-large";
  const found = collect(isTooMuch ? [] : reports, ran, kinds);
  const problems = [...refusedAtRunTime, ...found.problems, ...endProblems(end, ran, kinds)];
  if (problems.length === 0 && found.definitions.length === 0) problems.push(nothingDeclared(entry, kinds));
  return { ...found, problems: withinLimit(problems, entry), work: steps, healthy: intact };
}

/** Only these by their names: stacks may be forged, and a file must not put the blame on one that it never saw. */
function visible(reachable: readonly SourceModule[], modules: SourceModules): SourceModules {
  const names = new Map(reachable.map((module) => [module.name, module]));
  let left: number = limits.looks;
  return { ...modules, byName: (name) => names.get(name), look: (count) => (left -= count) >= 0 };
}

function refusal(problems: readonly FileProblem[], healthy: boolean): Omit<ReadFile, "imports"> {
  return { definitions: [], problems: problems.slice(0, limits.problems), importedCalls: [], work: 0, healthy };
}

function createLinker(entry: SourceModule, modules: SourceModules, refused: FileProblem[]): Linker {
  return {
    resolve(from, specifier) {
      const importer = modules.byName(from) ?? entry;
      const resolved = resolveImport(importer.path, specifier, (path) => modules.has(path));
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

type Collected = Pick<ReadFile, "definitions" | "problems" | "importedCalls">;

function collect(reports: readonly SandboxReport[], ran: Ran, kinds: EvaluatedKinds): Collected {
  const { entry, modules } = ran;
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const problems: FileProblem[] = [];
  // Calls of a loop have the same stack.
  const sites = new Map<string, CallSite>();
  let spoilt: EvaluatedDefinition["at"] | null = null;
  for (const report of reports) {
    if (problems.length > limits.problems && report.kind !== "call") {
      // It counts, and is not told.
      problems.push(problem("evaluation-budget/problems", startOf(entry.path), { left: 0 }));
      continue;
    }
    if (report.kind === "rejected") {
      problems.push(...lostProblems(report.thrown, ran));
      continue;
    }
    if (report.kind !== "call") {
      const location = innermost(report.stack, modules, report.kind === "unfinished") ?? startOf(entry.path);
      problems.push(reportProblem(report, location, kinds));
      continue;
    }
    const { stack, fault, thrown } = report.call;
    const site = sites.get(stack) ?? callSite(stack, entry, modules);
    sites.set(stack, site);
    if (fault === "tainted") spoilt = site.at;
    problems.push(...callProblems(report.call, site, kinds));
    if (fault === "threw") problems.push(...thrownProblems(thrown ?? { kind: "value" }, site.at, ran));
    const definition = toDefinition(report.call, site);
    if (definition !== null) (site.imported ? importedCalls : definitions).push(definition);
  }
  // The text that marks a value as reported already can be written by anyone; a definition never goes away in silence.
  if (spoilt !== null && problems.length === 0) problems.push(problem("unsupported-value/reserved", spoilt));
  return { definitions, importedCalls, problems };
}

function toDefinition(
  { type, id, json }: CallReport,
  { at, locations, segments }: CallSite,
): EvaluatedDefinition | null {
  if (id === null || json === null) return null;
  const props = JSON.parse(json) as Json as JsonObject;
  const present = [...locations].filter(([pointer]) => valueBelow(props, segments.get(pointer) ?? []) !== undefined);
  return { type, id, props, at, locations: Object.fromEntries(present) };
}

/** A file may have any number of problems; an error is an error among the first of them too. */
function withinLimit(problems: readonly FileProblem[], entry: SourceModule): readonly FileProblem[] {
  const left = problems.length - limits.problems;
  if (left <= 0) return problems;
  return [...problems.slice(0, limits.problems), problem("evaluation-budget/problems", startOf(entry.path), { left })];
}
