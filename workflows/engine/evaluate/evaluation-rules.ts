import type { Rule } from "../interpret/rule.ts";
import { limits } from "./limits.ts";

const all = [
  {
    code: "syntax-error",
    severity: "error",
    floor: "error",
    title: "A file that cannot be parsed",
    explanation:
      "The file is not valid TypeScript, or not valid JSON. JSON is read strictly: no comments, no trailing commas.",
    example: '{ "id": "orders", }',
    fix: "Correct the text at the line and column that the message names.",
  },
  {
    code: "duplicate-key",
    severity: "error",
    floor: "error",
    title: "A property that stands twice in a JSON object",
    explanation: "Of two properties of one name readers of JSON keep one or the other, so neither can be relied on.",
    example: '{ "id": "orders", "id": "billing" }',
    fix: "Keep one of the two.",
  },
  {
    code: "json-shape",
    severity: "error",
    floor: "error",
    title: "JSON that is not a definition",
    explanation:
      "A JSON file holds one definition, an array of definitions, or an object whose only properties are " +
      "`connections`, an array of definitions, and `$schema`. Of several definitions each has an `id` or a `name`.",
    example: '[{ "authorizationType": "API_KEY" }, { "id": 7 }]',
    fix: "Write an object with an `id` for each connection. A file that is no definition gets a name that begins with `_`.",
  },
  {
    code: "invalid-file",
    severity: "error",
    floor: "error",
    title: "A file that cannot be a definition",
    explanation:
      "A path has at most 512 characters, all of which can be shown, and occurs once; a definition file is text, " +
      "without NUL characters.",
    example: "connections/orders\\api.ts",
    fix: "Rename the file, or write it as UTF-8 text.",
  },
  {
    code: "file-too-large",
    severity: "error",
    floor: "error",
    title: "A file that is too large",
    explanation: `A definition file, or a file that one imports, has at most ${limits.fileLength} characters.`,
    example: "A generated list of thousands of connections in one file.",
    fix: "Split the file.",
  },
  {
    code: "import-not-allowed",
    severity: "error",
    floor: "error",
    title: "An import from outside the definitions folder",
    explanation:
      'Evaluation is hermetic: a definition imports the authoring API (`"bridgehead"` or `"alchemy/aws/control"`), ' +
      "and files of the definitions folder, by relative paths. There are no packages and no modules of Node.",
    example: 'import { readFileSync } from "node:fs";',
    fix: "Remove the import, or move what is needed into a file of the definitions folder whose name begins with `_`. Import types with `import type`.",
  },
  {
    code: "not-hermetic",
    severity: "error",
    floor: "error",
    title: "Something that differs from one evaluation to the next",
    explanation:
      "What was reviewed must be what is applied, so that the same files always give the same definitions: there is no " +
      "clock, no randomness, no network, no environment, no file and no timer, and no code made from text.",
    example: "await AWS.Events.Connection(`orders-${Date.now()}`, { … })",
    fix: "Write the value into the definition.",
  },
  {
    code: "unsupported-service",
    severity: "error",
    floor: "error",
    title: "A resource that Bridgehead does not manage",
    explanation: "Bridgehead manages EventBridge connections: `AWS.Events.Connection`, and no other resource.",
    example: 'await AWS.Events.Rule("orders", { … })',
    fix: "Use `AWS.Events.Connection`, or declare the resource with another tool.",
  },
  {
    code: "invalid-call",
    severity: "error",
    floor: "error",
    title: "Arguments that are not an id and properties",
    explanation: "`AWS.Events.Connection` takes the id, a string, and an object with the connection's properties.",
    example: 'await AWS.Events.Connection({ name: "orders" })',
    fix: 'Write `AWS.Events.Connection("orders", { … })`.',
  },
  {
    code: "invalid-ssm-call",
    severity: "error",
    floor: "error",
    title: "Arguments of `ssm` that make no reference",
    explanation:
      "`ssm` takes the name of a parameter, beginning with `/`, in letters, digits, `_`, `.`, `-` and `/`, and " +
      "optionally its version, a whole number from 1.",
    example: 'ssm("orders/key", "latest")',
    fix: 'Write `ssm("/bridgehead/orders/key")` or `ssm("/bridgehead/orders/key", 3)`.',
  },
  {
    code: "unsupported-value",
    severity: "error",
    floor: "error",
    title: "A value that JSON does not have",
    explanation:
      "Properties hold strings, finite numbers, booleans, null, arrays and plain objects. Members that are `undefined` " +
      "are left out. Functions, symbols, big integers, promises, instances of classes, half characters and the key " +
      "`__proto__` have no counterpart.",
    example: "authParameters: { apiKey: () => key }",
    fix: "Compute the value and give it as plain data.",
  },
  {
    code: "definition-too-large",
    severity: "error",
    floor: "error",
    title: "A definition that is too large",
    explanation: `A definition has at most ${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters as JSON, which is what Cloud Control takes. One that refers to itself has no end.`,
    example: "const props = {}; props.self = props;",
    fix: "Leave out what EventBridge does not know.",
  },
  {
    code: "known-after-apply",
    severity: "error",
    floor: "error",
    title: "A property that is known only after the apply",
    explanation:
      "The result of `AWS.Events.Connection` has `id` and `name`. What AWS makes up, such as the ARN, is not known " +
      "when definitions are evaluated.",
    example: 'const orders = await AWS.Events.Connection("orders", { … }); orders.arn;',
    fix: "Use `exportArn`, which writes the ARN to an SSM parameter at the apply.",
  },
  {
    code: "file-threw",
    severity: "error",
    floor: "error",
    title: "A file that threw an exception",
    explanation: "The evaluation of the file ended early, so that definitions may be missing.",
    example: 'throw new Error("unknown stage");',
    fix: "Correct the code at the place that the message names.",
  },
  {
    code: "never-finishes",
    severity: "error",
    floor: "error",
    title: "An `await` that never ends",
    explanation: "The file waits for a promise that nothing settles, so that what comes after is never evaluated.",
    example: "await new Promise(() => {});",
    fix: "Remove the `await`, or settle the promise.",
  },
  {
    code: "unawaited-call",
    severity: "error",
    floor: "error",
    title: "An async function that is called without `await`",
    explanation:
      "An exception in an async function that nobody awaits is lost, and with it the definitions after it: they would " +
      "look removed. A call of an async function of the same file, as a statement of its own, is reported.",
    example: "async function main() { … }\nmain();",
    fix: "Write `await` in front of the call; in a loop, use `for … of` instead of `forEach`.",
  },
  {
    code: "imported-definition",
    severity: "error",
    floor: "error",
    title: "A definition that exists only where its file is imported",
    explanation:
      "Each definition file is evaluated by itself, and what it declares counts there. A connection that it declares " +
      "only when another file imports it belongs to neither.",
    example: "export async function declare() { await null; await AWS.Events.Connection(…); }",
    fix: "Move the function to a file whose name begins with `_`.",
  },
  {
    code: "too-much-work",
    severity: "error",
    floor: "error",
    title: "Code that does not end, or takes too long",
    explanation:
      "The work of a file is counted, and ends at a bound that no definition needs: endless loops, regular expressions " +
      "that backtrack without end, promises that make promises.",
    example: "for (;;) {}",
    fix: "Write what is declared as data.",
  },
  {
    code: "too-much-memory",
    severity: "error",
    floor: "error",
    title: "Code that takes too much memory",
    explanation: "A file has 64 MiB for its evaluation.",
    example: 'let text = "x"; for (;;) text += text;',
    fix: "Write what is declared as data.",
  },
  {
    code: "too-deep",
    severity: "error",
    floor: "error",
    title: "Code that is nested too deeply",
    explanation: "A recursion without end, or thousands of nested brackets.",
    example: "function f() { f(); } f();",
    fix: "Write what is declared as data.",
  },
  {
    code: "evaluation-failed",
    severity: "error",
    floor: "error",
    title: "A file that made the evaluator fail",
    explanation:
      "The evaluator broke over this file, and was replaced before the next one. Other files are not affected.",
    example: "Thousands of nested brackets in a type.",
    fix: "Simplify the file. If it is an ordinary one, please report it.",
  },
  {
    code: "evaluation-budget",
    severity: "error",
    floor: "error",
    title: "A folder that takes too much to evaluate",
    explanation: `All definition files together have a bound: ${limits.files} files, ${limits.definitions} definitions, the size of the result, and the time. Files after the one that used it up are not evaluated.`,
    example: "for (let i = 0; i < 5000; i++) await AWS.Events.Connection(`c${i}`, { … });",
    fix: "Use several definitions folders, or find out why the file takes so much.",
  },
  {
    code: "nothing-declared",
    severity: "error",
    floor: "error",
    title: "Calls that were never reached",
    explanation:
      "The file holds a call of `AWS.Events.Connection`, and evaluating it declared no connection: the call stands where nothing gets to it, or in an asynchronous function that nobody awaits. It is an error, since the connections would be taken for removed.",
    example: "async function declare() { await setUp(); await AWS.Events.Connection(…); }\nconst done = declare();",
    fix: "Write `await` before the call of the function; to remove the connections, remove the calls or the file.",
  },
  {
    code: "no-definitions",
    severity: "info",
    title: "A definition file that declares nothing",
    explanation: "The file was evaluated and declared no connection.",
    example: 'export const prefix = "/bridgehead";',
    fix: "If the file is there for others to import, give it a name that begins with `_`.",
  },
] as const satisfies readonly Rule[];

export type EvaluationCode = (typeof all)[number]["code"];

/** Every rule of the evaluation of definition files, in the order of the documentation. */
export const evaluationRules: readonly Rule[] = all;

const byCode = new Map<EvaluationCode, Rule>(all.map((rule) => [rule.code, rule]));

export function evaluationRuleOf(code: EvaluationCode): Rule {
  const rule = byCode.get(code);
  if (rule === undefined) throw new Error(`no rule has the code ${code}`);
  return rule;
}
