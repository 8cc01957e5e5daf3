import type { ParseError } from "jsonc-parser";

/** What stands where JSON has no such thing, or is missing. */
export type JsonMistake =
  | Misspelling
  | "comment"
  | "number"
  | "escape"
  | "comma"
  | "brace"
  | "bracket"
  | "end"
  | "quotes"
  | "control"
  | "name"
  | "lastMember"
  | "value"
  | "lastItem"
  | "braces"
  | "beginning"
  | "symbol"
  | "other"
  /** This parser takes it, the platform's own does not. */
  | "refused";

const invalidSymbol = 1;
const propertyNameExpected = 3;
const valueExpected = 4;
const endExpected = 9;

/** What the parser stumbled over, by its number. */
const simple: Readonly<Record<number, JsonMistake>> = {
  2: "number",
  5: "colon",
  6: "comma",
  7: "brace",
  8: "bracket",
  [endExpected]: "end",
  10: "comment",
  11: "comment",
  12: "quotes",
  13: "number",
  14: "escape",
  15: "escape",
  16: "control",
};

const WORD = /^[A-Za-z_][\w$-]{0,100}(?!\s{0,10}[\w$:(-])/;

/** What is written where JSON has no such thing. Tried in this order, on the text from the location. */
const symbols = {
  curly: /^[\u2018\u2019\u201C\u201D\u00AB\u00BB]/,
  single: /^'/,
  backquote: /^`/,
  boolean: /^(?:True|TRUE|False|FALSE)\b/,
  nothing: /^(?:None|Null|NULL|nil|undefined)\b/,
  infinite: /^[+-]?(?:NaN|Infinity)\b/,
  ssm: /^ssm\s{0,10}\(/,
  colon: /^=/,
  semicolon: /^;/,
  bare: /^[A-Za-z_$][\w$-]{0,100}\s{0,100}:/,
  word: /^[A-Za-z_$]/,
} as const satisfies Readonly<Record<string, RegExp>>;
type Misspelling = keyof typeof symbols;

const ordered = Object.entries(symbols) as readonly (readonly [Misspelling, RegExp])[];

/** What an author did where the parser stumbled. */
export function jsonMistake(problem: ParseError, text: string): JsonMistake {
  const { offset } = problem;
  // Its enumeration is a `const enum`, which isolated modules cannot use.
  const error: number = problem.error;
  const after = text.slice(offset, offset + 300);
  const symbol = ordered.find(([, pattern]) => pattern.test(after))?.[0];
  if (error === propertyNameExpected) return after.startsWith("}") ? "lastMember" : (symbol ?? "name");
  if (error === valueExpected) return after.startsWith("]") ? "lastItem" : "value";
  if (error === endExpected && after.startsWith(":")) return "braces";
  if (error !== invalidSymbol) return simple[error] ?? "other";
  return text.slice(0, offset).trim() === "" && WORD.test(after) ? "beginning" : (symbol ?? "symbol");
}
