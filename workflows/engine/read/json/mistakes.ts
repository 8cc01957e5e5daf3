import type { ParseError } from "jsonc-parser";

type Explanation = readonly [message: string, hint: string];

const comment: Explanation = ["JSON has no comments", "Remove the comment, or write the definition in TypeScript."];
const number: Explanation = ["the number is not valid JSON", "Write it as in 7 or 0.5, or put it in quotes."];
const escape: Explanation = [
  "the string has an escape that JSON does not know",
  "Write a backslash twice; a line break is \\n, a tab \\t.",
];
const unclosed = (bracket: string): Explanation => [
  `a closing ${bracket} is expected here`,
  "Close every bracket that the file opens.",
];

const endExpected = 9;

/** What the parser stumbled over, by its number. */
const simple: Readonly<Record<number, Explanation>> = {
  2: number,
  5: ["a colon is expected here", 'A property is written as `"name": "value"`.'],
  6: ["a comma is expected here", "Put a comma behind what stands before it."],
  7: unclosed("brace"),
  8: unclosed("bracket"),
  [endExpected]: ["the file goes on after its end", "Several definitions stand in an array."],
  10: comment,
  11: comment,
  12: ["the string has no end on this line", "Close the quotes; a line break in a string is written as \\n."],
  13: number,
  14: escape,
  15: escape,
  16: ["the string has a control character", "Write it as an escape, such as \\t."],
};
const invalidSymbol = 1;
const WORD = /^[A-Za-z_][\w$-]{0,100}(?!\s{0,10}[\w$:(-])/;
const propertyNameExpected = 3;
const valueExpected = 4;

const inQuotes = "Put it in double quotes.";

/** What is written where JSON has no such thing. Tried in this order, on the text from the place. */
const symbols: readonly (readonly [pattern: RegExp, ...Explanation])[] = [
  [/^[\u2018\u2019\u201C\u201D\u00AB\u00BB]/, "the quotes are those of a text processor", 'Type them anew, as ".'],
  [/^'/, "JSON has no single quotes", "Use double quotes."],
  [/^`/, "JSON has no backquotes", "Use double quotes; a reference is {{resolve:ssm-secure:/bridgehead/…}}."],
  [/^(?:True|TRUE|False|FALSE)\b/, "true and false are in lower case", "Write true or false."],
  [/^(?:None|Null|NULL|nil|undefined)\b/, "JSON has no such value", "Leave the property out."],
  [/^[+-]?(?:NaN|Infinity)\b/, "JSON has no such number", "Write a finite number."],
  [
    /^ssm\s{0,10}\(/,
    "JSON has no `ssm(…)`",
    'Write "{{resolve:ssm-secure:/bridgehead/…}}", or the definition in TypeScript.',
  ],
  [/^=/, "a colon is expected here", 'A property is written as `"name": "value"`.'],
  [/^;/, "JSON has no semicolons", "Put a comma between properties, and nothing behind the last."],
  [/^[A-Za-z_$][\w$-]{0,100}\s{0,100}:/, "the property's name is not in quotes", inQuotes],
  [/^[A-Za-z_$]/, "JSON has no such word", `If it is a text: ${inQuotes.toLowerCase()}`],
];

/** The message and the hint. Neither quotes the file: what stands at the place may be a credential. */
export function explainJsonError(problem: ParseError, text: string): Explanation {
  const { offset } = problem;
  // Its enumeration is a `const enum`, which isolated modules cannot use.
  const error: number = problem.error;
  const after = text.slice(offset, offset + 300);
  if (error === propertyNameExpected) {
    if (after.startsWith("}")) return ["there is a comma before the closing brace", "Remove the trailing comma."];
    return symbolAt(after) ?? ["a property name in double quotes is expected here", 'Write `"name": "value"`.'];
  }
  if (error === valueExpected) {
    if (after.startsWith("]")) return ["there is a comma before the closing bracket", "Remove the trailing comma."];
    return ["a value is expected here", "Write the value behind the colon, or leave the property out."];
  }
  if (error === endExpected && after.startsWith(":")) {
    return ["the braces around the definition are missing", "Write `{` before it, and `}` behind it."];
  }
  if (error === invalidSymbol && text.slice(0, offset).trim() === "" && WORD.test(after)) {
    return [
      "the file begins with a word, which is no JSON",
      "A definition is written as `{ … }`, several as `[{ … }]`.",
    ];
  }
  if (error === invalidSymbol) {
    return symbolAt(after) ?? ["JSON has no such symbol", "Names and texts stand in double quotes."];
  }
  return simple[error] ?? ["the file is not valid JSON", "Compare it with an example of the documentation."];
}

function symbolAt(text: string): Explanation | undefined {
  const [, message, hint] = symbols.find(([pattern]) => pattern.test(text)) ?? [];
  return message === undefined || hint === undefined ? undefined : [message, hint];
}
