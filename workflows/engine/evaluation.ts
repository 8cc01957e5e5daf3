import type { Diagnostic, Location } from "./diagnostic.ts";
import type { JsonObject } from "./json.ts";

/** One file of the definitions folder. `path` is relative to that folder, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What evaluating one definition call, or reading one JSON object, gave: untouched, in the author's spelling. */
export interface EvaluatedDefinition {
  /** The id as written; for JSON, `id`, else the name, else the file's base name. */
  readonly id: string;
  /** The second argument of the call, or the JSON object without `id` and `$schema`. */
  readonly props: JsonObject;
  /** Where the call, or the JSON object, begins. */
  readonly at: Location;
  /** JSON Pointer into `props` -> where that property stands; only those whose place is known. */
  readonly positions: Readonly<Record<string, { readonly line: number; readonly column: number }>>;
}

/**
 * The result of evaluating a set of files. It comes from a process that ran foreign code, so whoever receives it
 * parses it like any outside data.
 */
export interface Evaluation {
  readonly definitions: readonly EvaluatedDefinition[];
  readonly diagnostics: readonly Diagnostic[];
}
