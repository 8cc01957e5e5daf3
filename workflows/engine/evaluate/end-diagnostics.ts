import type { Diagnostic } from "../diagnostic.ts";
import { plainText } from "../interpret/plain-text.ts";
import { innermost } from "./call-sites.ts";
import { diagnose, startOf } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { maskLiterals } from "./mask-literals.ts";
import { hermetic } from "./report-diagnostics.ts";
import { refusedImport, type RunEnd } from "./sandbox-run.ts";
import type { Thrown } from "./sandbox-report.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** What other hosts of JavaScript have and the sandbox does not, since it would tell one evaluation from another. */
const absent: ReadonlySet<string> = new Set(
  (
    "Date Intl Temporal performance crypto fetch XMLHttpRequest WebSocket process Deno Bun require module " +
    "exports __dirname __filename Buffer global window self console setTimeout setInterval setImmediate " +
    "clearTimeout clearInterval queueMicrotask Worker eval WeakRef FinalizationRegistry SharedArrayBuffer " +
    "Atomics WebAssembly URL structuredClone TextEncoder TextDecoder btoa atob std os navigator document"
  ).split(" "),
);

const data = "Write what is declared as data.";

/** What the way in which a run ended says to the author; nothing when it ended well. */
export function endDiagnostics(end: RunEnd, entry: SourceModule, modules: SourceModules): readonly Diagnostic[] {
  const at = startOf(entry.path);
  switch (end.kind) {
    case "finished":
      return [];
    case "pending":
      return [
        diagnose("never-finishes", at, "the file awaits a promise that nothing settles, or makes promises without end"),
      ];
    case "interrupted":
      return [diagnose("too-much-work", at, "the evaluation of the file does not end within its bound", data)];
    case "too-many-calls": {
      const message = `the file declares more than ${limits.definitions} connections`;
      return [diagnose("evaluation-budget", at, message, "Split the definitions folder.")];
    }
    case "out-of-memory":
      return [diagnose("too-much-memory", at, "the evaluation of the file takes more than 64 MiB of memory", data)];
    case "too-deep":
      return [diagnose("too-deep", at, "the file recurses or nests too deeply", data)];
    case "broken":
      return [diagnose("evaluation-failed", at, "the evaluator failed over this file", "Simplify the file.")];
    case "thrown":
      return thrownDiagnostics(end.thrown, entry, modules);
  }
}

function thrownDiagnostics(thrown: Thrown, entry: SourceModule, modules: SourceModules): readonly Diagnostic[] {
  if (thrown.kind === "reported" || (thrown.kind === "error" && thrown.message === refusedImport)) return [];
  if (thrown.kind === "value") {
    return [diagnose("file-threw", startOf(entry.path), "the file threw something that is not an Error")];
  }
  const at = innermost(thrown.stack, entry, modules);
  const missing = /^'([\w$]{1,60})' is not defined$/.exec(thrown.message)?.[1];
  if (missing !== undefined && absent.has(missing)) {
    return [diagnose("not-hermetic", at, `${missing} is not available to a definition`, hermetic)];
  }
  const message = maskLiterals(readable(thrown.message, modules), entry, modules);
  const code = thrown.name === "SyntaxError" && thrown.stack === "" ? "import-not-allowed" : "file-threw";
  if (code === "import-not-allowed") {
    return [diagnose(code, at, message, "Import types with `import type`; other names must be exported.")];
  }
  return [diagnose(code, at, `${plainText(thrown.name, 40).trim() || "Error"}: ${message}`)];
}

/** The sandbox's names of modules are internal. */
function readable(message: string, modules: SourceModules): string {
  return message.replaceAll(/'(m\d{1,6})'/g, (whole, name: string) => {
    const path = modules.byName(name)?.path;
    return path === undefined ? whole : `"${plainText(path)}"`;
  });
}
