import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import type { Text } from "../definition/text.ts";
import type { AnyFacts, CheckSettings, WrongType } from "./check.ts";
import type { ShortForms } from "./meaning.ts";
import type { ResourceKind } from "./resource-kind.ts";

/* The part of a kind's contract that is about what is said of problems. The meaning of a definition never depends on it. */

/** A kind, as far as texts speak of it. */
export interface ToldKind extends ResourceKind {
  readonly shortForms: Pick<ShortForms, "properties">;
  readonly texts: Texts;
  readonly hints: Hints;
}

/** The definition that problems are told of. */
export interface Subject {
  readonly kind: ToldKind;
  readonly evaluated: Pick<EvaluatedDefinition, "id" | "props">;
  readonly source: PropertyNames;
  readonly settings: CheckSettings;
}

/** What properties are called. */
export interface PropertyNames {
  /** Whether the author writes JSON: a line to paste looks different there. */
  readonly json: boolean;
  /** Whether the author wrote the property; a name may come from the id. */
  isWritten(path: string): boolean;
  /** A path for a message, such as `settings.maxSize`: in the author's spelling, corrected; safe to print. */
  name(path: string): string;
}

/** What a text of one problem is made with. */
export interface About extends Subject {
  /** Where the problem is. */
  readonly path: string;
  /** The same in a message: its name, in backticks. */
  readonly name: string;
}

/** The text of each problem, by its name. No text may come from a credential. */
export type Texts<Facts = AnyFacts> = {
  readonly [Name in keyof Facts]: (facts: Facts[Name], about: About) => Text;
};

/** Hints for problems of the engine, where a kind knows better. */
export interface Hints {
  /** What to write in place of a value of the wrong type; undefined: what the schema says. */
  wrongType(facts: WrongType, about: About): string | undefined;
}
