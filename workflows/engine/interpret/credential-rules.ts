import type { Rule } from "../rule.ts";

/** Rules about credentials, and about references to them. */
export const credentialRules = [
  {
    code: "literal-credential",
    severity: "warning",
    floor: "info",
    title: "A credential as plain text",
    explanation:
      "Whoever can read the repository, or any clone of it, can read the credential, and history keeps it. Plans and " +
      "records show a keyed fingerprint of it, never the text.",
    fix: "Put it into Parameter Store as a SecureString, refer to it with `ssm(…)`, and change the credential.",
  },
  {
    code: "known-secret",
    severity: "error",
    floor: "warning",
    title: "A key of a known provider as plain text",
    explanation:
      "The credential has the format in which a provider publishes its keys, so it is most likely a real one. Whoever " +
      "can read the repository, or any clone of it, has it from now on.",
    fix:
      "Have the credential replaced where it comes from, put the new one into Parameter Store as a SecureString, and " +
      "refer to it with `ssm(…)`.",
  },
  {
    code: "exposed-secret",
    severity: "error",
    floor: "error",
    title: "What looks like a secret in a readable place",
    explanation:
      "An id, a name, a description, an address or a parameter that is declared public holds something in the format " +
      "of a credential. AWS keeps it readable, and plans and comments would show it.",
    fix:
      "Take it out, and have the credential replaced where it comes from. Credentials belong in Parameter Store, and in " +
      "properties that AWS keeps to itself.",
  },
  {
    code: "plain-parameter-credential",
    severity: "warning",
    title: "A credential from a parameter without encryption",
    explanation: "`{{resolve:ssm:…}}` reads a parameter of type String, which is stored and shown as plain text.",
    fix: "Make the parameter a SecureString and refer to it with `ssm(…)`.",
  },
  {
    code: "literal-marker",
    severity: "error",
    floor: "error",
    title: "The marker of a fingerprint in a definition",
    explanation:
      "`{{literal:…}}` is how plans show a credential that stands in a definition as text. Written by hand it would " +
      "name a credential of another definition.",
    fix: "Refer to the credential with `ssm(…)`.",
  },
  {
    code: "malformed-reference",
    severity: "error",
    floor: "error",
    title: "Something that was meant as a reference and is none",
    explanation:
      "A reference is `{{resolve:ssm-secure:NAME}}`, `{{resolve:ssm-secure:NAME:VERSION}}` or the same with `ssm`, and " +
      "double braces are kept for it. A misspelt one, a call of `ssm` inside quotes, or the bare name of a parameter " +
      "would be sent as the credential.",
    fix: 'Use `ssm("/path")` or `ssm("/path", version)`, which write the reference.',
  },
  {
    code: "unsupported-reference",
    severity: "error",
    floor: "error",
    title: "A reference to Secrets Manager",
    explanation: "This version reads credentials from Parameter Store only.",
    fix: "Put the credential into Parameter Store as a SecureString and refer to it with `ssm(…)`.",
  },
  {
    code: "readable-secret",
    severity: "error",
    floor: "error",
    title: "A secret where AWS keeps the value readable",
    explanation:
      "AWS keeps passwords, API keys, client secrets and HTTP parameters with `isValueSecret: true` to itself. " +
      "Everything else can be read by whoever may describe the connection, so a secret there would be disclosed.",
    fix:
      "Write the value as text, or refer to a String parameter with `{{resolve:ssm:/path}}`. An HTTP parameter that " +
      "is a secret has `isValueSecret: true`.",
  },
  {
    code: "reference-not-allowed",
    severity: "error",
    floor: "error",
    title: "A reference where the value has to be known",
    explanation:
      "The name is the connection's identity, enumerations decide what is sent, and the host of the token endpoint " +
      "decides where a client secret goes: a plan has to show them.",
    fix: "Write the value as text.",
  },
  {
    code: "parameter-name",
    severity: "error",
    floor: "error",
    title: "A parameter name that Parameter Store does not take",
    explanation:
      "Names of parameters have letters, digits, `_`, `.`, `-` and `/`, begin with `/` when they have levels, have 15 " +
      "levels at most, and do not begin with `aws` or `ssm`.",
    fix: "Write the parameter's full name, such as `/bridgehead/orders/key`.",
  },
  {
    code: "parameter-prefix",
    severity: "error",
    floor: "error",
    title: "A parameter outside the allowed prefixes",
    explanation: "Definitions may refer only to parameters below the prefixes that the configuration allows.",
    fix: "Move the parameter below an allowed prefix, or have the prefix allowed in `bridgehead.config.json`.",
  },
  {
    code: "system-parameter",
    severity: "error",
    floor: "error",
    title: "A parameter of the pipeline itself",
    explanation:
      "The pipeline's own credentials stand below the system prefix. No definition may refer to them, whatever the " +
      "configuration says.",
    fix: "Use a parameter of your own.",
  },
] as const satisfies readonly Rule[];
