import type { Rule } from "../rule.ts";

/** Rules about the shape of a definition: what AWS, or Bridgehead itself, would not understand. */
export const structureRules = [
  {
    code: "unknown-property",
    severity: "error",
    floor: "error",
    title: "A property that does not exist",
    explanation:
      "AWS refuses a connection with a property that its resource type does not have, and a misspelt one would " +
      "silently lack its value.",
    fix: "Use the spelling that the hint proposes, or remove the property.",
  },
  {
    code: "duplicate-property",
    severity: "error",
    floor: "error",
    title: "One property written twice",
    explanation:
      "Both spellings of a property, or a short form and the block that it stands for, give the same thing twice. " +
      "Which one counts would be a guess.",
    fix: "Keep one of the two.",
  },
  {
    code: "wrong-type",
    severity: "error",
    floor: "error",
    title: "A value of the wrong type",
    explanation: "The property takes a value of another type, such as a text instead of an object.",
    fix: "Give a value of the type that the message names. A property without a value is left out, not `null`.",
  },
  {
    code: "missing-property",
    severity: "error",
    floor: "error",
    title: "A required property is missing",
    explanation: "AWS refuses a connection without it: the registry schema or the EventBridge API requires it.",
    fix: "Add the property that the message names.",
  },
  {
    code: "read-only-property",
    severity: "error",
    floor: "error",
    title: "A property that only AWS sets",
    explanation: "ARNs of a connection and of its association are made by AWS; a definition cannot set them.",
    fix: "Remove the property. To hand the ARN on to others use `exportArn`.",
  },
  {
    code: "invalid-value",
    severity: "error",
    floor: "error",
    title: "A value that is not one of the possible ones",
    explanation: "The property takes one of a few values, in exactly the spelling that the message lists.",
    fix: "Use one of the listed values.",
  },
  {
    code: "invalid-format",
    severity: "error",
    floor: "error",
    title: "A value of the wrong form",
    explanation:
      "The value is too long, too short or has characters that the registry schema of the resource type excludes. " +
      "The value itself is not shown where it may be a credential.",
    fix: "Write the value in the form that the message describes.",
  },
  {
    code: "invalid-name",
    severity: "error",
    floor: "error",
    title: "A name that AWS does not take",
    explanation:
      "The name of a connection has 1 to 64 letters, digits, `.`, `-` or `_`. Without `name` the id is the name.",
    fix: "Set `name`, or change the id.",
  },
  {
    code: "invalid-id",
    severity: "error",
    floor: "error",
    title: "An id that cannot be used",
    explanation: "An id is printed in plans and used in commands: 1 to 128 characters, no control characters.",
    fix: "Give the definition a short id without control characters.",
  },
  {
    code: "api-limit",
    severity: "error",
    title: "A limit of the EventBridge API",
    explanation:
      "The EventBridge API takes 512 characters in credentials and in HTTP parameters of headers and query strings, " +
      "100 parameters of each kind, and only token characters in names of headers. The registry schema does not say " +
      "so, and Cloud Control would fail only after the operation has begun.",
    fix: "Stay within the limit that the message names.",
  },
  {
    code: "too-many-problems",
    severity: "error",
    floor: "error",
    title: "More problems than are listed",
    explanation:
      "Of a definition with very many problems the first hundred are listed. It is an error if there is one among them all.",
    fix: "Fix those that are listed; the rest shows up after that.",
  },
  {
    code: "invalid-option",
    severity: "error",
    floor: "error",
    title: "One of Bridgehead's own properties has a wrong value",
    explanation:
      '`adopt` and `protect` are true or false, `removal` is `"delete"` or `"retain"`, and `exportArn` is the name ' +
      "of an SSM parameter.",
    fix: "Use a value that the message names.",
  },
  {
    code: "export-arn",
    severity: "error",
    floor: "error",
    title: "An ARN cannot be exported to this parameter",
    explanation:
      "Bridgehead overwrites the parameter that `exportArn` names. It has to be below an allowed prefix, may not be " +
      "one that a definition reads, and belongs to one definition only.",
    fix: "Name a parameter that nothing else uses, below an allowed prefix.",
  },
  {
    code: "duplicate-id",
    severity: "error",
    floor: "error",
    title: "Two definitions with one id",
    explanation: "Ids are unique over all files of the definitions folder.",
    fix: "Rename one of the two. A connection keeps its identity as long as its name stays the same.",
  },
  {
    code: "duplicate-name",
    severity: "error",
    floor: "error",
    title: "Two definitions of one connection",
    explanation: "The name identifies the connection in AWS; two definitions of the same name would fight over it.",
    fix: "Rename one of the two, or remove it.",
  },
  {
    code: "name-case",
    severity: "error",
    title: "Two names that differ by case only",
    explanation:
      "Whether EventBridge tells names apart by case is unconfirmed, and people do not. Names of connections appear " +
      "in ARNs, policies and in the managed secret, where a mix-up is hard to see.",
    fix: "Give one of the two a clearly different name, or lower the severity of this rule.",
  },
] as const satisfies readonly Rule[];
