import type { Rule } from "./rule.ts";

/**
 * Rules about definitions that only the target, or the repository around them, can break. They are written where the
 * facts are known (`check-parameters.ts`, `build-plan.ts`, `read-branch.ts`), and configuration cannot change them.
 */
export const planningRules = [
  {
    code: "name-taken",
    severity: "error",
    floor: "error",
    title: "A connection of this name exists already",
    explanation:
      "Bridgehead never touches a connection that it did not create, unless the definition says so: it may belong to " +
      "somebody else.",
    fix: "Choose another name, or take the connection over with `adopt: true`.",
  },
  {
    code: "parameter-not-found",
    severity: "error",
    floor: "error",
    title: "A parameter that does not exist",
    explanation: "Parameter Store has no parameter of this name in the target's account and region.",
    fix: "Correct the name, or create the parameter as a SecureString.",
  },
  {
    code: "parameter-version-not-found",
    severity: "error",
    floor: "error",
    title: "A version that a parameter does not have",
    explanation: "The reference pins a version that was never written. A parameter that is created anew begins at 1.",
    fix: "Pin a version that exists, or leave the version out to follow the newest.",
  },
  {
    code: "secure-parameter-in-plain-reference",
    severity: "error",
    floor: "error",
    title: "A SecureString in a reference for plain parameters",
    explanation:
      "`{{resolve:ssm:…}}` stands where AWS keeps the value readable. The parameter is a SecureString, so its value would " +
      "be disclosed.",
    fix: "Refer to a parameter of type String, or write the value as text. A credential is referred to with `ssm(…)`.",
  },
  {
    code: "parameter-not-secure",
    severity: "warning",
    floor: "warning",
    title: "A credential in a parameter without encryption",
    explanation:
      "`ssm(…)` refers to a parameter that is no SecureString: whoever may read parameters reads it as plain text.",
    fix: "Store the credential as a SecureString. The type of a parameter cannot be changed: create another one.",
  },
  {
    code: "config-invalid",
    severity: "error",
    floor: "error",
    title: "A configuration that is not what it should be",
    explanation:
      "`bridgehead.config.json` has a member, or a value, that it cannot have. What it would allow is unknown then, so " +
      "there is no plan. Its JSON Schema completes and checks it in an editor.",
    fix: "Correct what the message names, on the default branch.",
  },
  {
    code: "file-unreadable",
    severity: "error",
    floor: "error",
    title: "A file that cannot be read",
    explanation:
      "A definition file is UTF-8 text of at most 1 MB. A symbolic link, a submodule or a file that Git LFS keeps is none: " +
      "what it stands for is not in the commit.",
    fix: "Put the text itself into the repository.",
  },
] as const satisfies readonly Rule[];

export type PlanningCode = (typeof planningRules)[number]["code"];
