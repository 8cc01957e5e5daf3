import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { plainText } from "../values/plain-text.ts";
import { absenceDiagnostic, explainAbsence } from "./typescript/absent-names.ts";
import { innermost } from "./typescript/call-sites.ts";
import { diagnose, startOf } from "./problem.ts";
import { missingNameHint } from "./typescript/foreign-packages.ts";
import { maskLiterals } from "./mask-literals.ts";
import { refusedImport } from "./sandbox/run.ts";
import type { Thrown } from "./sandbox/report.ts";
import type { SourceModule, SourceModules } from "./typescript/source-modules.ts";

const data = "Write what is declared as data.";

/** What an exception says to the author; nothing when it was told already. `at` counts where the exception has no place. */
export function thrownDiagnostics(
  thrown: Thrown,
  at: Location,
  entry: SourceModule,
  modules: SourceModules,
): readonly Diagnostic[] {
  if (thrown.kind === "reported" || (thrown.kind === "error" && thrown.message === refusedImport)) return [];
  if (thrown.kind === "value") {
    const hint = 'Throw an Error, as in `throw new Error("what is wrong")`.';
    return [diagnose("file-threw", at, "something was thrown that is not an Error", hint)];
  }
  const { name, stack } = thrown;
  const place = innermost(stack, modules) ?? at;
  if (name === "InternalError" && thrown.message === "stack overflow") {
    return [diagnose("too-deep", place, "the file recurses or nests too deeply", data)];
  }
  if (name === "InternalError" && thrown.message === "out of memory") {
    return [diagnose("too-much-memory", place, "the evaluation of the file takes more than 64 MiB of memory", data)];
  }
  const missing = /^'([\w$]{1,60})' is not defined$/.exec(thrown.message)?.[1];
  if (missing !== undefined && explainAbsence(missing) !== undefined) return [absenceDiagnostic(missing, place)];

  const message = maskLiterals(readable(thrown.message, modules), entry, modules);
  if (name === "SyntaxError" && stack === "") {
    return [
      diagnose("import-not-allowed", place, message, "Import types with `import type`; other names must be exported."),
    ];
  }
  const hint = missing === undefined ? null : missingNameHint(missing);
  return [diagnose("file-threw", place, `${plainText(name, 40).trim() || "Error"}: ${message}`, hint)];
}

/** The same of an exception that ended an async function, where nothing looked at what became of it. */
export function lostDiagnostics(thrown: Thrown, entry: SourceModule, modules: SourceModules): readonly Diagnostic[] {
  return thrownDiagnostics(thrown, startOf(entry.path), entry, modules).map((diagnostic) => {
    if (diagnostic.code !== "file-threw") return diagnostic;
    const hint = "Write `await` in front of the call of the async function; in a loop use `for … of`, not `forEach`.";
    return diagnose(
      "unawaited-call",
      diagnostic,
      `nothing awaits the call that threw this: ${diagnostic.message}`,
      hint,
    );
  });
}

/** The sandbox's names of modules are internal. */
function readable(message: string, modules: SourceModules): string {
  return message.replaceAll(/'(m\d{1,6})'/g, (whole, name: string) => {
    const path = modules.byName(name)?.path;
    return path === undefined ? whole : `"${plainText(path)}"`;
  });
}
