import type { Diagnostic } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition } from "../definition/evaluation.ts";

/** What the evaluation of one definition file gave. */
export interface FileOutcome {
  /** In the order of the calls. */
  readonly definitions: readonly EvaluatedDefinition[];
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Calls that another definition file made while this one imported it. They count where that file is evaluated; each
   * must be found there.
   */
  readonly importedCalls: readonly EvaluatedDefinition[];
  /** As in an `Evaluation`: of this file, also where its evaluation fails. */
  readonly imports: readonly string[];
  /** False: the process's type stripper or the sandbox broke, so that what ran it must be replaced. */
  readonly healthy: boolean;
}
