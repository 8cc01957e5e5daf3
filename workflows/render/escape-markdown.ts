import { clip, clipLine, visibleText } from "./visible-text.ts";

/**
 * Text from a definition or from AWS, made safe for a GitHub comment: it cannot mention anybody, link, open HTML,
 * end a table cell or pass for the marker by which Bridgehead finds its own comment.
 *
 * GitHub resolves mentions, issue numbers and addresses after Markdown's entities and escapes are gone, so those are
 * broken up with an invisible character. Code spans are exempt on GitHub's side and stay exact.
 */

/** U+2060 WORD JOINER: takes no space and allows no line break. */
const JOINER = "\u2060";

const LIMITS = { code: 160, prose: 600, cell: 240 } as const;

/** Text as inline code: exact, for names, paths and values. Fit for paragraphs and table cells. */
export function inlineCode(text: string, max: number = LIMITS.code): string {
  // Inside a table, a pipe has no reliable spelling between backticks.
  return text.includes("|") ? htmlCode(text, max) : listCode(text, max);
}

/** The same outside of tables: a command with a pipe stays as it is, to be copied. */
function listCode(text: string, max: number): string {
  if (text === "") return '`""`';
  // Neither has a backtick.
  return /[`<]/.test(text) ? htmlCode(text, max) : `\`${codeText(text, max)}\``;
}

/** The same in an HTML element, for places where Markdown is not read, such as `<summary>`. */
export function htmlCode(text: string, max: number = LIMITS.code): string {
  return `<code>${codeHtml(codeText(text, max))}</code>`;
}

/** What two long values have in common, cut to what helps to find the place, around what they have not. */
export interface MarkedText {
  readonly start: string;
  readonly changed: string;
  readonly end: string;
}

/** A value as code, with what is other than before in bold. */
export function markedCode({ start, changed, end }: MarkedText, max: number): string {
  const [before, middle, after] = [start, clip(changed, max), end].map((text) =>
    codeHtml(visibleText(text).replace(/ {2,}/g, (spaces) => "␠".repeat(spaces.length))),
  );
  return `<code>${before}<strong>${middle}</strong>${after}</code>`;
}

function codeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"'`*_[\]\\|~$!#]/g, entity)
      // Addresses of other schemes become no link, and a command with one is copied as it is.
      .replace(/@(?=[a-z0-9])|(?<=https?|ftp):(?=\/\/)/gi, (match) => match + JOINER)
      .replace(/www(?=\.)/gi, (match) => match + JOINER)
  );
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

function codeText(text: string, max: number): string {
  const shown = visibleText(text.slice(0, 4 * max));
  return clip(
    shown.replace(/^ +| +$| {2,}/g, (spaces) => "␠".repeat(spaces.length)),
    max,
  );
}

/** Text as one line of running text. What stands between backticks in it becomes inline code. */
export function prose(text: string, max: number = LIMITS.prose): string {
  return withCode(text, max, inlineCode);
}

/** The same for a hint in a list, which may have a command to copy. */
export function listProse(text: string): string {
  return withCode(text, LIMITS.prose, listCode);
}

function withCode(text: string, max: number, code: typeof listCode): string {
  const line = clipLine(text, max);
  const parts: string[] = [];
  let end = 0;
  for (const match of line.matchAll(/`([^`]+)`/g)) {
    // Two spans in a row would melt into one.
    parts.push(match.index === end && end > 0 ? " " : escapeInline(line.slice(end, match.index)));
    parts.push(code(match[1] ?? "", line.length));
    end = match.index + match[0].length;
  }
  parts.push(escapeInline(line.slice(end)));
  return escapeStart(parts.join(""));
}

/** Text as the content of a table cell. */
export function cell(text: string, max: number = LIMITS.cell): string {
  return prose(text, max);
}

/** What Markdown, or GitHub after it, reads as more than text. */
const SPECIAL = /[&<>`|\\]|[*[\]~$]|(?<![a-z0-9])_|_(?![a-z0-9])|@|#(?=\d)|:(?=\/\/)|www(?=\.)|GH(?=-\d)/gi;

function escapeInline(text: string): string {
  return text.replace(SPECIAL, (match) => {
    if ("&<>`|\\".includes(match)) return entity(match);
    return "*[]~$_".includes(match) ? `\\${match}` : match + JOINER;
  });
}

/** What would make a line a heading, a list or an underline, were it the line's beginning. */
function escapeStart(text: string): string {
  return text.replace(/^[-+=:#]/, String.raw`\$&`).replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`);
}
