import type { Diagnostic } from "../diagnostic.ts";
import type { EvaluatedDefinition, Evaluation, SourceFile } from "../evaluation.ts";
import { plainText } from "../interpret/plain-text.ts";
import { canonicalJson } from "../json.ts";
import { compareText, isDefinitionFile, pathFault } from "./definition-files.ts";
import { diagnose, startOf } from "./diagnose.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { limits } from "./limits.ts";

/** Evaluates the definition files of one set, one after the other. */
export interface FileEvaluator {
  evaluate(file: SourceFile): Promise<FileOutcome>;
  /** Whether the set's time is over. */
  outOfTime(): boolean;
}

/**
 * Evaluates every definition file of a set, in the order of the paths: the order of `files` makes no difference.
 * `open` receives the files that may be evaluated and imported.
 */
export async function evaluateFiles(
  files: readonly SourceFile[],
  open: (usable: readonly SourceFile[]) => FileEvaluator,
): Promise<Evaluation> {
  const { usable, refused } = sift(files);
  const evaluator = open(usable);
  const pending = usable.filter(({ path }) => isDefinitionFile(path));
  const set = createSet(refused);
  for (const [index, file] of pending.entries()) {
    const used = index >= limits.files ? "files" : set.add(file.path, await evaluator.evaluate(file));
    const exhausted = used ?? (evaluator.outOfTime() ? "time" : null);
    if (exhausted === null) continue;
    const left = pending.length - index - 1;
    // The time that the last file took harms nobody any more.
    if (exhausted !== "time" || left > 0) set.diagnostics.push(exhaustion(file.path, exhausted, left));
    break;
  }
  return set.evaluation();
}

type Budget = "files" | "definitions" | "size" | "time";

function exhaustion(path: string, budget: Budget, left: number): Diagnostic {
  const used: Readonly<Record<Budget, string>> = {
    files: `the definitions folder has more than ${limits.files} files`,
    definitions: `with this file the folder declares more than ${limits.definitions} connections`,
    size: "with this file the folder's definitions are too large together",
    time: "with this file the time for evaluating the folder is used up",
  };
  const rest = left > 0 ? `; ${left} files after it are not evaluated` : "";
  return diagnose("evaluation-budget", startOf(path), `${used[budget]}${rest}`, "Split the definitions folder.");
}

/** Sorts the files and refuses those whose path is none, or stands twice. */
function sift(files: readonly SourceFile[]) {
  const usable: SourceFile[] = [];
  const refused: Diagnostic[] = [];
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(path, (counts.get(path) ?? 0) + 1);
  for (const file of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const fault = pathFault(file.path) ?? ((counts.get(file.path) ?? 0) > 1 ? "occurs twice" : null);
    if (fault === null) usable.push(file);
    else if (isDefinitionFile(file.path)) {
      refused.push(
        diagnose("invalid-file", startOf(plainText(file.path, limits.pathLength)), `the path of the file ${fault}`),
      );
    }
  }
  return { usable, refused };
}

function createSet(refused: readonly Diagnostic[]) {
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [...refused];
  let size = 0;

  return {
    diagnostics,
    /** Takes what a file gave; or says which budget it does not fit into any more, and takes nothing. */
    add(path: string, outcome: FileOutcome): Budget | null {
      if (definitions.length + outcome.definitions.length > limits.definitions) return "definitions";
      size += JSON.stringify([outcome.definitions, outcome.importedCalls, outcome.diagnostics]).length;
      if (size > limits.resultLength) return "size";
      definitions.push(...outcome.definitions.filter(({ at }) => at.file === path));
      importedCalls.push(...outcome.importedCalls);
      diagnostics.push(...outcome.diagnostics);
      return null;
    },
    evaluation: (): Evaluation => ({
      definitions,
      diagnostics: sorted([...diagnostics, ...unclaimed(importedCalls, definitions, diagnostics)]),
    }),
  };
}

/** Calls that an imported definition file made, and does not make when it is evaluated by itself: they would be lost. */
function unclaimed(
  calls: readonly EvaluatedDefinition[],
  definitions: readonly EvaluatedDefinition[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const claimed = new Set(definitions.map(identity));
  const broken = new Set(diagnostics.flatMap(({ file, severity }) => (severity === "error" ? [file] : [])));
  return calls
    .filter((call) => !claimed.has(identity(call)) && !broken.has(call.at.file))
    .map(({ id, at }) =>
      diagnose(
        "imported-definition",
        at,
        `the connection "${plainText(id)}" is declared only where another file imports this one`,
        "Move the function that declares it to a file whose name begins with `_`.",
      ),
    );
}

function identity({ id, props, at }: EvaluatedDefinition): string {
  return canonicalJson([at.file, id, props]);
}

/** By file and place, each once: a helper's problem shows up in every file that imports it. */
function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...unique.values()].toSorted(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}
