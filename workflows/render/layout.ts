import { shellWord } from "../engine/values/shell-word.ts";

/** How text is laid out in a terminal. Widths are in code points: wide characters may overrun by a little. */

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** The definitions folder as the person named it, for commands to copy; without it, the configured one. */
  readonly folder?: string;
  /** What else a command to copy takes over, with the space before it, such as " --local". */
  readonly flags?: string;
}

/** The definitions folder as an argument of a command to copy, with the space before it. */
export function folderArgument(folder: string | undefined): string {
  return folder === undefined ? "" : ` ${shellWord(folder)}`;
}

/** Below this, lines are longer than the terminal rather than unreadable. */
const MIN_WIDTH = 40;

export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** A line is broken between words. What stands between backticks is one, so that a command can be copied. */
const WORD = /(?:^| )((?:`[^`]*`|[^ ])*)/g;

const COMMAND = /^`([^`]+)`[.,;:]?$/;

/** Words in lines of at most `width`; `first` and `rest` begin the first line and the others. Long words stay whole. */
export function wrap(text: string, width: number, first = "", rest = first): string {
  const lines: string[] = [];
  let line = "";
  const limit = Math.max(width, MIN_WIDTH);
  for (const [, written = ""] of text.matchAll(WORD)) {
    const command = COMMAND.exec(written)?.[1];
    // One that has a line of its own is copied with that line.
    const word = command !== undefined && widthOf(command) > limit ? command : written;
    const start = lines.length === 0 ? first : rest;
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(start) + widthOf(longer) > limit) {
      lines.push(start + line);
      line = word;
    } else line = longer;
  }
  lines.push((lines.length === 0 ? first : rest) + line);
  return lines.join("\n");
}

/** Pads with spaces up to a width. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The spaces between the left and the right end of a line: two at least, also where the line gets too long. */
export function gap(left: string, right: string, width: number): string {
  return " ".repeat(Math.max(2, width - widthOf(left) - widthOf(right)));
}
