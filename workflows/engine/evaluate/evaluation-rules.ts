import type { Rule } from "../rule.ts";
import { limits } from "./limits.ts";

const all = [
  {
    code: "syntax-error",
    severity: "error",
    floor: "error",
    title: "A file that cannot be parsed",
    explanation:
      "The file is not valid TypeScript, or not valid JSON. JSON is read strictly: no comments, no trailing commas.",
    fix: "Correct the text at the line and column that the message names.",
  },
  {
    code: "duplicate-key",
    severity: "error",
    floor: "error",
    title: "A property that stands twice in a JSON object",
    explanation: "Of two properties of one name readers of JSON keep one or the other, so neither can be relied on.",
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
    fix: "Write an object with an `id` for each connection. A file that is no definition gets a name that begins with `_`.",
  },
  {
    code: "foreign-document",
    severity: "error",
    floor: "error",
    title: "A file of another tool",
    explanation:
      "The file is a whole document of something else: a template of CloudFormation, a Terraform configuration, an " +
      "answer of the AWS CLI, a YAML or TypeScript file under the wrong name. Bridgehead reads connections alone.",
    fix: "Write what the hint names. A file that has to stay as it is stands outside the definitions folder, or gets a name that begins with `_`.",
  },
  {
    code: "unread-file",
    severity: "error",
    title: "A file that looks like a definition and is not read",
    explanation:
      "Definitions are in files that end with `.ts` or `.json`, in lower case. A file with a similar ending, such as " +
      "`.js`, `.mts`, `.jsonc`, `.yaml` or `.tf`, declares nothing, and a definition that was renamed so would look removed.",
    fix: "Rename or rewrite the file. One that is no definition stands outside the folder, or gets a name that begins with `_`.",
  },
  {
    code: "invalid-file",
    severity: "error",
    floor: "error",
    title: "A file that cannot be a definition",
    explanation:
      "A path has at most 512 characters, all of which can be shown, and occurs once; a definition file is text, " +
      "without NUL characters.",
    fix: "Rename the file, or write it as UTF-8 text.",
  },
  {
    code: "misleading-text",
    severity: "error",
    floor: "error",
    title: "Text that reads otherwise than it is",
    explanation:
      "Whoever reviews a definition must see what is evaluated. Characters that cannot be seen, that turn the direction " +
      "of writing or that end a line in secret are refused wherever they stand, and so are names whose letters look like " +
      "those of another name.",
    fix: "Remove the character; in a text write it as an escape, such as `\\u200B`. Write names with the letters a to z.",
  },
  {
    code: "file-too-large",
    severity: "error",
    floor: "error",
    title: "A file that is too large",
    explanation: `A definition file, or a file that one imports, has at most ${limits.fileLength} characters.`,
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
    fix: "Write the value into the definition.",
  },
  {
    code: "unsupported-service",
    severity: "error",
    floor: "error",
    title: "A resource that Bridgehead does not manage",
    explanation: "Bridgehead manages EventBridge connections: `AWS.Events.Connection`, and no other resource.",
    fix: "Use `AWS.Events.Connection`, or declare the resource with another tool.",
  },
  {
    code: "invalid-call",
    severity: "error",
    floor: "error",
    title: "Arguments that are not an id and properties",
    explanation: "`AWS.Events.Connection` takes the id, a string, and an object with the connection's properties.",
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
    fix: "Compute the value and give it as plain data.",
  },
  {
    code: "definition-too-large",
    severity: "error",
    floor: "error",
    title: "A definition that is too large",
    explanation: `A definition has at most ${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters as JSON, which is what Cloud Control takes. One that refers to itself has no end.`,
    fix: "Leave out what EventBridge does not know.",
  },
  {
    code: "known-after-apply",
    severity: "error",
    floor: "error",
    title: "A property that is known only after the apply",
    explanation:
      "The result of `AWS.Events.Connection` has `id` and `name`. What AWS makes up, such as the ARN, is not known " +
      "when definitions are evaluated, and what was given to the call is not handed on by it.",
    fix: "Use `exportArn`, which writes the ARN to an SSM parameter at the apply.",
  },
  {
    code: "file-threw",
    severity: "error",
    floor: "error",
    title: "A file that threw an exception",
    explanation: "The evaluation of the file ended early, so that definitions may be missing.",
    fix: "Correct the code at the place that the message names.",
  },
  {
    code: "never-finishes",
    severity: "error",
    floor: "error",
    title: "An `await` that never ends",
    explanation: "The file waits for a promise that nothing settles, so that what comes after is never evaluated.",
    fix: "Remove the `await`, or settle the promise.",
  },
  {
    code: "unawaited-call",
    severity: "error",
    floor: "error",
    title: "An exception in an async function that nothing awaits",
    explanation:
      "What an async function throws goes to whoever awaits it. Where nobody does, the exception would be lost, and with " +
      "it the definitions after it: they would look removed. The place is where it was thrown.",
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
    fix: "Write what is declared as data.",
  },
  {
    code: "too-much-memory",
    severity: "error",
    floor: "error",
    title: "Code that takes too much memory",
    explanation: "A file has 64 MiB for its evaluation.",
    fix: "Write what is declared as data.",
  },
  {
    code: "too-deep",
    severity: "error",
    floor: "error",
    title: "Code that is nested too deeply",
    explanation: "A recursion without end, or thousands of nested brackets.",
    fix: "Write what is declared as data.",
  },
  {
    code: "evaluation-failed",
    severity: "error",
    floor: "error",
    title: "A file that made the evaluator fail",
    explanation:
      "The evaluator broke over this file, and was replaced before the next one. Other files are not affected.",
    fix: "Simplify the file. If it is an ordinary one, please report it.",
  },
  {
    code: "evaluation-budget",
    severity: "error",
    floor: "error",
    title: "A folder that takes too much to evaluate",
    explanation: `All definition files together have a bound: ${limits.files} files, ${limits.definitions} definitions, the size of the result, and the time. Files after the one that used it up are not evaluated.`,
    fix: "Use several definitions folders, or find out why the file takes so much.",
  },
  {
    code: "nothing-declared",
    severity: "error",
    floor: "error",
    title: "Calls that were never reached",
    explanation:
      "The file holds a call of `AWS.Events.Connection`, and evaluating it declared no connection: the call stands where nothing gets to it, or in an asynchronous function that nobody awaits. It is an error, since the connections would be taken for removed.",
    fix: "Write `await` before the call of the function; to remove the connections, remove the calls or the file.",
  },
  {
    code: "no-definitions",
    severity: "info",
    title: "A definition file that declares nothing",
    explanation: "The file was evaluated and declared no connection.",
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
