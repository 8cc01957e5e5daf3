import { type Text, text } from "../../definition/text.ts";
import type { Emptiness, JsonTextFacts } from "../../read/facts.ts";
import type { Language } from "../../read/foreign-text.ts";
import type { JsonMistake } from "../../read/json/mistakes.ts";
import type { FileTexts } from "../tell-files.ts";

const colon = text("a colon is expected here", 'A property is written as `"name": "value"`.');
const inQuotes = "Put it in double quotes.";

/** None quotes the file: what stands at the place may be a credential. */
const mistakes: Readonly<Record<JsonMistake, Text>> = {
  comment: text("JSON has no comments", "Remove the comment, or write the definition in TypeScript."),
  number: text("the number is not valid JSON", "Write it as in 7 or 0.5, or put it in quotes."),
  escape: text(
    "the string has an escape that JSON does not know",
    "Write a backslash twice; a line break is \\n, a tab \\t.",
  ),
  colon,
  comma: text("a comma is expected here", "Put a comma behind what stands before it."),
  brace: unclosed("brace"),
  bracket: unclosed("bracket"),
  end: text("the file goes on after its end", "Several definitions stand in an array."),
  quotes: text("the string has no end on this line", "Close the quotes; a line break in a string is written as \\n."),
  control: text("the string has a control character", "Write it as an escape, such as \\t."),
  curly: text("the quotes are those of a text processor", 'Type them anew, as ".'),
  single: text("JSON has no single quotes", "Use double quotes."),
  backquote: text("JSON has no backquotes", "Use double quotes; a reference is {{resolve:ssm-secure:/bridgehead/…}}."),
  boolean: text("true and false are in lower case", "Write true or false."),
  nothing: text("JSON has no such value", "Leave the property out."),
  infinite: text("JSON has no such number", "Write a finite number."),
  ssm: text("JSON has no `ssm(…)`", 'Write "{{resolve:ssm-secure:/bridgehead/…}}", or the definition in TypeScript.'),
  semicolon: text("JSON has no semicolons", "Put a comma between properties, and nothing behind the last."),
  bare: text("the property's name is not in quotes", inQuotes),
  word: text("JSON has no such word", `If it is a text: ${inQuotes.toLowerCase()}`),
  lastMember: text("there is a comma before the closing brace", "Remove the trailing comma."),
  name: text("a property name in double quotes is expected here", 'Write `"name": "value"`.'),
  lastItem: text("there is a comma before the closing bracket", "Remove the trailing comma."),
  value: text("a value is expected here", "Write the value behind the colon, or leave the property out."),
  braces: text("the braces around the definition are missing", "Write `{` before it, and `}` behind it."),
  beginning: text(
    "the file begins with a word, which is no JSON",
    "A definition is written as `{ … }`, several as `[{ … }]`.",
  ),
  symbol: text("JSON has no such symbol", "Names and texts stand in double quotes."),
  other: text("the file is not valid JSON", "Compare it with an example of the documentation."),
  refused: text("the file is not valid JSON"),
};

function unclosed(bracket: string): Text {
  return text(`a closing ${bracket} is expected here`, "Close every bracket that the file opens.");
}

const define = 'Write `await AWS.Events.Connection("name", { … })` in a .ts file, or a JSON object';
const unread = (language: string, hint: string) =>
  text(`the file is ${language}, which Bridgehead does not read`, hint);

const languages: Readonly<Record<Language, Text>> = {
  terraform: unread(
    "Terraform",
    `${define}: \`api_key { key, value }\` is \`authParameters: { apiKeyName, apiKey }\`, other names are camelCase.`,
  ),
  template: unread(
    "a CloudFormation template in YAML",
    `${define}, with what stands in \`Properties\`: the names are the same.`,
  ),
  python: unread("Python", `${define}.`),
  xml: unread("XML", `${define}.`),
  json: text("the file is JSON in a .ts file", "Rename the file: JSON has the ending .json."),
  typescript: text("the file is TypeScript in a .json file", "Rename the file: TypeScript has the ending .ts."),
  yaml: unread("YAML", "Write it as JSON, with the same names in double quotes, or as TypeScript."),
};

/** In words that follow "the file". */
const emptiness: Readonly<Record<Emptiness, string>> = {
  blank: "is empty",
  comments: "has nothing but comments and types",
  imports: "has nothing but imports",
};

const unsupported: Readonly<Record<JsonTextFacts["unsupported-value/json"]["what"], string>> = {
  number: "is not a finite number",
  text: "has half a character",
  key: "has a key that is not allowed",
};

/** Of a text that is read as JSON: a definition file, or the configuration. */
export const jsonTexts: FileTexts<keyof JsonTextFacts> = {
  "definition-too-large/levels": ({ most }) => text(`the JSON has more than ${most} levels`),
  "duplicate-key": ({ name }) => text(`the property "${name}" stands twice`, "Keep one of the two."),
  // Whoever empties a file means to remove its connections, or has lost them: what is left in place does not say which.
  "empty-file": ({ how }) => text(`the file ${emptiness[how]}: what it declared would be removed`),
  "foreign-document/language": ({ language }) => languages[language],
  "syntax-error/json": ({ mistake }) => mistakes[mistake],
  "syntax-error/merge": () =>
    text(
      "the file has the marks of an unfinished merge",
      "Keep what belongs there, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.",
    ),
  "unsupported-value/json": ({ pointer, what }) =>
    text(`${pointer === "" ? "the file" : pointer} ${unsupported[what]}`),
};
