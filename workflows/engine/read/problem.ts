import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { plainText } from "../values/plain-text.ts";
import { evaluationRuleOf, type EvaluationCode } from "./evaluation-rules.ts";

/** UTF-16 code units of a message or a hint: whoever receives an evaluation may count on it. */
export const messageLength = 400;

/** A diagnostic of the evaluation, in one line of bounded length, with its rule's severity. */
export function diagnose(code: EvaluationCode, at: Location, message: string, hint: string | null = null): Diagnostic {
  return {
    code,
    severity: evaluationRuleOf(code).severity,
    message: plainText(message, messageLength / 2),
    hint: hint === null ? null : plainText(hint, messageLength / 2),
    file: at.file,
    line: at.line,
    column: at.column,
  };
}

/** The first place of a file: for what concerns the file as a whole. */
export function startOf(file: string): Location {
  return { file, line: 1, column: 1 };
}
