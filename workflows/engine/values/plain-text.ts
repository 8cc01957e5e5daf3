// Control and format characters (bidirectional overrides among them), line separators and lone surrogates.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** Whether a text can be shown as it is. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/** Text from a definition, fit for a message: one line, no control characters, `length` characters at most. */
export function plainText(text: string, length = 60): string {
  // Cut first, so that a huge text costs nothing; a few spare characters make up for what is removed.
  const clean = text.slice(0, length * 4).replaceAll(UNPRINTABLE, " ");
  const points = Array.from(clean);
  return points.length > length || text.length > length * 4 ? `${points.slice(0, length - 1).join("")}…` : clean;
}

/** The same in backticks, for a message. */
export function quoted(text: string, most = 64): string {
  return `\`${plainText(text, most)}\``;
}
