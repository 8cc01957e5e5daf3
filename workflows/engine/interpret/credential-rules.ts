import type { Rule } from "./rule.ts";

/** Rules about credentials, references and where secrets go. */
export const credentialRules = [
  {
    code: "credentials-missing",
    severity: "error",
    floor: "error",
    title: "No credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
    example: "authParameters: { invocationHttpParameters: { … } }",
    fix: "Add the credentials that go with the authorization type.",
  },
  {
    code: "credentials-conflict",
    severity: "error",
    floor: "error",
    title: "More than one kind of credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
    example: 'authParameters: { apiKey: ssm("/bridgehead/a"), username: "orders", password: ssm("/bridgehead/b") }',
    fix: "Keep the kind that the endpoint asks for.",
  },
  {
    code: "authorization-mismatch",
    severity: "error",
    floor: "error",
    title: "The authorization type does not go with the credentials",
    explanation:
      "Nothing in the registry schema ties the type to the credentials, but an update with credentials of another " +
      "type has no effect in AWS.",
    example: 'authorizationType: "BASIC", authParameters: { apiKey: ssm("/bridgehead/orders/key") }',
    fix: "Set the authorization type that the hint names, or give the other credentials.",
  },
  {
    code: "authorization-inferred",
    severity: "warning",
    title: "EventBridge has no authorization type AWS_IAM",
    explanation:
      "Connections of EventBridge authenticate with an API key, with HTTP basic authentication or with OAuth. The " +
      "type is inferred from the credentials that are given.",
    example: 'authorizationType: "AWS_IAM", authParameters: { username: "u", password: ssm("/bridgehead/p") }',
    fix: "Write the type that the message names.",
  },
  {
    code: "api-key-name-default",
    severity: "info",
    title: "The header of the API key is the default one",
    explanation: "AWS requires the name of the header that carries the key. Without `apiKeyName` it is `x-api-key`.",
    example: 'authParameters: { apiKey: ssm("/bridgehead/orders/key") }',
    fix: "Write `apiKeyName` to make it visible, and to be sure that it is the header that the endpoint reads.",
  },
  {
    code: "colon-in-credential",
    severity: "warning",
    title: "A colon in a credential",
    explanation:
      "The model of the EventBridge API excludes colons in credentials, the registry schema allows them. Which of " +
      "the two the service enforces is unconfirmed.",
    example: 'authParameters: { username: "team:orders", password: ssm("/bridgehead/orders/password") }',
    fix: "Prefer a credential without a colon. In HTTP basic authentication a user name cannot have one at all.",
  },
  {
    code: "literal-credential",
    severity: "warning",
    floor: "info",
    title: "A credential as plain text",
    explanation:
      "Whoever can read the repository, or any clone of it, can read the credential, and history keeps it. Plans and " +
      "records show a keyed fingerprint of it, never the text.",
    example: 'authParameters: { apiKey: "my-api-key" }',
    fix: "Put it into Parameter Store as a SecureString, refer to it with `ssm(…)`, and change the credential.",
  },
  {
    code: "plain-parameter-credential",
    severity: "warning",
    title: "A credential from a parameter without encryption",
    explanation: "`{{resolve:ssm:…}}` reads a parameter of type String, which is stored and shown as plain text.",
    example: 'authParameters: { apiKey: "{{resolve:ssm:/bridgehead/orders/key}}" }',
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
    example: 'apiKey: "{{literal:0123456789abcdef0123456789abcdef}}"',
    fix: "Refer to the credential with `ssm(…)`.",
  },
  {
    code: "malformed-reference",
    severity: "error",
    floor: "error",
    title: "Something in double braces that is no reference",
    explanation:
      "Double braces are kept for references: `{{resolve:ssm-secure:NAME}}`, `{{resolve:ssm-secure:NAME:VERSION}}` and " +
      "the same with `ssm`. A misspelt one would be sent as the credential.",
    example: 'apiKey: "{{resolve:ssm-secure /bridgehead/orders/key}}"',
    fix: 'Use `ssm("/path")` or `ssm("/path", version)`, which write the reference.',
  },
  {
    code: "unsupported-reference",
    severity: "error",
    floor: "error",
    title: "A reference to Secrets Manager",
    explanation: "This version reads credentials from Parameter Store only.",
    example: 'apiKey: "{{resolve:secretsmanager:orders:SecretString:key}}"',
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
    example:
      'authParameters: { username: ssm("/bridgehead/orders/user"), password: ssm("/bridgehead/orders/password") }',
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
    example: 'name: "{{resolve:ssm:/bridgehead/orders/name}}"',
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
    example: 'ssm("bridgehead/orders/key")',
    fix: "Write the parameter's full name, such as `/bridgehead/orders/key`.",
  },
  {
    code: "parameter-prefix",
    severity: "error",
    floor: "error",
    title: "A parameter outside the allowed prefixes",
    explanation: "Definitions may refer only to parameters below the prefixes that the configuration allows.",
    example: 'ssm("/payments/orders/key")',
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
    example: 'ssm("/bridgehead-system/prod/github-key")',
    fix: "Use a parameter of your own.",
  },
  {
    code: "oauth-endpoint",
    severity: "error",
    floor: "error",
    title: "A token endpoint that is not an https address of a host",
    explanation:
      "The client secret is sent to the token endpoint. It has to be encrypted on the way, to a host that the plan can " +
      "show, and the address is readable in AWS, so it cannot carry a user name or a password.",
    example: 'authorizationEndpoint: "http://auth.example.com/token"',
    fix: "Write the full address, such as `https://auth.example.com/oauth/token`.",
  },
  {
    code: "oauth-host",
    severity: "error",
    floor: "error",
    title: "A token endpoint on a host that is not allowed",
    explanation: "The configuration lists the hosts that client secrets may be sent to.",
    example: 'authorizationEndpoint: "https://auth.example.net/token"',
    fix: "Use an allowed host, or have the host allowed in `bridgehead.config.json`.",
  },
  {
    code: "connectivity-setting-ignored",
    severity: "warning",
    title: "A setting without a counterpart in AWS",
    explanation:
      "A connection has no timeouts and no retries. EventBridge has its own timeout for an invocation, and retries " +
      "are set in the `RetryPolicy` of the rule's target. The setting is never sent.",
    example: "invocationConnectivityParameters: { connectTimeoutSeconds: 10, maxRetries: 3 }",
    fix: "Remove the setting; set retries where they belong.",
  },
  {
    code: "kms-key-region",
    severity: "warning",
    title: "A KMS key of another region",
    explanation: "The connection's secret is encrypted in the target's region, where a key of another one is unknown.",
    example: 'kmsKeyIdentifier: "arn:aws:kms:us-west-2:123456789012:key/my-key" in a target of eu-west-1',
    fix: "Use a key, or a replica of a multi-region key, of the target's region.",
  },
] as const satisfies readonly Rule[];
