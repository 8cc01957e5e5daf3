import { always, type Rule } from "../definition/rule.ts";

const all = [
  {
    code: "syntax-error",
    ...always,
    fix: "Correct the text at the line and column that the message names.",
  },
  {
    code: "duplicate-key",
    ...always,
    fix: "Keep one of the two.",
  },
  {
    code: "json-shape",
    ...always,
    fix: "Write an object with an `id` for each connection. A file that is no definition gets a name that begins with `_`.",
  },
  {
    code: "foreign-document",
    ...always,
    fix: "Write what the hint names. A file that has to stay as it is stands outside the definitions folder, or gets a name that begins with `_`.",
  },
  {
    code: "unread-file",
    severity: "error",
    fix: "Rename or rewrite the file. One that is no definition stands outside the folder, or gets a name that begins with `_`.",
  },
  {
    code: "invalid-file",
    ...always,
    fix: "Rename the file, or write it as UTF-8 text.",
  },
  {
    code: "misleading-text",
    ...always,
    fix: "Remove the character; in a text write it as an escape, such as `\\u200B`. Write names with the letters a to z.",
  },
  {
    code: "file-too-large",
    ...always,
    fix: "Split the file.",
  },
  {
    code: "import-not-allowed",
    ...always,
    fix: "Remove the import, or move what is needed into a file of the definitions folder whose name begins with `_`. Import types with `import type`.",
  },
  {
    code: "not-hermetic",
    ...always,
    fix: "Write the value into the definition.",
  },
  {
    code: "unsupported-service",
    ...always,
    fix: "Use `AWS.Events.Connection`, or declare the resource with another tool.",
  },
  {
    code: "invalid-call",
    ...always,
    fix: 'Write `AWS.Events.Connection("orders", { … })`.',
  },
  {
    code: "invalid-ssm-call",
    ...always,
    fix: 'Write `ssm("/bridgehead/orders/key")` or `ssm("/bridgehead/orders/key", 3)`.',
  },
  {
    code: "unsupported-value",
    ...always,
    fix: "Compute the value and give it as plain data.",
  },
  {
    code: "definition-too-large",
    ...always,
    fix: "Leave out what EventBridge does not know.",
  },
  {
    code: "known-after-apply",
    ...always,
    fix: "Use `exportArn`, which writes the ARN to an SSM parameter at the apply.",
  },
  {
    code: "file-threw",
    ...always,
    fix: "Correct the code at the place that the message names.",
  },
  {
    code: "never-finishes",
    ...always,
    fix: "Remove the `await`, or settle the promise.",
  },
  {
    code: "unawaited-call",
    ...always,
    fix: "Write `await` in front of the call; in a loop, use `for … of` instead of `forEach`.",
  },
  {
    code: "imported-definition",
    ...always,
    fix: "Move the function to a file whose name begins with `_`.",
  },
  {
    code: "too-much-work",
    ...always,
    fix: "Write what is declared as data.",
  },
  {
    code: "too-much-memory",
    ...always,
    fix: "Write what is declared as data.",
  },
  {
    code: "too-deep",
    ...always,
    fix: "Write what is declared as data.",
  },
  {
    code: "evaluation-failed",
    ...always,
    fix: "Simplify the file. If it is an ordinary one, please report it.",
  },
  {
    code: "evaluation-budget",
    ...always,
    fix: "Use several definitions folders, or find out why the file takes so much.",
  },
  {
    code: "nothing-declared",
    ...always,
    fix: "Write `await` before the call of the function; to remove the connections, remove the calls or the file.",
  },
  {
    code: "empty-file",
    severity: "error",
    fix: "Remove the file if its connections are to go. One that is kept for later gets a name that begins with `_`.",
  },
  {
    code: "no-definitions",
    severity: "info",
    fix: "If the file is there for others to import, give it a name that begins with `_`.",
  },
] as const satisfies readonly Rule[];

export type EvaluationCode = (typeof all)[number]["code"];

/** Every rule of the evaluation of definition files, in the order of the documentation. */
export const evaluationRules: readonly Rule[] = all;

/** The codes of what is no error. */
export type MildCode = Exclude<(typeof all)[number], { readonly severity: "error" }>["code"];
