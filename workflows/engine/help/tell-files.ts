import type { Text } from "../definition/text.ts";
import type { Facts, FileFacts } from "../read/facts.ts";
import {
  messageLength,
  type Problem,
  type ProblemName,
  severityUnconfigured,
  type TellProblem,
} from "../read/problem.ts";
import { plainText } from "../values/plain-text.ts";
import { codeOf } from "../definition/rule.ts";

/** What is said of problems, by their names. */
export type FileTexts<Name extends ProblemName> = { readonly [One in Name]: (facts: Facts[One]) => Text };

/** A part of what is said of one file. */
export type SomeFileTexts = Partial<FileTexts<keyof FileFacts>>;

export function textOf<Name extends ProblemName>({ name, facts }: Problem<Name>, texts: FileTexts<Name>): Text {
  return texts[name](facts);
}

/** Makes diagnostics, in one line of bounded length, with their rules' severities. */
export function createTell<Name extends ProblemName>(texts: FileTexts<Name>): TellProblem<Name> {
  return (problem) => {
    const code = codeOf(problem.name);
    const { message, hint } = textOf(problem, texts);
    const { file, line, column } = problem.at;
    return {
      code,
      severity: severityUnconfigured(code),
      message: plainText(message, messageLength / 2),
      hint: hint === null ? null : plainText(hint, messageLength / 2),
      file,
      line,
      column,
    };
  };
}
