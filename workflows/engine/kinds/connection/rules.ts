import type { Rule } from "../../rule.ts";

/** What is said about connections alone. */
export const connectionRules: readonly Rule[] = [
  {
    code: "credentials-missing",
    severity: "error",
    floor: "error",
    title: "No credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
    fix: "Add the credentials that go with the authorization type.",
  },
  {
    code: "credentials-conflict",
    severity: "error",
    floor: "error",
    title: "More than one kind of credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
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
    fix: "Set the authorization type that the hint names, or give the other credentials.",
  },
  {
    code: "authorization-inferred",
    severity: "warning",
    title: "EventBridge has no authorization type AWS_IAM",
    explanation:
      "Connections of EventBridge authenticate with an API key, with HTTP basic authentication or with OAuth. The " +
      "type is inferred from the credentials that are given.",
    fix: "Write the type that the message names.",
  },
  {
    code: "api-key-name-default",
    severity: "info",
    title: "The header of the API key is the default one",
    explanation: "AWS requires the name of the header that carries the key. Without `apiKeyName` it is `x-api-key`.",
    fix: "Write `apiKeyName` to make it visible, and to be sure that it is the header that the endpoint reads.",
  },
  {
    code: "colon-in-credential",
    severity: "warning",
    title: "A colon in a credential",
    explanation:
      "The model of the EventBridge API excludes colons in credentials, the registry schema allows them. Which of " +
      "the two the service enforces is unconfirmed.",
    fix: "Prefer a credential without a colon. In HTTP basic authentication a user name cannot have one at all.",
  },
  {
    code: "public-credential",
    severity: "error",
    title: "A parameter with the name of a credential, declared public",
    explanation:
      "With `isValueSecret: false` whoever may describe the connection reads the value, and plans show it. A parameter " +
      "called `Authorization`, `password` or `X-Api-Key` hardly ever has such a value.",
    fix: "Remove `isValueSecret: false`, and refer to the value with `ssm(…)`.",
  },
  {
    code: "too-many-members",
    severity: "error",
    floor: "error",
    title: "More members of the authentication parameters than Cloud Control takes",
    explanation:
      "The registry schema allows two members: one kind of credentials, and either the HTTP parameters of " +
      "invocations or the connectivity parameters. The EventBridge API would take all three, Cloud Control does not.",
    fix: "Leave out one of the two extras.",
  },
  // Where credentials and requests go, and the key that encrypts the credentials.
  {
    code: "oauth-endpoint",
    severity: "error",
    floor: "error",
    title: "A token endpoint that is not an https address of a host",
    explanation:
      "The client secret is sent to the token endpoint. It has to be encrypted on the way, to a host that the plan can " +
      "show and that everybody reads in the same way: no IP address, no characters outside ASCII, no dot at the end. " +
      "The address is readable in AWS, so it cannot carry a user name or a password.",
    fix: "Write the full address, such as `https://auth.example.com/oauth/token`.",
  },
  {
    code: "oauth-host",
    severity: "error",
    floor: "error",
    title: "A token endpoint on a host that is not allowed",
    explanation: "The configuration lists the hosts that client secrets may be sent to.",
    fix: "Use an allowed host, or have the host allowed in `bridgehead.config.json`.",
  },
  {
    code: "oauth-host-punycode",
    severity: "warning",
    title: "A token endpoint whose host has letters outside ASCII",
    explanation:
      "`xn--…` is how such letters are written in host names. Some of them look like others, so that the client secret " +
      "could go to a host that only resembles the provider's. With `oauthHosts` in the configuration this is not asked.",
    fix: "Compare the host with the provider's documentation, or list the hosts that are meant in `oauthHosts`.",
  },
  {
    code: "oauth-host-private",
    severity: "warning",
    title: "A token endpoint on a host that the internet does not have",
    explanation:
      "EventBridge reaches public hosts only, unless `connectivityParameters` lead through a VPC Lattice resource " +
      "configuration. Names without a dot, `localhost`, `.internal` and their like are not public.",
    fix: "Write a public host, or add `connectivityParameters`.",
  },
  {
    code: "removed-header",
    severity: "warning",
    title: "A header that EventBridge removes",
    explanation:
      "EventBridge removes some headers from every request to an API destination, such as `Host`, `Date` and " +
      "`User-Agent`, so the endpoint never sees the parameter.",
    fix: "Remove the parameter, or use a header of another name.",
  },
  {
    code: "duplicate-parameter",
    severity: "warning",
    title: "An HTTP parameter that stands twice",
    explanation:
      "A header, whose name has no letter case, or a property of the body can have one value. Which of two counts is " +
      "not documented. A query string may have a key twice.",
    fix: "Keep one of the two.",
  },
  {
    code: "connectivity-setting-ignored",
    severity: "warning",
    title: "A setting without a counterpart in AWS",
    explanation:
      "A connection has no timeouts and no retries. EventBridge has its own timeout for an invocation, and retries " +
      "are set in the `RetryPolicy` of the rule's target. The setting is never sent.",
    fix: "Remove the setting; set retries where they belong.",
  },
  {
    code: "kms-key-form",
    severity: "error",
    title: "Something that is no KMS key",
    explanation:
      "KMS knows a key by its id, its ARN, an alias that begins with `alias/`, or the ARN of an alias. The registry " +
      "schema takes any word, and the operation would fail after it has begun.",
    fix: "Write one of the four forms. The severity can be lowered for an emulator that has other ids.",
  },
  {
    code: "kms-key-region",
    severity: "warning",
    title: "A KMS key of another region",
    explanation:
      "The connection's secret is encrypted in the target's region, where a key of another region, or of another " +
      "partition such as `aws-cn`, is unknown.",
    fix: "Use a key, or a replica of a multi-region key, of the target's region.",
  },
];
