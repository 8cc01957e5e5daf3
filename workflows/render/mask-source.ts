import { isShown } from "./shown-literal.ts";

/**
 * Source text as it may be shown: what stands in string literals and comments is masked, since a credential may stand
 * there, but for the few literals of which `shown-literal.ts` knows that none does. The scanner knows the tokens that
 * JavaScript and JSON share and no grammar; where quotes do not add up, as in a file with a syntax error, it masks
 * everything from there on rather than guess what is text and what is code.
 */
export interface MaskedLine {
  readonly text: string;
  /** Column (from 1, in UTF-16 code units) in the source -> column in `text`. */
  readonly column: (source: number) => number;
}

interface Piece {
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  /** What is shown instead; undefined: the source itself. */
  readonly mask?: string;
}

const MASK = "…";
/** What may stand right before and right after a string literal. Anything else, and quotes have got out of step. */
const OPENS = /^[\s,:;([{=+?|&!>]?$/;
const CLOSES = /^[\s,:;)\]}+?|&.=[]?$/;
/** Names are shown in quotes too, where nothing but a property name can stand: JSON is made of them. */
const KEY = /^[A-Za-z$][A-Za-z-]{0,39}$/;
/** What looks like a key or a token although it is not in quotes. */
const TOKEN = /(?=[\w$]*\d)[\w$]{20,}|\d{7,}/g;

/** The lines of a source file, masked. */
export function maskSource(source: string): readonly MaskedLine[] {
  const pieces = withCode(source, scan(source));
  const lines: MaskedLine[] = [];
  let start = 0;
  for (const text of source.split(/\r\n|\r|\n/)) {
    const end = start + text.length;
    lines.push(maskLine(source, start, end, pieces));
    start = end + (source.startsWith("\r\n", end) ? 2 : 1);
  }
  return lines;
}

function maskLine(source: string, start: number, end: number, pieces: readonly Piece[]): MaskedLine {
  let text = "";
  const marks: { readonly from: number; readonly to: number; readonly at: number; readonly exact: boolean }[] = [];
  for (const piece of pieces) {
    const from = Math.max(piece.start, start);
    const to = Math.min(piece.end, end);
    if (from >= to) continue;
    marks.push({ from, to, at: text.length, exact: piece.mask === undefined });
    text += piece.mask ?? source.slice(from, to);
  }
  return {
    text,
    column: (column) => {
      const offset = start + column - 1;
      const mark = marks.find(({ from, to }) => offset >= from && offset < to);
      if (mark === undefined) return text.length + 1;
      return mark.at + 1 + (mark.exact ? offset - mark.from : 0);
    },
  };
}

/** The masked pieces with the code between them, in which nothing but what looks like a token is masked. */
function withCode(source: string, masked: readonly Piece[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const show = (to: number): void => {
    for (const match of source.slice(end, to).matchAll(TOKEN)) {
      const start = end + match.index;
      pieces.push({ start: pieces.at(-1)?.end ?? 0, end: start });
      pieces.push({ start, end: start + match[0].length, mask: MASK });
    }
    pieces.push({ start: pieces.at(-1)?.end ?? 0, end: to });
  };
  for (const piece of masked) {
    show(piece.start);
    pieces.push(piece);
    end = piece.end;
  }
  show(source.length);
  return pieces.filter((piece) => piece.start < piece.end);
}

/** String literals and comments, in their order; of the literals that may be shown there is no piece. */
function scan(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  /** The last character of code that is not white space. */
  let before = "";
  /** The code since the last literal or comment: where it began, what stood before it, and the name it follows. */
  let code: CodeRun = { start: 0, opening: "", key: null };
  const pass = (end: number, key: string | null): void => {
    at = end;
    code = { start: end, opening: before, key };
  };
  const hide = (end: number, mask: string): void => {
    pieces.push({ start: at, end, mask });
    pass(end, null);
  };
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '"' || character === "'" || character === "`") {
      const end = literalEnd(source, at);
      if (end === undefined) return giveUp(source, pieces, at);
      const content = source.slice(at + 1, end - 1);
      const isKey =
        KEY.test(content) && (before === "{" || before === ",") && /^[ \t]*:/.test(source.slice(end, end + 20));
      const shown = isKey || isShown({ ...contextOf(source, at, end, code), content });
      before = character;
      if (shown) pass(end, isKey ? content : null);
      else hide(end, character + MASK + character);
    } else if (source.startsWith("//", at)) {
      hide(lineEnd(source, at), `// ${MASK}`);
    } else if (source.startsWith("/*", at)) {
      const end = source.indexOf("*/", at + 2);
      hide(end === -1 ? source.length : end + 2, `/* ${MASK} */`);
    } else if (character === "/") {
      // A regular expression may hold quotes, and only a grammar can tell it from a division.
      const end = lineEnd(source, at);
      if (source.slice(at, end).includes("`")) return giveUp(source, pieces, at);
      before = character;
      hide(end, `/${MASK}`);
    } else {
      if (!/\s/.test(character)) before = character;
      at += 1;
    }
  }
  return pieces;
}

interface CodeRun {
  readonly start: number;
  readonly opening: string;
  readonly key: string | null;
}

function contextOf(source: string, start: number, end: number, { start: from, opening, key }: CodeRun) {
  const after = source.slice(end, lineEnd(source, end));
  return { quote: source.charAt(start), before: source.slice(from, start), after, key, opening };
}

/** Masks everything from the first quote of this line, where they may have got out of step. */
function giveUp(source: string, pieces: readonly Piece[], at: number): readonly Piece[] {
  const line = Math.max(source.lastIndexOf("\n", at - 1), source.lastIndexOf("\r", at - 1)) + 1;
  const quote = source.slice(line, at).search(/["'`]/);
  const first = quote === -1 ? at : line + quote;
  // It may stand in a comment that began before.
  const from = pieces.find((piece) => piece.start < first && piece.end > first)?.start ?? first;
  return [...pieces.filter((piece) => piece.end <= from), { start: from, end: source.length, mask: MASK }];
}

/** After the closing quote; undefined when the literal does not end on its line, or what is around it is odd. */
function literalEnd(source: string, start: number): number | undefined {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === "\n" || character === "\r") return undefined;
    if (character === "\\") at += 1;
    else if (character === quote) {
      const around = OPENS.test(source.charAt(start - 1)) && CLOSES.test(source.charAt(at + 1));
      return around && (quote !== "`" || balanced(source.slice(start, at))) ? at + 1 : undefined;
    }
  }
  return undefined;
}

/** Whether a template's expressions end inside it: one may hold another template, whose backtick was found first. */
function balanced(template: string): boolean {
  return template.split("{").length === template.split("}").length;
}

function lineEnd(source: string, at: number): number {
  const end = source.slice(at).search(/[\r\n]/);
  return end === -1 ? source.length : at + end;
}
