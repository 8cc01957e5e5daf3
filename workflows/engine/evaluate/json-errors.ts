import type { ParseError } from "jsonc-parser";

/** What the parser stumbled over, by its number. */
const simple: Readonly<Record<number, readonly [message: string, hint: string | null]>> = {
  2: ["the number is not valid JSON", null],
  5: ["a colon is expected here", null],
  6: ["a comma is expected here", null],
  7: ["a closing brace is expected here", null],
  8: ["a closing bracket is expected here", null],
  9: ["the file goes on after its end", "Several definitions stand in an array."],
  10: ["JSON has no comments", "Remove the comment, or write the definition in TypeScript."],
  11: ["JSON has no comments", "Remove the comment, or write the definition in TypeScript."],
  12: ["the string has no end on this line", null],
  13: ["the number is not valid JSON", null],
  14: ["the string has an escape that JSON does not know", null],
  15: ["the string has an escape that JSON does not know", null],
  16: ["the string has a control character", "Write it as an escape, such as \\t."],
};
const invalidSymbol = 1;
const propertyNameExpected = 3;
const valueExpected = 4;

/** The message and the hint. Neither quotes the file: what stands at the place may be a credential. */
export function explainJsonError(problem: ParseError, text: string): readonly [string, string | null] {
  const { offset } = problem;
  // Its enumeration is a `const enum`, which isolated modules cannot use.
  const error: number = problem.error;
  if (error === propertyNameExpected) {
    if (text[offset] !== "}") return ["a property name in double quotes is expected here", null];
    return ["there is a comma before the closing brace", "Remove the trailing comma."];
  }
  if (error === valueExpected) {
    if (text.trim() === "") return ["the file is empty", "Remove it, or write a definition."];
    if (text[offset] !== "]") return ["a value is expected here", null];
    return ["there is a comma before the closing bracket", "Remove the trailing comma."];
  }
  if (error === invalidSymbol) {
    if (text[offset] === "'") return ["JSON has no single quotes", "Use double quotes."];
    return [
      "JSON has no such word or symbol",
      "Names and texts stand in double quotes; NaN and Infinity do not exist.",
    ];
  }
  return simple[error] ?? ["the file is not valid JSON", null];
}
