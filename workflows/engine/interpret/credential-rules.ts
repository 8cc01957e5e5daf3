import { always, type Rule } from "../definition/rule.ts";

/** Rules about credentials, and about references to them. */
export const credentialRules = [
  {
    code: "literal-credential",
    severity: "warning",
    floor: "info",
    fix: "Put it into Parameter Store as a SecureString, refer to it with `ssm(…)`, and change the credential.",
  },
  {
    code: "known-secret",
    severity: "error",
    floor: "warning",
    fix:
      "Have the credential replaced where it comes from, put the new one into Parameter Store as a SecureString, and " +
      "refer to it with `ssm(…)`. Of a text that is none list the digest that the hint prints in `notSecrets` of " +
      "`bridgehead.config.json`.",
  },
  {
    code: "exposed-secret",
    ...always,
    fix:
      "Take it out, and have the credential replaced where it comes from. Credentials belong in Parameter Store, and in " +
      "properties that AWS keeps to itself. Of a text that is none list the digest that the hint prints in `notSecrets` " +
      "of `bridgehead.config.json`.",
  },
  {
    code: "plain-parameter-credential",
    severity: "warning",
    fix: "Make the parameter a SecureString and refer to it with `ssm(…)`.",
  },
  {
    code: "literal-marker",
    ...always,
    fix: "Refer to the credential with `ssm(…)`. A text that has to hold such a marker stands in a parameter itself.",
  },
  {
    code: "malformed-reference",
    ...always,
    fix:
      'Use `ssm("/path")` or `ssm("/path", version)`, which write the reference. A text that only looks like one stands ' +
      "in a parameter itself.",
  },
  {
    code: "unsupported-reference",
    ...always,
    fix: "Put the credential into Parameter Store as a SecureString and refer to it with `ssm(…)`.",
  },
  {
    code: "readable-secret",
    ...always,
    fix:
      "Write the value as text, or refer to a String parameter with `{{resolve:ssm:/path}}`. An HTTP parameter that " +
      "is a secret has `isValueSecret: true`.",
  },
  {
    code: "reference-not-allowed",
    ...always,
    fix: "Write the value as text, such as the ARN itself.",
  },
  {
    code: "parameter-name",
    ...always,
    fix: "Write the parameter's full name, such as `/bridgehead/orders/key`.",
  },
  {
    code: "parameter-prefix",
    ...always,
    fix: "Move the parameter below an allowed prefix, or have the prefix allowed in `bridgehead.config.json`, as far as the stack allows it.",
  },
  {
    code: "system-parameter",
    ...always,
    fix: "Use a parameter of your own.",
  },
] as const satisfies readonly Rule[];
