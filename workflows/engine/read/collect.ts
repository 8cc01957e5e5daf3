import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import type { Json, JsonObject } from "../values/json.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import { type FileProblem, problem, startOf } from "./problem.ts";
import { callProblems, reportProblem } from "./reported.ts";
import { limits } from "./sandbox/limits.ts";
import type { CallReport, SandboxReport } from "./sandbox/report.ts";
import { lostProblems, type Ran, thrownProblems } from "./thrown.ts";
import { type CallSite, callSite, innermost } from "./typescript/call-sites.ts";

/** What a run of a file reported, as definitions and problems. */
export interface Collected {
  readonly definitions: readonly EvaluatedDefinition[];
  readonly importedCalls: readonly EvaluatedDefinition[];
  readonly problems: readonly FileProblem[];
  /** Problems beyond those that are listed, of which nothing is found out. */
  readonly unlisted: number;
}

/** Understands the reports of a run in their order. */
export function collect(reports: readonly SandboxReport[], ran: Ran, kinds: EvaluatedKinds): Collected {
  const { entry, modules } = ran;
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const problems: FileProblem[] = [];
  let unlisted = 0;
  let located = 0;
  // Calls of a loop have the same stack.
  const sites = new Map<string, CallSite>();
  let spoilt: EvaluatedDefinition["at"] | null = null;

  function siteOf(stack: string): CallSite {
    const site = sites.get(stack) ?? callSite(stack, entry, modules);
    sites.set(stack, site);
    return site;
  }

  /** So many locations are told; a definition has all of its own, or none. */
  function withinSize(definition: EvaluatedDefinition): EvaluatedDefinition {
    located += Object.keys(definition.locations).length;
    return located > limits.locations ? { ...definition, locations: {} } : definition;
  }

  for (const report of reports) {
    const isFull = problems.length > limits.problems;
    if (report.kind === "call") {
      const { call } = report;
      if (isFull) unlisted += problemsIn(call);
      if (isFull && call.json === null) continue;
      const site = siteOf(call.stack);
      if (call.fault === "tainted") spoilt = site.at;
      if (!isFull) problems.push(...callProblems(call, site, kinds));
      if (!isFull && call.fault === "threw") {
        problems.push(...thrownProblems(call.thrown ?? { kind: "value" }, site.at, ran));
      }
      const definition = toDefinition(call, site);
      if (definition !== null) (site.imported ? importedCalls : definitions).push(withinSize(definition));
    } else if (isFull) unlisted++;
    else if (report.kind === "rejected") problems.push(...lostProblems(report.thrown, ran));
    else {
      const location = innermost(report.stack, modules, report.kind === "unfinished") ?? startOf(entry.path);
      problems.push(reportProblem(report, location, kinds));
    }
  }
  // The text that marks a value as reported already can be written by anyone; a definition never goes away in silence.
  if (spoilt !== null && problems.length === 0) problems.push(problem("unsupported-value/reserved", spoilt));
  return { definitions, importedCalls, problems, unlisted };
}

/** How many problems a call has. */
function problemsIn({ problems, fault }: CallReport): number {
  return problems.length + (fault === null || fault === "tainted" ? 0 : 1);
}

function toDefinition({ type, id, json }: CallReport, site: CallSite): EvaluatedDefinition | null {
  if (id === null || json === null) return null;
  const props = JSON.parse(json) as Json as JsonObject;
  return { type, id, props, at: site.at, locations: site.present(props) };
}
