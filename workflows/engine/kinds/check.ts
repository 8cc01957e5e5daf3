import type { Json, JsonObject } from "../values/json.ts";
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

/** Where the properties of one definition stand: behind each path is the author's own. */
export interface SourceMap {
  /** Notes that what stands at `path` was, or would be, written at `written`. */
  link(path: string, written: string): void;
  /** The author's pointer for a path, made up in the author's style where the property was not written. */
  written(path: string): string;
}

/** Facts of a problem of which its path says it all. */
export type NoFacts = Readonly<Record<string, never>>;

/** Facts by the names of problems, of whichever owner. */
export type AnyFacts = Readonly<Record<string, unknown>>;

/** What stands where another type of value belongs. The value may be a credential. */
export interface WrongType {
  readonly expected: SchemaNode["kind"];
  readonly value: Json;
}

/** Problems of the engine that a kind may report as well. */
export interface SharedFacts {
  readonly "wrong-type": WrongType;
}

/**
 * What is wrong with one definition, collected while it is interpreted: nothing stops at the first problem. The name of a
 * problem is its code, or `code/variant` where a code has several things to say. `Facts`: what is told of each, by name.
 */
export interface Problems<Facts = AnyFacts> {
  /** Throws for a code that is neither the engine's nor the kind's. The facts are kept nowhere. */
  add<Name extends keyof Facts & string>(name: Name, path: string, facts: Facts[Name]): void;
  /** Notes that what stands at a path is refused as a whole: nothing more is to be said about its form. */
  settle(path: string): void;
  isSettled(path: string): boolean;
  /** Whether there is an error already at this very path. */
  brokenAt(path: string): boolean;
  /** Whether a problem of this code was reported already at this very path. */
  has(code: string, path: string): boolean;
}

/** What each check of one definition works with. */
export interface CheckContext<Facts = AnyFacts> {
  readonly settings: CheckSettings;
  readonly source: SourceMap;
  readonly problems: Problems<Facts & SharedFacts>;
}

/** Reports what is wrong with a definition, whose types are right already. */
export type Check<Facts = AnyFacts> = (tree: JsonObject, context: CheckContext<Facts>) => void;
