import { always, type Rule } from "../definition/rule.ts";

/**
 * Rules about definitions that only the target, or the repository around them, can break. They are written where the
 * facts are known (`check-parameters.ts`, `build.ts`, `read-branch.ts`), and configuration cannot change them. One
 * about a parameter or a name stops the change of the resources that it concerns, and is a warning where nothing is
 * written; it stops no other change.
 */
export const planningRules = [
  {
    code: "name-taken",
    ...always,
    fix: "Choose another name, or take the connection over with `adopt: true`.",
  },
  {
    code: "parameter-not-found",
    ...always,
    fix: "Correct the name, or create the parameter as a SecureString.",
  },
  {
    code: "parameter-version-not-found",
    ...always,
    fix: "Pin a version that exists, or leave the version out to follow the newest.",
  },
  {
    code: "secure-parameter-in-plain-reference",
    ...always,
    fix: "Refer to a parameter of type String, or write the value as text. A credential is referred to with `ssm(…)`.",
  },
  {
    code: "parameter-not-secure",
    ...always,
    fix: "Store the credential as a SecureString. The type of a parameter cannot be changed: create another one.",
  },
  {
    code: "parameter-expires",
    severity: "warning",
    floor: "warning",
    fix: "Store the credential again with a later expiration, or with none. What was applied with it works on.",
  },
  {
    code: "config-invalid",
    ...always,
    fix: "Correct what the message names, where it stands: each commit is read by its own configuration.",
  },
  {
    code: "file-unreadable",
    ...always,
    fix: "Put the text itself into the repository.",
  },
] as const satisfies readonly Rule[];

export type PlanningCode = (typeof planningRules)[number]["code"];
