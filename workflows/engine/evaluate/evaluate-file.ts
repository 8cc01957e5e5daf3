import type { Diagnostic } from "../diagnostic.ts";
import type { EvaluatedDefinition } from "../evaluation.ts";
import { type Json, type JsonObject, valueAt } from "../json.ts";
import { callSite, innermost } from "./call-sites.ts";
import { checkAwaits } from "./check-awaits.ts";
import { diagnose, startOf } from "./diagnose.ts";
import { endDiagnostics } from "./end-diagnostics.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { resolveImport } from "./imports.ts";
import { jsonDefinitions } from "./json-definitions.ts";
import { limits } from "./limits.ts";
import { reachableFrom } from "./reachable.ts";
import { callDiagnostics, reportDiagnostic } from "./report-diagnostics.ts";
import { authoringModule, type Linker, type Sandbox } from "./sandbox-run.ts";
import type { CallReport, SandboxReport } from "./sandbox-report.ts";
import { type SourceModule, type SourceModules, textFault } from "./source-modules.ts";
import type { Place } from "./text-places.ts";

export interface EvaluateFileDeps {
  readonly sandbox: Sandbox;
  readonly modules: SourceModules;
}

/** Evaluates one definition file. Problems of the file are diagnostics; it rejects only on a broken assumption. */
export async function evaluateFile(
  file: { readonly path: string; readonly text: string },
  { sandbox, modules }: EvaluateFileDeps,
): Promise<FileOutcome> {
  if (file.path.endsWith(".json")) {
    const fault = textFault(file.path, file.text);
    if (fault !== null) return refusal([fault], true);
    return jsonDefinitions({ path: file.path, text: file.text.replace(/^\uFEFF/, "") });
  }
  const entry = modules.byPath(file.path);
  if (entry === undefined) throw new Error("the file is not one of the set");
  const reachable = reachableFrom(entry, modules);
  const refused = reachable.flatMap(({ diagnostics }) => diagnostics);
  const healthy = reachable.every((module) => module.healthy);
  if (refused.length > 0) return refusal(refused, healthy);

  const refusedAtRunTime: Diagnostic[] = [];
  const { reports, end, intact } = await sandbox.run(entry.name, createLinker(entry, modules, refusedAtRunTime));
  const found = collect(end.kind === "too-many-calls" ? [] : reports, entry, modules);
  const awaits = reachable.flatMap((module) => checkAwaits(module, modules));
  const diagnostics = [...awaits, ...refusedAtRunTime, ...found.diagnostics, ...endDiagnostics(end, entry, modules)];
  if (diagnostics.length === 0 && found.definitions.length === 0) {
    diagnostics.push(nothingDeclared(entry));
  }
  return {
    ...found,
    diagnostics: withinLimit(diagnostics, entry),
    healthy: intact,
  };
}

/** A file that was meant to declare something must not pass for one whose definitions were removed. */
function nothingDeclared({ path, code }: SourceModule): Diagnostic {
  // What exports something is there for others, who make the call.
  if (code === null || !/\bConnection\s*\(/.test(code) || /^\s*export\b/m.test(code)) {
    return diagnose("no-definitions", startOf(path), "the file declares no connection");
  }
  return diagnose("nothing-declared", startOf(path), "the file calls AWS.Events.Connection, but nothing was declared");
}

function refusal(diagnostics: readonly Diagnostic[], healthy: boolean): FileOutcome {
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
    load: (name) => modules.byName(name)?.code ?? null,
  };
}

type Collected = Pick<FileOutcome, "definitions" | "diagnostics" | "importedCalls">;

function collect(reports: readonly SandboxReport[], entry: SourceModule, modules: SourceModules): Collected {
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  let spoilt: EvaluatedDefinition["at"] | null = null;
  for (const report of reports) {
    if (report.kind !== "call") {
      diagnostics.push(reportDiagnostic(report, innermost(report.stack, entry, modules)));
      continue;
    }
    const { at, positions, imported } = callSite(report.call.stack, entry, modules);
    if (report.call.fault === "tainted") spoilt = at;
    diagnostics.push(...callDiagnostics(report.call, at, positions));
    const definition = toDefinition(report.call, at, positions);
    if (definition !== null) (imported ? importedCalls : definitions).push(definition);
  }
  // The text that marks a value as reported already can be written by anyone; a definition never goes away in silence.
  if (spoilt !== null && diagnostics.length === 0) {
    diagnostics.push(diagnose("unsupported-value", spoilt, "the properties hold a text that is reserved"));
  }
  return { definitions, importedCalls, diagnostics };
}

function toDefinition(
  { id, json }: CallReport,
  at: EvaluatedDefinition["at"],
  positions: ReadonlyMap<string, Place>,
): EvaluatedDefinition | null {
  if (id === null || json === null) return null;
  const props = JSON.parse(json) as Json as JsonObject;
  const present = [...positions].filter(([pointer]) => valueAt(props, pointer) !== undefined);
  return { id, props, at, positions: Object.fromEntries(present) };
}

/** A file may have any number of problems; an error is an error among the first of them too. */
function withinLimit(diagnostics: readonly Diagnostic[], entry: SourceModule): readonly Diagnostic[] {
  if (diagnostics.length <= limits.problems) return diagnostics;
  const left = diagnostics.length - limits.problems;
  const message = `${left} more problems of this file are not listed`;
  return [...diagnostics.slice(0, limits.problems), diagnose("evaluation-budget", startOf(entry.path), message)];
}
