import type { ApplyContext } from "./apply-context.ts";
import type { Refusal } from "./ports/answer.ts";

/** A refusal of AWS as one line, with what AWS says of it less the secrets that it may quote. */
export function explain(error: Refusal, { redact }: Pick<ApplyContext, "redact">): string {
  return error.detail === "" ? error.message : `${error.message}: ${redact(error.detail)}`;
}
