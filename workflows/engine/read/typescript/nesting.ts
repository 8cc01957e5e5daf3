import { limits } from "../sandbox/limits.ts";

/**
 * Whether brackets stand in one another deeper than any parser has to follow, so that none ends by its stack, which is another
 * one on each machine. Texts and comments are skipped; the text of a template counts as code.
 */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  // Looked for once: what begins like a comment behind it has no end, however often it stands there.
  const lastEnd = text.lastIndexOf("*/");
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") at = endOfText(text, at);
    else if (character === "/") at = endOfComment(text, at, lastEnd);
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
    if (depth > limits.nesting) return true;
  }
  return false;
}

/** The offset of the quote that ends a text, or of the end of its line: what begins there may be no text. */
function endOfText(text: string, begin: number): number {
  const quote = text[begin];
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === quote || text[at] === "\n") return at;
    if (text[at] === "\\") at++;
  }
  return text.length;
}

/** The last offset of a comment; `begin` where there is none. `lastEnd`: where the last one ends that is no line. */
function endOfComment(text: string, begin: number, lastEnd: number): number {
  if (text.startsWith("//", begin)) {
    const end = text.indexOf("\n", begin);
    return end === -1 ? text.length : end;
  }
  if (!text.startsWith("/*", begin) || lastEnd < begin + 2) return begin;
  return text.indexOf("*/", begin + 2) + 1;
}
