import { limits } from "../sandbox/limits.ts";

/**
 * Whether brackets stand in one another deeper than any parser has to follow, so that none ends by its stack, which is another
 * one on each machine. Texts and comments are skipped; the text of a template counts as code.
 */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") at = endOfText(text, at);
    else if (character === "/") at = endOfComment(text, at);
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

/** The last offset of a comment; `begin` where there is none. */
function endOfComment(text: string, begin: number): number {
  const isLine = text.startsWith("//", begin);
  if (!isLine && !text.startsWith("/*", begin)) return begin;
  const end = text.indexOf(isLine ? "\n" : "*/", begin + 2);
  if (end === -1) return isLine ? text.length : begin;
  return isLine ? end : end + 1;
}
