import { fitLines, sizeOf } from "./comment-size.ts";
import { fold, table } from "./markdown.ts";
import { plural } from "./wording.ts";

/** Shares of the comment, in bytes: of the rows that are seen at once, and of those that are folded. */
const OPEN_LIMIT = 16_000;
const FOLDED_LIMIT = 14_000;
/** As many rows are read at a glance; more are folded. */
const MOST_OPEN = 25;

/** A table, what matters most first. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  /** What a row of the fold is called, as in "more change". */
  readonly called: string;
  /** The row that stands for what a table has no space for. */
  readonly note: (omitted: number) => string;
}

/** The first rows, and a fold of the others, which give way first where there is a limit in bytes. */
export function openAndFolded({ head, rows, called, note }: Rows, limit: number): string {
  const tableOf = (part: readonly string[], most: number): string =>
    table(head, fitLines(part, Math.max(0, most), note));
  const open = tableOf(rows.slice(0, MOST_OPEN), Math.min(OPEN_LIMIT, limit));
  const rest = rows.slice(MOST_OPEN);
  if (rest.length === 0) return open;
  const folded = tableOf(rest, Math.min(FOLDED_LIMIT, limit - sizeOf(open)));
  return `${open}\n\n${fold(plural(rest.length, called), folded)}`;
}
