import type { Json, JsonObject } from "../values/json.ts";
import type { Check, CheckContext } from "./check.ts";
import type { ExtraProperties } from "./extra-property.ts";
import type { Model } from "../values/model.ts";
import type { SchemaNode } from "./schema.ts";

/* The part of a kind's contract that is about what its definitions mean, and what to say about mistakes in them. */

/** Properties that stand for others, or for nothing in AWS. */
export interface ShortForms {
  /** By the path, in CloudFormation's spelling, of the object that may have them. */
  readonly properties: Readonly<Record<string, ExtraProperties>>;
  /** Replaces them by what they stand for. Names are in CloudFormation's spelling already. */
  expand(tree: JsonObject, context: CheckContext): JsonObject;
  /** A model with short forms where they say it all, for a definition that is written for somebody. */
  abbreviate(model: Model): JsonObject;
}

/** Checks beyond what the schema says. */
export interface Checks {
  /** Run before the schema is looked at, which then has nothing to add where these found an error. */
  readonly before: readonly Check[];
  readonly after: readonly Check[];
}

/** What a name that AWS does not have means to whoever wrote it. */
export type ForeignName =
  /** The property of the same object that it stands for, in CloudFormation's spelling or as a short form. */
  | { readonly is: string }
  /** What to do instead, in one sentence. */
  | { readonly advice: string };

/** What to say about a property that is missing, where it differs from what the schema says by itself. */
export interface MissingText {
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

/** What to say about mistakes, where the schema alone does not know. */
export interface Help {
  /** Properties, in CloudFormation's spelling, by any of which an object is known for a definition of the kind. */
  readonly marks: readonly string[];
  /** The meaning of a name that the object at `path` does not have; undefined: none that is known. */
  foreignName(path: string, name: string): ForeignName | undefined;
  /** The property that was meant by `name`, given what it holds. */
  meant(name: string, value: Json): string;
  /**
   * What to say where the object at `parent` lacks the property at `missing`. Both are the same where the object has
   * none of its alternatives. undefined: what the schema says.
   */
  missing(missing: string, parent: string, tree: JsonObject, context: CheckContext): MissingText | undefined;
  /** What to write in place of a value of the wrong type; undefined: what the schema says. */
  wrongType(expected: SchemaNode["kind"], value: Json, path: string, context: CheckContext): string | undefined;
}
