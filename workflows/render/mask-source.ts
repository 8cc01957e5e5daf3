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
/** What looks like a key or a token although it is not in quotes: a long word with a digit in it, or a long number. */
const WORD = /[\w$]{7,}/g;
const NUMBER = /\d{7,}/g;
/** What follows a literal on its line, as far as the first word or sign. */
const AFTER = /[^\S\r\n]*\S{0,5}/y;

/** What JSON has between its signs: a value, a name whose quotes were forgotten, or a literal that is shown. */
const BARE = /"[^"\r\n]*"|[^\s,:{}[\]]+/g;
const BARE_VALUE = /^(?:true|false|null|-?\d{1,6})$/;

/**
 * The lines of a source file, masked. In JSON every word is masked that is not one of its values or a name: it may be a
 * credential without its quotes. Takes time that grows with the length, since the file may be written to take long.
 */
export function maskSource(source: string, json = false): readonly MaskedLine[] {
  const pieces = withCode(source, scan(source), json ? bareWordsIn : tokensIn);
  const lines: MaskedLine[] = [];
  let start = 0;
  /** The first piece that ends behind the line's start. */
  let first = 0;
  for (const text of source.split(/\r\n|\r|\n/)) {
    const end = start + text.length;
    while ((pieces[first]?.end ?? Infinity) <= start) first += 1;
    lines.push(maskLine(source, start, end, piecesUntil(pieces, first, end)));
    start = end + (source.startsWith("\r\n", end) ? 2 : 1);
  }
  return lines;
}

function piecesUntil(pieces: readonly Piece[], first: number, end: number): readonly Piece[] {
  let last = first;
  while ((pieces[last]?.start ?? Infinity) < end) last += 1;
  return pieces.slice(first, last);
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

interface Token {
  readonly 0: string;
  readonly index: number;
}

/** The masked pieces with the code between them, in which nothing but `tokens` is masked. */
function withCode(
  source: string,
  masked: readonly Piece[],
  tokens: (code: string) => Iterable<Token>,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const show = (to: number): void => {
    for (const { 0: token, index } of tokens(source.slice(end, to))) {
      const start = end + index;
      pieces.push({ start: pieces.at(-1)?.end ?? 0, end: start });
      pieces.push({ start, end: start + token.length, mask: MASK });
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

function* bareWordsIn(code: string): Generator<Token> {
  let end = 0;
  for (const word of code.matchAll(BARE)) {
    // A name begins a line or a member; behind a colon it is a value with a colon in it.
    const between = code.slice(end, word.index);
    const isMember = (end === 0 && between.trim() === "") || /[{,\n\r][ \t]*$/.test(between);
    end = word.index + word[0].length;
    const isFine = word[0].startsWith('"') || BARE_VALUE.test(word[0]);
    const isName = isMember && KEY.test(word[0]) && /^[ \t]{0,40}:/.test(code.slice(end, end + 41));
    if (!isName && !isFine) yield word;
  }
}

function* tokensIn(code: string): Generator<Token> {
  for (const word of code.matchAll(WORD)) {
    const [text] = word;
    if (text.length >= 20 && /\d/.test(text)) yield word;
    else for (const number of text.matchAll(NUMBER)) yield { 0: number[0], index: word.index + number.index };
  }
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
  AFTER.lastIndex = end;
  const [after = ""] = AFTER.exec(source) ?? [];
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
