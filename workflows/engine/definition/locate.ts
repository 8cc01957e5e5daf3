import type { Location } from "./diagnostic.ts";
import type { PropertyLocation } from "./evaluation.ts";

/** Where a diagnostic about a property belongs. */
export interface Located {
  /** In the file of the call: the property's, else the nearest parent's, else the call's. */
  readonly location: Location;
  /** Where the property stands when that is another file: a helper's. */
  readonly inHelper: Location | null;
}

/** `pointer` is a JSON Pointer in the author's spelling; `at` is the call. */
export function locate(locations: ReadonlyMap<string, PropertyLocation>, pointer: string, at: Location): Located {
  let inHelper: Location | null = null;
  for (let path = pointer; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
    const known = locations.get(path);
    if (known === undefined) continue;
    const { file, line, column } = known;
    if (file === undefined) return { location: { file: at.file, line, column }, inHelper };
    inHelper ??= { file, line, column };
  }
  return { location: { file: at.file, line: at.line, column: at.column }, inHelper };
}

/** A hint that says where in a helper the property stands. */
export function withHelper(hint: string, inHelper: Location | null): string {
  if (inHelper === null) return hint;
  const sentence = /[.!?]$/.test(hint) ? hint : `${hint}.`;
  return `${sentence} The property stands at ${inHelper.file}:${inHelper.line}:${inHelper.column}.`;
}
