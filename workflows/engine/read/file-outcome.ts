import type { Diagnostic } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import type { FileProblem } from "./problem.ts";

/** What one definition file declares, and what is wrong with it. */
export interface ReadFile {
  /** In the order of the calls. */
  readonly definitions: readonly EvaluatedDefinition[];
  readonly problems: readonly FileProblem[];
  /**
   * Calls that another definition file made while this one imported it. They count where that file is evaluated; each
   * must be found there.
   */
  readonly importedCalls: readonly EvaluatedDefinition[];
  /** As in an `Evaluation`: of this file, also where its evaluation fails. */
  readonly imports: readonly string[];
  /** Steps that the file took, of the engine and for its text: by counting alone, so the same everywhere. */
  readonly work: number;
  /** False: the process's type stripper or the sandbox broke, so that what ran it must be replaced. */
  readonly healthy: boolean;
}

/** The same for whoever asked: problems are told. */
export interface FileOutcome extends Omit<ReadFile, "problems"> {
  readonly diagnostics: readonly Diagnostic[];
}
