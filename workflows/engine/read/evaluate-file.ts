import type { Diagnostic } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import { type Json, type JsonObject, valueBelow } from "../values/json.ts";
import { type CallSite, callSite, innermost } from "./typescript/call-sites.ts";
import { checkExports } from "./typescript/check-exports.ts";
import { diagnose, startOf } from "./problem.ts";
import { endDiagnostics } from "./end-diagnostics.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { resolveImport } from "./typescript/imports.ts";
import { jsonDefinitions } from "./json/definitions.ts";
import { limits } from "./sandbox/limits.ts";
import { nothingDeclared } from "./nothing-declared.ts";
import { importsOf, reachableFrom } from "./typescript/reachable.ts";
import { callDiagnostics, kindOf, reportDiagnostic } from "./reported.ts";
import { authoringModule, type Linker, type Sandbox } from "./sandbox/run.ts";
import type { CallReport, SandboxReport } from "./sandbox/report.ts";
import { type SourceModule, type SourceModules, textFaults } from "./typescript/source-modules.ts";
import { lostDiagnostics, thrownDiagnostics } from "./thrown.ts";

export interface EvaluateFileDeps {
  readonly sandbox: Sandbox;
  readonly modules: SourceModules;
  readonly kinds: EvaluatedKinds;
}

/** Evaluates one definition file. Problems of the file are diagnostics; it rejects only on a broken assumption. */
export async function evaluateFile(
  file: { readonly path: string; readonly text: string },
  { sandbox, modules, kinds }: EvaluateFileDeps,
): Promise<FileOutcome> {
  if (file.path.endsWith(".json")) {
    const text = file.text.replace(/^\uFEFF/, "");
    const faults = textFaults(file.path, text);
    if (faults.length > 0) return { ...refusal(faults, true), imports: [] };
    return jsonDefinitions({ path: file.path, text }, kinds);
  }
  const { entry, reachable } = reach(file.path, modules);
  const imports = importsOf(reachable);
  if (imports.length > limits.imports) {
    const message = `the file imports ${imports.length} files, itself or through others; ${limits.imports} are the most`;
    const tooMany = diagnose(
      "evaluation-budget",
      startOf(file.path),
      message,
      "Import less, or write it into one file.",
    );
    return { ...refusal([tooMany], isHealthy(reachable)), imports: [] };
  }
  return { ...(await evaluateModule(entry, reachable, { sandbox, modules, kinds })), imports };
}

/** What a file imports, where its evaluation came to no end: it is parsed and not run. */
export function importsOfFile(path: string, modules: SourceModules): FileOutcome {
  const { reachable } = reach(path, modules);
  return { ...refusal([], isHealthy(reachable)), imports: importsOf(reachable) };
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
): Promise<Omit<FileOutcome, "imports">> {
  const refused = reachable.flatMap(({ diagnostics }) => diagnostics);
  const healthy = isHealthy(reachable);
  if (refused.length > 0) return refusal(refused, healthy);
  const unknown = reachable.flatMap((module) => checkExports(module, modules));
  if (unknown.length > 0) return refusal(unknown, healthy);

  const refusedAtRunTime: Diagnostic[] = [];
  const { reports, end, intact } = await sandbox.run(entry.name, createLinker(entry, modules, refusedAtRunTime));
  const seen = visible(reachable, modules);
  const found = collect(end.kind === "too-many-calls" ? [] : reports, entry, seen, kinds);
  const diagnostics = [...refusedAtRunTime, ...found.diagnostics, ...endDiagnostics(end, entry, seen, kinds)];
  if (diagnostics.length === 0 && found.definitions.length === 0) {
    diagnostics.push(nothingDeclared(entry, kinds));
  }
  return {
    ...found,
    diagnostics: withinLimit(diagnostics, entry),
    healthy: intact,
  };
}

/** Only these by their names: stacks may be forged, and a file must not put the blame on one that it never saw. */
function visible(reachable: readonly SourceModule[], modules: SourceModules): SourceModules {
  const names = new Map(reachable.map((module) => [module.name, module]));
  return { ...modules, byName: (name) => names.get(name) };
}

function refusal(diagnostics: readonly Diagnostic[], healthy: boolean): Omit<FileOutcome, "imports"> {
  return { definitions: [], diagnostics: diagnostics.slice(0, limits.problems), importedCalls: [], healthy };
}

function createLinker(entry: SourceModule, modules: SourceModules, refused: Diagnostic[]): Linker {
  return {
    resolve(from, specifier) {
      const importer = modules.byName(from) ?? entry;
      const resolved = resolveImport(importer.path, specifier, (path) => modules.has(path));
      if (resolved.kind === "authoring") return authoringModule;
      if (resolved.kind === "refused") {
        refused.push(diagnose("import-not-allowed", startOf(importer.path), resolved.message, resolved.hint));
        return null;
      }
      const module = modules.byPath(resolved.path);
      // Imports by name are checked before; one made at run time may lead to a file with problems of its own.
      if (module !== undefined) refused.push(...module.diagnostics);
      return module?.name ?? null;
    },
    load: (name) => modules.byName(name)?.runnable ?? null,
  };
}

type Collected = Pick<FileOutcome, "definitions" | "diagnostics" | "importedCalls">;

function collect(
  reports: readonly SandboxReport[],
  entry: SourceModule,
  modules: SourceModules,
  kinds: EvaluatedKinds,
): Collected {
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  // Calls of a loop have the same stack.
  const sites = new Map<string, CallSite>();
  let spoilt: EvaluatedDefinition["at"] | null = null;
  for (const report of reports) {
    if (report.kind === "rejected") {
      diagnostics.push(...lostDiagnostics(report.thrown, entry, modules));
      continue;
    }
    if (report.kind !== "call") {
      const place = innermost(report.stack, modules, report.kind === "unfinished") ?? startOf(entry.path);
      diagnostics.push(reportDiagnostic(report, place, kinds));
      continue;
    }
    const { stack } = report.call;
    const site = sites.get(stack) ?? callSite(stack, entry, modules);
    sites.set(stack, site);
    const { at, positions, imported } = site;
    if (report.call.fault === "tainted") spoilt = at;
    diagnostics.push(...callDiagnostics(report.call, kindOf(report.call.type, kinds), at, positions));
    if (report.call.fault === "threw") {
      diagnostics.push(...thrownDiagnostics(report.call.thrown ?? { kind: "value" }, at, entry, modules));
    }
    const definition = toDefinition(report.call, site);
    if (definition !== null) (imported ? importedCalls : definitions).push(definition);
  }
  // The text that marks a value as reported already can be written by anyone; a definition never goes away in silence.
  if (spoilt !== null && diagnostics.length === 0) {
    diagnostics.push(diagnose("unsupported-value", spoilt, "the properties hold a text that is reserved"));
  }
  return { definitions, importedCalls, diagnostics };
}

function toDefinition(
  { type, id, json }: CallReport,
  { at, positions, segments }: CallSite,
): EvaluatedDefinition | null {
  if (id === null || json === null) return null;
  const props = JSON.parse(json) as Json as JsonObject;
  const present = [...positions].filter(([pointer]) => valueBelow(props, segments.get(pointer) ?? []) !== undefined);
  return { type, id, props, at, positions: Object.fromEntries(present) };
}

/** A file may have any number of problems; an error is an error among the first of them too. */
function withinLimit(diagnostics: readonly Diagnostic[], entry: SourceModule): readonly Diagnostic[] {
  if (diagnostics.length <= limits.problems) return diagnostics;
  const left = diagnostics.length - limits.problems;
  const message = `${left} more problems of this file are not listed`;
  return [...diagnostics.slice(0, limits.problems), diagnose("evaluation-budget", startOf(entry.path), message)];
}
