import type { Severity } from "../definition/diagnostic.ts";
import type { Text } from "../definition/text.ts";
import type { MildCode } from "../read/evaluation-rules.ts";
import type { Facts, FileFacts } from "../read/facts.ts";
import { messageLength, type Problem, type ProblemName, type Tell } from "../read/problem.ts";
import { plainText } from "../values/plain-text.ts";

/** What is said of problems, by their names. */
export type Texts<Name extends ProblemName> = { readonly [One in Name]: (facts: Facts[One]) => Text };

/** A part of what is said of one file. */
export type SomeTexts = Partial<Texts<keyof FileFacts>>;

export function textOf<Name extends ProblemName>({ name, facts }: Problem<Name>, texts: Texts<Name>): Text {
  return texts[name](facts);
}

/** What is no error. A table beside the rules, whose sentences are more than an evaluator has to carry. */
const mild: Readonly<Record<MildCode, Severity>> = { "no-definitions": "info" };

/** Makes diagnostics, in one line of bounded length, with their rules' severities. */
export function createTell<Name extends ProblemName>(texts: Texts<Name>): Tell<Name> {
  return (problem) => {
    const [code = ""] = problem.name.split("/");
    const { message, hint } = textOf(problem, texts);
    const { file, line, column } = problem.at;
    return {
      code,
      severity: (mild as Readonly<Record<string, Severity>>)[code] ?? "error",
      message: plainText(message, messageLength / 2),
      hint: hint === null ? null : plainText(hint, messageLength / 2),
      file,
      line,
      column,
    };
  };
}
