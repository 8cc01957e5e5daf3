import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import type { Json, JsonObject } from "../values/json.ts";
import type { Reference } from "../values/reference.ts";
import type { SchemaNode } from "./schema.ts";

/*
 * What a kind's own checks work with while a definition is interpreted. Paths are JSON Pointers in CloudFormation's
 * spelling.
 */

/** What the meaning of a definition depends on besides the definition. */
export interface CheckSettings {
  /** The target's region; null when it is not known, as in `validate`. */
  readonly region: string | null;
  /** Prefixes below which definitions may refer to parameters, such as `/bridgehead/`. */
  readonly secretPrefixes: readonly string[];
  /** Prefix of the pipeline's own parameters, such as `/bridgehead-system/`: always refused. */
  readonly systemPrefix: string;
  /** Hosts that client secrets may be sent to; null: any. */
  readonly allowedOAuthHosts: readonly string[] | null;
}

/**
 * Where the properties of one definition stand. Behind each path is the author's own, by which the evaluation knows
 * lines and columns.
 */
export interface Places {
  /** Whether the author writes JSON: a line to paste looks different there. */
  readonly json: boolean;
  /** Notes that what stands at `path` was, or would be, written at `written`. */
  link(path: string, written: string): void;
  /** Notes the name that the author's last segment should have had; null: it should not stand there at all. */
  rename(written: string, name: string | null): void;
  /** The author's pointer for a path, made up in the author's style where the property was not written. */
  written(path: string): string;
  /** Whether the author wrote the property; a name may come from the id. */
  isWritten(path: string): boolean;
  /** A path for a message, such as `settings.maxSize`: in the author's spelling, corrected; safe to print. */
  name(path: string): string;
  /** The best known place in the file of the call: the property's, else the nearest parent's, else the call's. */
  locate(path: string): Location;
  /** Where the property stands in a helper; null when it stands in the file of the call, or that is not known. */
  inHelper(path: string): Location | null;
}

/** What is wrong with one definition, collected while it is interpreted: nothing stops at the first problem. */
export interface Problems {
  /**
   * No text given here may come from a credential. Without a hint the rule's own fix is one: whoever reads a diagnostic
   * learns what to do. Throws for a code that is neither the engine's nor the kind's.
   */
  add(code: string, path: string, message: string, hint: string | null): void;
  /** Notes that what stands at a path is refused as a whole: nothing more is to be said about its form. */
  settle(path: string): void;
  isSettled(path: string): boolean;
  /** Whether there is an error already at this very path. */
  brokenAt(path: string): boolean;
  /** Whether this was said already at this very path. */
  has(code: string, path: string): boolean;
  /** The properties of the object at `path` that it does not have, as written. */
  unknownIn(path: string): readonly string[];
  /** Whether no more is listed: what is added is counted, and needs no hint. */
  isFull(): boolean;
  /** Whether any error was added: a definition with one has no usable model. */
  broken(): boolean;
  all(): readonly Diagnostic[];
}

/** What a hint proposes for a property: a text, or a reference with the text before it, such as `Bearer `. */
export type Proposal = string | { readonly reference: Reference; readonly before?: string };

/**
 * Properties as lines to paste, for hints: in the author's spelling and in the language of the file. No text given here
 * may come from a credential.
 */
export interface Lines {
  /** The property with a proposed value. */
  corrected(path: string, value: Proposal): string;
  /** The property with an example of what it takes; an object has what it requires, with `choose` among alternatives. */
  example(path: string, choose?: string): string;
  /** The property with a value that is no text, such as `enabled: false`, to name it in a sentence. */
  switched(path: string, value: boolean): string;
}

/** What each check of one definition works with. */
export interface CheckContext {
  readonly settings: CheckSettings;
  readonly places: Places;
  readonly problems: Problems;
  readonly lines: Lines;
  /** Says what is expected and what kind of value stands there; never the value, which may be a credential. */
  reportWrongType(expected: SchemaNode["kind"], value: Json, path: string): void;
}

/** Reports what is wrong with a definition, whose types are right already. */
export type Check = (tree: JsonObject, context: CheckContext) => void;
