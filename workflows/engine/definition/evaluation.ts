import type { Diagnostic, Location } from "./diagnostic.ts";
import type { JsonObject } from "../values/json.ts";

/** Why the text of a file cannot be had. */
export const fileFaults = [
  "outside",
  "nowhere",
  "not-a-file",
  "submodule",
  "too-large",
  "not-text",
  "utf-16",
  "encrypted",
  "unreadable",
] as const;
export type FileFault = (typeof fileFaults)[number];

/** One file of the definitions folder. `path` is relative to that folder, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text is empty then. Left out, the file's definitions would be taken for removed. */
  readonly fault?: FileFault;
}

/** Where a property stands. */
export interface PropertyLocation {
  /** Where it is another file than the call's: a helper's. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** What evaluating one definition call, or reading one JSON object, gave: untouched, in the author's spelling. */
export interface EvaluatedDefinition {
  /** The kind's, as the call or the JSON object says. */
  readonly type: string;
  /** The id as written; for JSON, `id`, else the name, else the file's base name. */
  readonly id: string;
  /** The second argument of the call, or the JSON object without `id`, `type` and `$schema`. */
  readonly props: JsonObject;
  /** Where the call, or the JSON object, begins. */
  readonly at: Location;
  /** JSON Pointer into `props` -> where that property stands; only those whose location is known. */
  readonly locations: Readonly<Record<string, PropertyLocation>>;
}

/**
 * The result of evaluating a set of files. It comes from a process that ran foreign code, so whoever receives it
 * parses it like any outside data.
 */
export interface Evaluation {
  readonly definitions: readonly EvaluatedDefinition[];
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Path of a definition file -> paths, sorted, of the files of the set that it imports, itself or through others, and
   * not its own. Only files that import something, that can be parsed, and that the evaluation came to.
   */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /**
   * Paths, sorted, of the definition files of which nothing can be said, since a clock ended their evaluation: a file of
   * its own kind, or a machine that was too slow. They are errors among the diagnostics, and may be judged another time.
   * Absent: there are none.
   */
  readonly unjudged?: readonly string[];
}
