import type { Json, JsonObject } from "../values/json.ts";
import type { AnyFacts, Check, CheckContext } from "./check.ts";
import type { ExtraProperties } from "./extra-property.ts";

/* The part of a kind's contract that is about what its definitions mean. What is said of problems is `texts.ts`. */

/** Properties that stand for others, or for nothing in AWS. */
export interface ShortForms<Facts = AnyFacts> {
  /** By the path, in CloudFormation's spelling, of the object that may have them. */
  readonly properties: Readonly<Record<string, ExtraProperties>>;
  /** Replaces them by what they stand for. Names are in CloudFormation's spelling already. */
  expand(tree: JsonObject, context: CheckContext<Facts>): JsonObject;
}

/** What an object lacks: a required property, or, where both paths are the same, any of its alternatives. */
export interface Missing {
  readonly path: string;
  readonly parent: string;
}

/** Checks beyond what the schema says. */
export interface Checks<Facts = AnyFacts> {
  /** Run before the schema is looked at, which then has nothing to add where these found an error. */
  readonly before: readonly Check<Facts>[];
  readonly after: readonly Check<Facts>[];
  /** Reports what is missing as a problem of the kind; false: it is the engine's. */
  missing(missing: Missing, tree: JsonObject, context: CheckContext<Facts>): boolean;
}

/** What a name that AWS does not have means to whoever wrote it. */
export type ForeignName<Facts = AnyFacts> =
  /** The property of the same object that it stands for, in CloudFormation's spelling or as a short form. */
  | { readonly is: string }
  /** The problem that it is: a variant of `unknown-property`. */
  | { readonly [Name in keyof Facts & string]: { readonly problem: Name; readonly facts: Facts[Name] } }[keyof Facts &
      string];

/** What names mean, where the schema alone does not know. */
export interface Names<Facts = AnyFacts> {
  /** Properties, in CloudFormation's spelling, by any of which an object is known for a definition of the kind. */
  readonly marks: readonly string[];
  /** The meaning of a name that the object at `path` does not have; undefined: none that is known. */
  foreign(path: string, name: string): ForeignName<Facts> | undefined;
  /** The property that was meant by `name`, given what it holds. */
  meant(name: string, value: Json): string;
}
