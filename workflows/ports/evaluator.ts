import type { EvaluatedKinds } from "../engine/read/evaluated-kinds.ts";
import type { Evaluation, SourceFile } from "../engine/definition/evaluation.ts";
import { BridgeheadError } from "../engine/values/errors.ts";
import type { SecretText } from "../engine/values/secret-text.ts";

/** Runs definition files where there is nothing to steal: no credential, no network, no environment. */
export interface Evaluator {
  /**
   * Evaluates every definition file of the set, which can declare these kinds; helpers are imported from it and never evaluated alone.
   * Problems of the files are diagnostics, and so is that a clock ended one, which is then `unjudged`; it rejects only when the evaluator itself cannot be reached or fails.
   */
  evaluate(files: readonly SourceFile[], kinds: EvaluatedKinds, signal: AbortSignal): Promise<Evaluation>;
}

/**
 * A clock ended the evaluation of some files, so that there is no verdict on them, and none on what the commit declares: whoever
 * asked tries again later.
 */
export class UnjudgedFilesError extends BridgeheadError {
  override readonly name = "UnjudgedFilesError";

  constructor(count: number) {
    const files = count === 1 ? "one file was" : `${count} files were`;
    super(
      `the time was over before ${files} evaluated, which is no verdict on the definitions: ` +
        "the machine is too slow, or a file does what cannot be counted",
    );
  }
}

/** What makes definitions of files. */
export interface DefinitionReader {
  readonly evaluator: Evaluator;
  /** Literal credentials leave an interpretation as fingerprints by this key. */
  readonly fingerprintKey: SecretText;
}
