import { limits } from "../../read/sandbox/limits.ts";
import type { EvaluationCode } from "../../read/evaluation-rules.ts";
import { call, file, indent, json, withProperty } from "./example-text.ts";
import type { RulePage } from "./rule-example.ts";

const orders = call('"orders"');
const good = file(orders);
const goodJson = json('"id": "orders",');
const described = withProperty('description: "Orders of the shop",');
const kept = "const orders = ";
const teams = 'const teams: Record<string, string> = { orders: "Orders of the shop" };';

const declareTeam = `async function declare(id: string) {\n${indent(call("id", "description: teams[id].trim(),"))}\n}`;

export const evaluationExamples: Readonly<Record<EvaluationCode, RulePage>> = {
  "syntax-error": {
    title: "A file that cannot be parsed",
    explanation:
      "The file is not valid TypeScript, or not valid JSON. JSON is read strictly: no comments, no trailing commas.",
    wrong: { "orders.json": goodJson.replace('key}}" }', 'key}}" },') },
    fixed: { "orders.json": goodJson },
    at: "orders.json:5:1",
  },
  "duplicate-key": {
    title: "A property that stands twice in a JSON object",
    explanation: "Of two properties of one name readers of JSON keep one or the other, so neither can be relied on.",
    wrong: { "orders.json": json('"id": "orders",', '"id": "billing",') },
    fixed: { "orders.json": goodJson },
    at: "orders.json:3:3",
  },
  "json-shape": {
    title: "JSON that is not a definition",
    explanation:
      "A JSON file holds one definition, an array of definitions, or an object whose only properties are " +
      "`connections`, an array of definitions, and `$schema`. Of several definitions each has an `id` or a `name`.",
    wrong: { "orders.json": '"orders"\n' },
    fixed: { "orders.json": goodJson },
    at: "orders.json:1:1",
  },
  "foreign-document": {
    title: "A file of another tool",
    explanation:
      "The file is a whole document of something else: a template of CloudFormation, a Terraform configuration, an " +
      "answer of the AWS CLI, a YAML or TypeScript file under the wrong name. Or it is what a tool left in its place: a " +
      "pointer of Git LFS, an encrypted file, a patch, an HTML page. Bridgehead reads connections alone.",
    wrong: {
      "orders.json": `{\n  "Resources": {\n    "Orders": { "Type": "AWS::Events::Connection", "Properties": { "Name": "orders" } }\n  }\n}\n`,
    },
    fixed: { "orders.json": goodJson },
    at: "orders.json:2:3",
  },
  "unread-file": {
    title: "A file that looks like a definition and is not read",
    explanation:
      "Definitions are in files that end with `.ts` or `.json`, in lower case. A file with a similar ending, such as " +
      "`.js`, `.mts`, `.jsonc`, `.yaml` or `.tf`, declares nothing, and a definition that was renamed so would look removed.",
    wrong: { "orders.yaml": "Type: AWS::Events::Connection\nProperties:\n  Name: orders\n" },
    fixed: { "orders.ts": good },
    at: "orders.yaml:1:1",
  },
  "misleading-text": {
    title: "Text that reads otherwise than it is",
    explanation:
      "Whoever reviews a definition must see what is evaluated. Characters that cannot be seen, that turn the direction " +
      "of writing or that end a line in secret are refused wherever they stand, and so are names whose letters look like " +
      "those of another name.",
    // The first letter i is Cyrillic.
    wrong: { "orders.ts": file(`const t\u0456tle = "Orders";\n${call('"orders"', "description: t\u0456tle,")}`) },
    fixed: { "orders.ts": file(`const title = "Orders";\n${call('"orders"', "description: title,")}`) },
    at: "orders.ts:3:7",
  },
  "invalid-file": {
    title: "A file that cannot be a definition",
    explanation:
      "A path has at most 512 characters, all of which can be shown, and occurs once; a definition file is text in " +
      "UTF-8, without NUL characters. It stands in this repository itself: a link leads to nothing outside the folder, " +
      "and of a Git submodule nothing is read.",
    wrong: { "orders\\api.ts": good },
    fixed: { "orders/api.ts": good },
    at: "orders\\api.ts:1:1",
  },
  "file-too-large": {
    title: "A file that is too large",
    explanation: `A definition file, or a file that one imports, has at most ${limits.fileLength} characters.`,
    told: "A generated file with thousands of connections, of more than 256 KiB.",
    fixed: "Several files, or a loop over a list of what differs.",
  },
  "import-not-allowed": {
    title: "An import from outside the definitions folder",
    explanation:
      'Evaluation is hermetic: a definition imports the authoring API (`"bridgehead"` or `"alchemy/aws/control"`), ' +
      "and files of the definitions folder, by relative paths. There are no packages and no modules of Node.",
    wrong: {
      "orders.ts": file(
        call('"orders"', 'description: readFileSync("orders.txt", "utf8"),'),
        'import { readFileSync } from "node:fs";',
      ),
    },
    fixed: {
      "orders.ts": file(call('"orders"', "description,"), 'import { description } from "./_orders.ts";'),
      "_orders.ts": 'export const description = "Orders of the shop";\n',
    },
    at: "orders.ts:2:30",
  },
  "not-hermetic": {
    title: "Something that differs from one evaluation to the next",
    explanation:
      "What was reviewed must be what is applied, so that the same files always give the same definitions: there is no " +
      "clock, no randomness, no network, no environment, no file and no timer, and no code made from text.",
    wrong: { "orders.ts": withProperty("description: `Orders, as of ${new Date().toISOString()}`,") },
    fixed: { "orders.ts": withProperty('description: "Orders, as of 2030-01-31",') },
    at: "orders.ts:6:37",
  },
  "unsupported-service": {
    title: "A resource that Bridgehead does not manage",
    explanation: "Bridgehead manages EventBridge connections: `AWS.Events.Connection`, and no other resource.",
    wrong: { "orders.ts": file(`${orders}\nawait AWS.Events.Rule("orders", { state: "ENABLED" });`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:7",
  },
  "invalid-call": {
    title: "Arguments that are not an id and properties",
    explanation: "`AWS.Events.Connection` takes the id, a string, and an object with the connection's properties.",
    wrong: { "orders.ts": good.replace('("orders", {', '({\n  name: "orders",') },
    fixed: { "orders.ts": good },
    at: "orders.ts:3:7",
  },
  "invalid-ssm-call": {
    title: "Arguments of `ssm` that make no reference",
    explanation:
      "`ssm` takes the name of a parameter, beginning with `/`, in letters, digits, `_`, `.`, `-` and `/`, and " +
      "optionally its version, a whole number from 1.",
    wrong: { "orders.ts": good.replace('orders/key")', 'orders/key", "latest")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:5:54",
  },
  "unsupported-value": {
    title: "A value that JSON does not have",
    explanation:
      "Properties hold strings, finite numbers, booleans, null, arrays and plain objects. Members that are `undefined` " +
      "are left out. Functions, symbols, big integers, promises, instances of classes, half characters and the key " +
      "`__proto__` have no counterpart.",
    wrong: { "orders.ts": withProperty('description: () => "Orders of the shop",') },
    fixed: { "orders.ts": described },
    at: "orders.ts:6:3",
  },
  "definition-too-large": {
    title: "A definition that is too large",
    explanation: `A definition has at most ${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters as JSON, which is what Cloud Control takes. One that refers to itself has no end.`,
    wrong: {
      "orders.ts": file(
        `const props: Record<string, unknown> = { authorizationType: "API_KEY" };\nprops["authParameters"] = props;\nawait AWS.Events.Connection("orders", props);`,
      ),
    },
    fixed: { "orders.ts": good },
    at: "orders.ts:5:7",
  },
  "known-after-apply": {
    title: "A property that is known only after the apply",
    explanation:
      "The result of `AWS.Events.Connection` has `id` and `name`. What AWS makes up, such as the ARN, is not known " +
      "when definitions are evaluated, and what was given to the call is not handed on by it.",
    wrong: { "orders.ts": file(`${kept}${orders}\n${call('"billing"', "description: orders.arn,")}`) },
    fixed: { "orders.ts": file(`${kept}${orders}\n${call('"billing"', "description: orders.name,")}`) },
    at: "orders.ts:8:22",
  },
  "file-threw": {
    title: "A file that threw an exception",
    explanation: "The evaluation of the file ended early, so that definitions may be missing.",
    wrong: { "orders.ts": file(`${teams}\n${call('"orders"', 'description: teams["order"].trim(),')}`) },
    fixed: { "orders.ts": file(`${teams}\n${call('"orders"', 'description: teams["orders"].trim(),')}`) },
    at: "orders.ts:5:30",
  },
  "never-finishes": {
    title: "An `await` that never ends",
    explanation: "The file waits for a promise that nothing settles, so that what comes after is never evaluated.",
    wrong: { "orders.ts": file(`${orders}\nawait new Promise(() => {});`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "unawaited-call": {
    title: "An exception in an async function that nothing awaits",
    explanation:
      "What an async function throws goes to whoever awaits it. Where nobody does, the exception would be lost, and with " +
      "it the definitions after it: they would look removed. The place is where it was thrown.",
    wrong: { "orders.ts": file(`${teams}\n\n${declareTeam}\n\ndeclare("order");`) },
    fixed: { "orders.ts": file(`${teams}\n\n${declareTeam}\n\nawait declare("orders");`) },
    at: "orders.ts:7:27",
  },
  "imported-definition": {
    title: "A definition that exists only where its file is imported",
    explanation:
      "Each definition file is evaluated by itself, and what it declares counts there. A connection that it declares " +
      "only when another file imports it belongs to neither.",
    wrong: {
      "orders.ts": file(
        `export const declare = async () =>\n  Promise.resolve().then(async () => {\n${indent(indent(orders))}\n  });`,
      ),
      "shop.ts": 'import { declare } from "./orders.ts";\n\nawait declare();\n',
    },
    fixed: {
      "_orders.ts": file(`export async function declare() {\n${indent(orders)}\n}`),
      "shop.ts": 'import { declare } from "./_orders.ts";\n\nawait declare();\n',
    },
    at: "orders.ts:5:11",
    also: ["no-definitions"],
  },
  "too-much-work": {
    title: "Code that does not end, or takes too long",
    explanation:
      "The work of a file is counted, also inside the engine that runs it, and ends at a bound that no definition needs: " +
      "endless loops, regular expressions that backtrack without end, lists that are longer than any memory. The same file " +
      "gets the same verdict on every machine.",
    wrong: { "orders.ts": file(`${orders}\nfor (;;) {}`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "too-much-memory": {
    title: "Code that takes too much memory",
    explanation: "A file has 64 MiB for its evaluation.",
    wrong: { "orders.ts": file(`${orders}\nlet text = "orders";\nfor (;;) text += text;`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "too-deep": {
    title: "Code that is nested too deeply",
    explanation: "A recursion without end, or thousands of nested brackets.",
    wrong: {
      "orders.ts": file(`const shout = (text: string): string => shout(text + "!");\n${call('shout("orders")')}`),
    },
    fixed: { "orders.ts": file(`const shout = (text: string): string => text + "-now";\n${call('shout("orders")')}`) },
    at: "orders.ts:1:1",
  },
  "evaluation-failed": {
    title: "A file that made the evaluator fail",
    explanation:
      "The evaluator broke over this file, and was replaced before the next one. Other files are not affected. Where the " +
      "message says that it is no verdict, a clock ended the evaluation, twice: the machine is too slow, or the file does " +
      "what is not counted. A deployed pipeline tries again by itself, and applies nothing meanwhile.",
    told: "Code that makes the evaluator itself fail, such as thousands of nested brackets in a type. No short file is known that does so everywhere.",
    fixed: "Simpler code. If the file is an ordinary one, please report it.",
  },
  "evaluation-budget": {
    title: "A folder that takes too much to evaluate",
    explanation: `All definition files together have a bound: ${limits.files} files, ${limits.definitions} definitions, the size of the result, and the work, which is counted. Files after the one that used it up are not evaluated. One file imports ${limits.imports} files at most, itself or through others, and reads ${limits.textLength} characters with them.`,
    wrong: { "orders.ts": file(`for (let i = 0; i < 5000; i++) {\n${indent(call("`orders-${i}`"))}\n}`) },
    fixed: { "orders.ts": file(`for (let i = 0; i < 5; i++) {\n${indent(call("`orders-${i}`"))}\n}`) },
    at: "orders.ts:1:1",
  },
  "nothing-declared": {
    title: "Calls that were never reached",
    explanation:
      "The file holds a call of `AWS.Events.Connection`, and evaluating it declared no connection: the call stands where nothing gets to it, or in an asynchronous function that nobody awaits. It is an error, since the connections would be taken for removed.",
    wrong: { "orders.ts": file(`const isOn = false;\nif (isOn) ${orders}`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "empty-file": {
    title: "A definition file with nothing in it",
    explanation:
      "Nothing, or nothing but comments, imports and types, is left of the file. Whoever emptied it may have meant to remove " +
      "its connections, or have lost what it held; a file that goes away says the first.",
    wrong: {
      "orders.ts": `import { AWS } from "bridgehead";\n\n// ${orders.split("\n")[0]} … })\n`,
      "shop.ts": file(call('"shop"')),
    },
    fixed: { "shop.ts": file(call('"shop"')) },
    at: "orders.ts:1:1",
  },
  "no-definitions": {
    title: "A definition file that declares nothing",
    explanation: "The file was evaluated and declared no connection.",
    wrong: { "orders.ts": good, "prefix.ts": 'export const prefix = "/bridgehead";\n' },
    fixed: { "orders.ts": good, "_prefix.ts": 'export const prefix = "/bridgehead";\n' },
    at: "prefix.ts:1:1",
  },
};
