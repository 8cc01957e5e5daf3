/** Marks where text was cut. */
const CUT = "…";

/**
 * Characters that a reader cannot see, or that change how what follows is shown: control and format characters
 * (among them the bidirectional overrides), line separators, lone surrogates, private use and everything that fonts
 * ignore. The two variation selectors that emoji carry are let through.
 */
const INVISIBLE = /(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** Foreign text with nothing invisible in it: `␊` for a line feed, `⟨U+202E⟩` for what has no picture. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Foreign text for one line of running text: white space collapsed, the rest made visible. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\s+/gu, " ").trim());
}

/** The text, cut to at most `max` code points with a mark where it was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  // Two code units at most for a code point: no need to take a long text apart as a whole.
  const points = Array.from(text.slice(0, 2 * max + 2));
  return points.length <= max ? text : `${points.slice(0, max - 1).join("")}${CUT}`;
}

/** Most of all commands in one text, so that a foreign text with backticks has a limit too. */
const COMMANDS = 4_000;

/**
 * Foreign text for one line of running text, cut to `max` beside its commands. What stands between backticks is one: it
 * is whole or left out, since the half of a command waits in a shell for its other half, and takes what is typed for it.
 */
export function clipLine(text: string, max: number): string {
  const seen = text.slice(0, 4 * max + 2 * COMMANDS);
  // Where it was cut, the last backtick may begin a command that has no end any more.
  const pieces = visibleLine(seen).split(/(`[^`]+`)/);
  const last = seen === text ? undefined : pieces.pop();
  if (last !== undefined) pieces.push(last.split("`")[0] + CUT);
  let shown = "";
  let [words, commands] = [max, COMMANDS];
  for (const [index, piece] of pieces.entries()) {
    const isCommand = index % 2 === 1;
    const kept = isCommand ? (piece.length > commands ? CUT : piece) : clip(piece, words);
    shown += kept;
    if (kept !== piece) return shown;
    if (isCommand) commands -= piece.length;
    // One at least: the stop behind a command.
    else words = Math.max(1, words - piece.length);
  }
  return shown;
}
