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
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);

  return {
    locationAt(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
    offsetAt(line, codePointColumn) {
      const start = starts[line - 1];
      if (start === undefined) return undefined;
      let offset = start;
      for (let column = 1; column < codePointColumn; column++) {
        const point = text.codePointAt(offset);
        if (point === undefined) return undefined;
        offset += point > 0xffff ? 2 : 1;
      }
      return offset;
    },
  };
}
