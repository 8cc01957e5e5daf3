import type { Location } from "./diagnostic.ts";
import type { PropertyPosition } from "./evaluation.ts";

/** Where a diagnostic about a property belongs. */
export interface PropertyLocation {
  /** In the file of the call: the property's, else the nearest parent's, else the call's. */
  readonly place: Location;
  /** Where the property stands when that is another file: a helper's. */
  readonly inHelper: Location | null;
}

/** `pointer` is a JSON Pointer in the author's spelling; `at` is the call. */
export function locate(
  positions: ReadonlyMap<string, PropertyPosition>,
  pointer: string,
  at: Location,
): PropertyLocation {
  let inHelper: Location | null = null;
  for (let known = pointer; known !== ""; known = known.slice(0, known.lastIndexOf("/"))) {
    const position = positions.get(known);
    if (position === undefined) continue;
    const { file, line, column } = position;
    if (file === undefined) return { place: { file: at.file, line, column }, inHelper };
    inHelper ??= { file, line, column };
  }
  return { place: { file: at.file, line: at.line, column: at.column }, inHelper };
}

/** A hint that says where in a helper the property stands. */
export function withHelper(hint: string, inHelper: Location | null): string {
  if (inHelper === null) return hint;
  const sentence = /[.!?]$/.test(hint) ? hint : `${hint}.`;
  return `${sentence} The property stands at ${inHelper.file}:${inHelper.line}:${inHelper.column}.`;
}
