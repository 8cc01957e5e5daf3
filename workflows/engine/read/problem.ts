import type { Diagnostic, Location, Severity } from "../definition/diagnostic.ts";
import type { EvaluationCode, MildCode } from "./evaluation-rules.ts";
import type { Facts, FileFacts } from "./facts.ts";

/** UTF-16 code units of a message or a hint: whoever receives an evaluation may count on it. */
export const messageLength = 400;

/** A code, or a code and which of the things that it says, as in `file-threw/no-error`. */
export type ProblemName = keyof Facts & (EvaluationCode | `${EvaluationCode}/${string}`);

/** What is wrong with a file, and where, as data: `engine/help` has the words. `At` is an offset where no location is known yet. */
export type Problem<Name extends ProblemName = ProblemName, At = Location> = {
  readonly [One in Name]: { readonly name: One; readonly at: At; readonly facts: Facts[One] };
}[Name];

/** What evaluating one file may find. */
export type FileProblem = Problem<keyof FileFacts>;

/** Makes a diagnostic of a problem. Whoever composes an evaluator hands it on, so that nothing here knows words. */
export type TellProblem<Name extends ProblemName> = (problem: Problem<Name>) => Diagnostic;

type Bare = { [Name in ProblemName]: Facts[Name] extends null ? Name : never }[ProblemName];

/** A problem of which its name says it all. */
export function problem<Name extends Bare, At>(name: Name, at: At): Problem<Name, At>;
export function problem<Name extends ProblemName, At>(name: Name, at: At, facts: Facts[Name]): Problem<Name, At>;
export function problem<Name extends ProblemName, At>(name: Name, at: At, facts: Facts[Name] | null = null) {
  return { name, at, facts };
}

/** The same problem at its location in the file. */
export function atLocation<Name extends ProblemName, At, To = Location>(
  { name, at, facts }: Problem<Name, At>,
  location: (at: At) => To,
): Problem<Name, To> {
  return { name, at: location(at), facts };
}

/** The first location of a file: for what concerns the file as a whole. */
export function startOf(file: string): Location {
  return { file, line: 1, column: 1 };
}

/** What is no error. A table beside the rules, whose sentences are more than an evaluator has to carry. */
const mild: Readonly<Record<MildCode, Severity>> = { "no-definitions": "info" };

/** How much a problem weighs before configuration weighs it: by its code. */
export function severityUnconfigured(code: string): Severity {
  return (mild as Readonly<Record<string, Severity>>)[code] ?? "error";
}
