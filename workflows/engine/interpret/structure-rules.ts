import { always, type Rule } from "../definition/rule.ts";

/** Rules about the shape of a definition: what AWS, or Bridgehead itself, would not understand. */
export const structureRules = [
  {
    code: "unknown-property",
    ...always,
    fix: "Use the spelling that the hint proposes, or remove the property.",
  },
  {
    code: "duplicate-property",
    ...always,
    fix: "Keep one of the two.",
  },
  {
    code: "wrong-type",
    ...always,
    fix: "Give a value of the type that the message names. A property without a value is left out, not `null`.",
  },
  {
    code: "missing-property",
    ...always,
    fix: "Add the property that the message names.",
  },
  {
    code: "read-only-property",
    ...always,
    fix: "Remove the property. To hand the ARN on to others use `exportArn`.",
  },
  {
    code: "invalid-value",
    ...always,
    fix: "Use one of the listed values.",
  },
  {
    code: "invalid-format",
    ...always,
    fix: "Write the value in the form that the message describes.",
  },
  {
    code: "invalid-name",
    ...always,
    fix: "Set `name`, or change the id.",
  },
  {
    code: "name-outside-stack",
    ...always,
    fix: "Choose a name that the stack's parameter has, or deploy the stack with another one.",
  },
  {
    code: "invalid-id",
    ...always,
    fix: "Give the definition a short id without control characters.",
  },
  {
    code: "api-limit",
    severity: "error",
    fix: "Stay within the limit that the message names.",
  },
  {
    code: "too-many-problems",
    ...always,
    fix: "Fix those that are listed; the rest shows up after that.",
  },
  {
    code: "invalid-option",
    ...always,
    fix: "Use a value that the message names.",
  },
  {
    code: "export-arn",
    ...always,
    fix: "Name a parameter that nothing else uses, below the prefix for ARNs.",
  },
  {
    code: "duplicate-id",
    ...always,
    fix: "Rename one of the two. A connection keeps its identity as long as its name stays the same.",
  },
  {
    code: "duplicate-name",
    ...always,
    fix: "Rename one of the two, or remove it.",
  },
  {
    code: "name-case",
    severity: "error",
    fix: "Give one of the two a clearly different name, or lower the severity of this rule.",
  },
] as const satisfies readonly Rule[];
