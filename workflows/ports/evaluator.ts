import type { EvaluatedKinds } from "../engine/read/evaluated-kinds.ts";
import type { Evaluation, SourceFile } from "../engine/definition/evaluation.ts";
import type { SecretText } from "../engine/values/secret-text.ts";

/** Runs definition files where there is nothing to steal: no credential, no network, no environment. */
export interface Evaluator {
  /**
   * Evaluates every definition file of the set, which can declare these kinds; helpers are imported from it and never evaluated alone.
   * Problems of the files are diagnostics; it rejects only when the evaluator itself cannot be reached or fails.
   */
  evaluate(files: readonly SourceFile[], kinds: EvaluatedKinds, signal: AbortSignal): Promise<Evaluation>;
}

/** What makes definitions of files. */
export interface DefinitionReader {
  readonly evaluator: Evaluator;
  /** Literal credentials leave an interpretation as fingerprints by this key. */
  readonly fingerprintKey: SecretText;
}
