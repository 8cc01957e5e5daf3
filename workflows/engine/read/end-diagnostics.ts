import type { Diagnostic } from "../definition/diagnostic.ts";
import { diagnose, startOf } from "./problem.ts";
import { type EvaluatedKinds, nounsOf } from "./evaluated-kinds.ts";
import { limits } from "./sandbox/limits.ts";
import type { RunEnd } from "./sandbox/run.ts";
import type { SourceModule, SourceModules } from "./typescript/source-modules.ts";
import { thrownDiagnostics } from "./thrown.ts";

const data = "Write what is declared as data.";

/** What the way in which a run ended says to the author; nothing when it ended well. */
export function endDiagnostics(
  end: RunEnd,
  entry: SourceModule,
  modules: SourceModules,
  kinds: EvaluatedKinds,
): readonly Diagnostic[] {
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
      const message = `the file declares more than ${limits.definitions} ${nounsOf(kinds).many}`;
      return [diagnose("evaluation-budget", at, message, "Split the definitions folder.")];
    }
    case "out-of-memory":
      return [diagnose("too-much-memory", at, "the evaluation of the file takes more than 64 MiB of memory", data)];
    case "too-deep":
      return [diagnose("too-deep", at, "the file recurses or nests too deeply", data)];
    case "broken":
      return [diagnose("evaluation-failed", at, "the evaluator failed over this file", "Simplify the file.")];
    case "thrown":
      return thrownDiagnostics(end.thrown, at, entry, modules);
  }
}
