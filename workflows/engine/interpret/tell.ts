import type { Text } from "../definition/text.ts";
import type { Subject } from "../kinds/texts.ts";
import type { ClashFacts } from "./facts.ts";

/** A problem of one definition, before anything is said of it. */
export interface DefinitionProblem {
  readonly name: string;
  readonly path: string;
  /** Those of the name. */
  readonly facts: unknown;
}

/**
 * What is said of what was found. Whoever interprets hands it over (`help/tell-definitions.ts`), so that no meaning depends on a text.
 */
export interface TellDefinition {
  /** Told as soon as it is found: what a property is called may change. */
  problem(problem: DefinitionProblem, subject: Subject): Text;
  clash<Name extends keyof ClashFacts>(name: Name, facts: ClashFacts[Name]): Text;
  /** A message that is true of several definitions, with their ids. */
  several(message: string, ids: readonly string[]): string;
}
