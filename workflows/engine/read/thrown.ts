import type { Location } from "../definition/diagnostic.ts";
import { plainText } from "../values/plain-text.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import { maskLiterals, type MaskedRun } from "./mask-literals.ts";
import { type FileProblem, messageLength, problem, startOf } from "./problem.ts";
import type { Thrown } from "./sandbox/report.ts";
import { refusedImport, type RunEnd } from "./sandbox/run.ts";
import { absenceOf } from "./typescript/absent-names.ts";
import { innermost } from "./typescript/call-sites.ts";
import type { SourceModules } from "./typescript/source-modules.ts";

/** The file that was run, and the modules that its stacks may name. */
export type Ran = MaskedRun;

/** What the way in which a run ended is about; nothing when it ended well. */
export function endProblems(end: RunEnd, ran: Ran, kinds: EvaluatedKinds): readonly FileProblem[] {
  const at = startOf(ran.entry.path);
  switch (end.kind) {
    case "finished":
      return [];
    case "pending":
      return [problem("never-finishes/file", at)];
    case "interrupted":
      return [problem("too-much-work", at)];
    case "too-many-calls":
      return [problem("evaluation-budget/calls", at, { kinds })];
    case "too-large":
      return [problem("evaluation-budget/reports", at)];
    case "out-of-memory":
      return [problem("too-much-memory", at)];
    case "too-deep":
      return [problem("too-deep/run", at)];
    case "broken":
      return [problem("evaluation-failed/file", at)];
    case "thrown":
      return thrownProblems(end.thrown, at, ran);
  }
}

/** What an exception is about; nothing when it was told already. `at` counts where the exception has no location. */
export function thrownProblems(thrown: Thrown, at: Location, ran: Ran): readonly FileProblem[] {
  const { modules } = ran;
  if (thrown.kind === "reported" || (thrown.kind === "error" && thrown.message === refusedImport)) return [];
  if (thrown.kind === "value") return [problem("file-threw/no-error", at)];
  const { name, stack } = thrown;
  const location = innermost(stack, modules) ?? at;
  if (name === "InternalError" && thrown.message === "stack overflow") return [problem("too-deep/run", location)];
  if (name === "InternalError" && thrown.message === "out of memory") return [problem("too-much-memory", location)];
  const missing = /^'([\w$]{1,60})' is not defined$/.exec(thrown.message)?.[1];
  const absence = missing && absenceOf(missing);
  if (missing !== undefined && absence) return [problem("not-hermetic", location, { name: missing, absence })];

  const masked = maskLiterals(readable(thrown.message, modules), ran);
  const message = plainText(masked, messageLength / 2);
  if (name === "SyntaxError" && stack === "") return [problem("import-not-allowed/link", location, { message })];
  const error = plainText(name, 40).trim() || "Error";
  return [problem("file-threw", location, { error, message, missing })];
}

/** The same of an exception that ended an async function, where nothing looked at what became of it. */
export function lostProblems(thrown: Thrown, ran: Ran): readonly FileProblem[] {
  return thrownProblems(thrown, startOf(ran.entry.path), ran).map((found) => {
    if (found.name === "file-threw") return problem("unawaited-call", found.at, found.facts);
    return found.name === "file-threw/no-error" ? problem("unawaited-call/no-error", found.at) : found;
  });
}

/** The sandbox's names of modules are internal. */
function readable(message: string, modules: SourceModules): string {
  return message.replaceAll(/'(m\d{1,6})'/g, (whole, name: string) => {
    const path = modules.byName(name)?.path;
    return path === undefined ? whole : `"${plainText(path)}"`;
  });
}
