import { countWhere } from "./halving.ts";

/** A location in a text; line and column count from 1, the column in UTF-16 code units as editors count. */
export interface TextLocation {
  readonly line: number;
  readonly column: number;
}

/** Converts between offsets and locations of one text. Lines end as ECMAScript says. */
export interface TextLocations {
  locationAt(offset: number): TextLocation;
  /** The offset of a line and of a column that counts code points, as QuickJS does; undefined outside the text. */
  offsetAt(line: number, codePointColumn: number): number | undefined;
}

export function createTextLocations(text: string): TextLocations {
  const starts = [0];
  /** Where characters stand that take two code units; found when it is first asked for. */
  let pairs: readonly number[] | undefined;
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);

  return {
    locationAt(offset) {
      const line = Math.max(
        1,
        countWhere(starts, (start) => start <= offset),
      );
      return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
    },
    offsetAt(line, codePointColumn) {
      const start = starts[line - 1];
      if (start === undefined) return undefined;
      pairs ??= Array.from(text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g), ({ index }) => index);
      const before = countWhere(pairs, (at) => at < start);
      // Of the pairs of the line, those that stand before the column by code points.
      const counted = countWhere(pairs, (at, index) => at - start - (index - before) < codePointColumn - 1);
      const offset = start + Math.max(0, codePointColumn - 1) + counted - before;
      return offset > text.length ? undefined : offset;
    },
  };
}
