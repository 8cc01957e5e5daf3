import { Buffer } from "node:buffer";
import { compareDiagnostics, type Diagnostic } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition, Evaluation, SourceFile } from "../definition/evaluation.ts";
import { plainText } from "../values/plain-text.ts";
import { canonicalJson } from "../values/json.ts";
import { isDefinitionFile, pathFault } from "./definition-files.ts";
import { compareText } from "../values/compare-text.ts";
import { type EvaluatedKinds, kindOf } from "./evaluated-kinds.ts";
import type { Budget, SetFacts } from "./facts.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { type Problem, problem, startOf, type TellProblem } from "./problem.ts";
import { limits } from "./sandbox/limits.ts";
import { unreadEnding } from "./unread-files.ts";

/** Evaluates the definition files of one set. */
export interface FileEvaluator {
  /** How many files it evaluates at the same time, 1 or more. */
  readonly atOnce: number;
  /** null: the clock ended it, twice, so that nothing can be said of the file. */
  evaluate(file: SourceFile): Promise<FileOutcome | null>;
  /** Whether the set's time is over: the last resort, where the machine is too slow for what is allowed. */
  outOfTime(): boolean;
  /** Seconds that the clock gives a file. */
  readonly seconds: number;
}

/** What a set is evaluated with. */
export interface EvaluateFilesDeps {
  readonly kinds: EvaluatedKinds;
  /** Finds the words for what is wrong with a file in its set. */
  readonly tell: TellProblem<keyof SetFacts>;
  /** Receives the files that may be evaluated and imported. */
  readonly open: (usable: readonly SourceFile[]) => FileEvaluator;
}

/**
 * Evaluates every definition file of a set. Outcomes count in the order of the paths: neither the order of `files` nor
 * which file is done first makes a difference.
 */
export async function evaluateFiles(
  files: readonly SourceFile[],
  { kinds, tell, open }: EvaluateFilesDeps,
): Promise<Evaluation> {
  const { usable, refused } = sift(files);
  const evaluator = open(usable);
  const { seconds } = evaluator;
  const all = usable.filter(({ path }) => isDefinitionFile(path));
  const pending = all.slice(0, limits.files);
  const set = createSet({ kinds, tell });
  for (const found of refused) set.report(found);
  const exhausted = (path: string, budget: Budget, left: number) =>
    set.report(problem("evaluation-budget/set", startOf(path), { budget, left, kinds }));
  const extra = all[limits.files];
  if (extra !== undefined) exhausted(extra.path, "files", all.length - limits.files - 1);

  await inOrder(pending, evaluator, ({ path }, outcome, index) => {
    const next = index + 1;
    if (outcome === null) set.leave([path], problem("evaluation-failed/clock", startOf(path), { seconds }));
    const used = outcome && set.add(path, outcome);
    if (used !== null) exhausted(path, used, all.length - next);
    const first = pending[next];
    if (used !== null || first === undefined || !evaluator.outOfTime()) return used === null;
    const left = pending.slice(next).map((file) => file.path);
    set.leave(left, problem("evaluation-failed/set", startOf(first.path), { left: left.length }));
    return false;
  });
  return set.evaluation();
}

/** Hands each file's outcome to `take`, in the order of the files, until it returns false. */
async function inOrder(
  files: readonly SourceFile[],
  evaluator: FileEvaluator,
  take: (file: SourceFile, outcome: FileOutcome | null, index: number) => boolean,
): Promise<void> {
  const early = new Map<number, FileOutcome | null>();
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

type SetProblem = Problem<keyof SetFacts>;

/** Sorts the files and refuses those whose path is none, or stands twice. */
function sift(files: readonly SourceFile[]) {
  const usable: SourceFile[] = [];
  const refused: SetProblem[] = [];
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(path, (counts.get(path) ?? 0) + 1);
  for (const file of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const found = refusalOf(file, (counts.get(file.path) ?? 0) > 1);
    if (found === undefined) usable.push(file);
    else if (found !== null) refused.push(found);
  }
  return { usable, refused };
}

/** Why a file is not taken; null: it defines nothing, so nobody has to know. */
function refusalOf({ path, fault }: SourceFile, isTwice: boolean): SetProblem | null | undefined {
  const pathProblem = pathFault(path) ?? (isTwice ? "twice" : null);
  if (pathProblem !== null) {
    const at = startOf(plainText(path, limits.pathLength));
    return isDefinitionFile(path) ? problem("invalid-file/path", at, { fault: pathProblem }) : null;
  }
  if (fault !== undefined) return problem("invalid-file/text", startOf(path), { fault });
  const ending = unreadEnding(path);
  return ending && problem("unread-file", startOf(path), { ending });
}

function createSet({ kinds, tell }: Pick<EvaluateFilesDeps, "kinds" | "tell">) {
  const definitions: EvaluatedDefinition[] = [];
  const importedCalls: EvaluatedDefinition[] = [];
  const diagnostics: Diagnostic[] = [];
  const imports: [string, readonly string[]][] = [];
  const unjudged: string[] = [];
  let size = 0;
  let work = 0;

  return {
    report: (found: SetProblem) => void diagnostics.push(tell(found)),
    /** Says nothing of files but why. */
    leave(paths: readonly string[], why: SetProblem): void {
      unjudged.push(...paths);
      diagnostics.push(tell(why));
    },
    /** Takes what a file gave; or says which budget it does not fit into any more, and takes nothing. */
    add(path: string, outcome: FileOutcome): Budget | null {
      if (definitions.length + outcome.definitions.length > limits.definitions) return "definitions";
      const { definitions: declared, importedCalls: calls, diagnostics: told, imports: imported } = outcome;
      size += Buffer.byteLength(JSON.stringify([declared, calls, told, imported]));
      if (size > limits.resultBytes) return "size";
      work += outcome.work + (outcome.healthy ? 0 : limits.stepsPerThread);
      if (work > limits.setSteps) return "work";
      definitions.push(...outcome.definitions.filter(({ at }) => at.file === path));
      importedCalls.push(...outcome.importedCalls);
      diagnostics.push(...outcome.diagnostics);
      if (outcome.imports.length > 0) imports.push([path, outcome.imports]);
      return null;
    },
    evaluation: (): Evaluation => ({
      definitions,
      diagnostics: sorted([
        ...diagnostics,
        ...unclaimed(importedCalls, { definitions, diagnostics }).map(({ type, id, at }) =>
          tell(problem("imported-definition", at, { kind: kindOf(type, kinds), id: plainText(id) })),
        ),
      ]),
      imports: Object.fromEntries(imports),
      ...(unjudged.length > 0 && { unjudged }),
    }),
  };
}

/** Calls that an imported definition file made, and does not make when it is evaluated by itself: they would be lost. */
function unclaimed(
  calls: readonly EvaluatedDefinition[],
  { definitions, diagnostics }: Omit<Evaluation, "imports">,
): readonly EvaluatedDefinition[] {
  if (calls.length === 0) return calls;
  const claimed = new Set(definitions.map(identity));
  const broken = new Set(diagnostics.flatMap(({ file, severity }) => (severity === "error" ? [file] : [])));
  return calls.filter((call) => !claimed.has(identity(call)) && !broken.has(call.at.file));
}

function identity({ type, id, props, at }: EvaluatedDefinition): string {
  return canonicalJson([at.file, type, id, props]);
}

/** By file and location, each once: a helper's problem shows up in every file that imports it. */
function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...unique.values()].toSorted(compareDiagnostics);
}
