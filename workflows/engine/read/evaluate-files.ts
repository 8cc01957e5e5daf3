import { Buffer } from "node:buffer";
import type { Diagnostic } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition, Evaluation, SourceFile } from "../definition/evaluation.ts";
import { plainText } from "../values/plain-text.ts";
import { canonicalJson } from "../values/json.ts";
import { isDefinitionFile, pathFault } from "./definition-files.ts";
import { compareText } from "../values/compare-text.ts";
import { diagnose, startOf } from "./problem.ts";
import { type EvaluatedKinds, nounsOf } from "./evaluated-kinds.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { faultyFile } from "./faulty-file.ts";
import { limits } from "./sandbox/limits.ts";
import { isUnreadFile, unreadFile } from "./unread-files.ts";

/** Evaluates the definition files of one set. */
export interface FileEvaluator {
  /** How many files it evaluates at the same time, 1 or more. */
  readonly atOnce: number;
  evaluate(file: SourceFile): Promise<FileOutcome>;
  /** Whether the set's time is over. */
  outOfTime(): boolean;
}

/**
 * Evaluates every definition file of a set. Outcomes count in the order of the paths: neither the order of `files` nor
 * which file is done first makes a difference. `open` receives the files that may be evaluated and imported.
 */
export async function evaluateFiles(
  files: readonly SourceFile[],
  kinds: EvaluatedKinds,
  open: (usable: readonly SourceFile[]) => FileEvaluator,
): Promise<Evaluation> {
  const { usable, refused } = sift(files);
  const evaluator = open(usable);
  const all = usable.filter(({ path }) => isDefinitionFile(path));
  const pending = all.slice(0, limits.files);
  const set = createSet(refused, kinds);
  const extra = all[limits.files];
  if (extra !== undefined) set.diagnostics.push(exhaustion(extra.path, "files", all.length - limits.files - 1, kinds));

  await inOrder(pending, evaluator, ({ path }, outcome, index) => {
    const used = set.add(path, outcome) ?? (evaluator.outOfTime() ? "time" : null);
    if (used === null) return true;
    const left = all.length - index - 1;
    // The time that the last file took harms nobody any more.
    if (used !== "time" || left > 0) set.diagnostics.push(exhaustion(path, used, left, kinds));
    return false;
  });
  return set.evaluation();
}

/** Hands each file's outcome to `take`, in the order of the files, until it returns false. */
async function inOrder(
  files: readonly SourceFile[],
  evaluator: FileEvaluator,
  take: (file: SourceFile, outcome: FileOutcome, index: number) => boolean,
): Promise<void> {
  const early = new Map<number, FileOutcome>();
  let begun = 0;
  let taken = 0;
  let isOver = false;

  async function evaluateSome(): Promise<void> {
    while (!isOver && begun < files.length) {
      const index = begun++;
      early.set(index, await evaluator.evaluate(files[index] as SourceFile));
      for (let outcome = early.get(taken); outcome !== undefined && !isOver; outcome = early.get(taken)) {
        early.delete(taken);
        isOver = !take(files[taken] as SourceFile, outcome, taken);
        taken++;
      }
    }
  }
  const parts = Array.from({ length: evaluator.atOnce }, async () =>
    evaluateSome().catch((error: unknown) => {
      isOver = true;
      throw error;
    }),
  );
  // Nothing is left running behind a failure.
  for (const part of await Promise.allSettled(parts)) if (part.status === "rejected") throw part.reason;
}

type Budget = "files" | "definitions" | "size" | "time";

function exhaustion(path: string, budget: Budget, left: number, kinds: EvaluatedKinds): Diagnostic {
  const used: Readonly<Record<Budget, string>> = {
    files: `the definitions folder has more than ${limits.files} files`,
    definitions: `with this file the folder declares more than ${limits.definitions} ${nounsOf(kinds).many}`,
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
    if (fault === null && file.fault !== undefined) refused.push(faultyFile(file.path, file.fault));
    else if (fault === null && isUnreadFile(file.path)) refused.push(unreadFile(file.path));
    else if (fault === null) usable.push(file);
    else if (isDefinitionFile(file.path)) {
      refused.push(
        diagnose("invalid-file", startOf(plainText(file.path, limits.pathLength)), `the path of the file ${fault}`),
      );
    }
  }
  return { usable, refused };
}

function createSet(refused: readonly Diagnostic[], kinds: EvaluatedKinds) {
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [...refused];
  const imports: [string, readonly string[]][] = [];
  let size = 0;

  return {
    diagnostics,
    /** Takes what a file gave; or says which budget it does not fit into any more, and takes nothing. */
    add(path: string, outcome: FileOutcome): Budget | null {
      if (definitions.length + outcome.definitions.length > limits.definitions) return "definitions";
      const { definitions: declared, importedCalls: calls, diagnostics: problems } = outcome;
      size += Buffer.byteLength(JSON.stringify([declared, calls, problems, outcome.imports]));
      if (size > limits.resultBytes) return "size";
      definitions.push(...outcome.definitions.filter(({ at }) => at.file === path));
      importedCalls.push(...outcome.importedCalls);
      diagnostics.push(...outcome.diagnostics);
      if (outcome.imports.length > 0) imports.push([path, outcome.imports]);
      return null;
    },
    evaluation: (): Evaluation => ({
      definitions,
      diagnostics: sorted([...diagnostics, ...unclaimed(importedCalls, { definitions, diagnostics }, kinds)]),
      imports: Object.fromEntries(imports),
    }),
  };
}

/** Calls that an imported definition file made, and does not make when it is evaluated by itself: they would be lost. */
function unclaimed(
  calls: readonly EvaluatedDefinition[],
  { definitions, diagnostics }: Omit<Evaluation, "imports">,
  kinds: EvaluatedKinds,
): readonly Diagnostic[] {
  const claimed = new Set(definitions.map(identity));
  const broken = new Set(diagnostics.flatMap(({ file, severity }) => (severity === "error" ? [file] : [])));
  return calls
    .filter((call) => !claimed.has(identity(call)) && !broken.has(call.at.file))
    .map(({ type, id, at }) =>
      diagnose(
        "imported-definition",
        at,
        `the ${nounsOf(kinds.filter((kind) => kind.type === type)).one} "${plainText(id)}" is declared only where another file imports this one`,
        "Move the function that declares it to a file whose name begins with `_`.",
      ),
    );
}

function identity({ type, id, props, at }: EvaluatedDefinition): string {
  return canonicalJson([at.file, type, id, props]);
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
