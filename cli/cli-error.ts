import { BridgeheadError } from "../workflows/engine/values/errors.ts";

/** Something that the person at the terminal can put right: says what is wrong, and how. Ends with status 1. */
export class CliError extends BridgeheadError {
  override readonly name = "CliError";
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}
