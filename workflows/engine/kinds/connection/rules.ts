import type { Rule } from "../../rule.ts";

/** What is said about connections alone. */
export const connectionRules: readonly Rule[] = [
  {
    code: "credentials-missing",
    severity: "error",
    floor: "error",
    title: "No credentials",
    fix: "Add the credentials that go with the authorization type.",
  },
  {
    code: "credentials-conflict",
    severity: "error",
    floor: "error",
    title: "More than one kind of credentials",
    fix: "Keep the kind that the endpoint asks for.",
  },
  {
    code: "authorization-mismatch",
    severity: "error",
    floor: "error",
    title: "The authorization type does not go with the credentials",
    fix: "Set the authorization type that the hint names, or give the other credentials.",
  },
  {
    code: "authorization-inferred",
    severity: "warning",
    title: "EventBridge has no authorization type AWS_IAM",
    fix: "Write the type that the message names.",
  },
  {
    code: "api-key-name-default",
    severity: "info",
    title: "The header of the API key is the default one",
    fix: "Write `apiKeyName` to make it visible, and to be sure that it is the header that the endpoint reads.",
  },
  {
    code: "colon-in-credential",
    severity: "warning",
    title: "A colon in a credential",
    fix: "Prefer a credential without a colon. In HTTP basic authentication a user name cannot have one at all.",
  },
  {
    code: "public-credential",
    severity: "error",
    title: "A parameter with the name of a credential, declared public",
    fix: "Remove `isValueSecret: false`, and refer to the value with `ssm(…)`.",
  },
  {
    code: "too-many-members",
    severity: "error",
    floor: "error",
    title: "More members of the authentication parameters than Cloud Control takes",
    fix: "Leave out one of the two extras.",
  },
  // Where credentials and requests go, and the key that encrypts the credentials.
  {
    code: "oauth-endpoint",
    severity: "error",
    floor: "error",
    title: "A token endpoint that is not an https address of a host",
    fix: "Write the full address, such as `https://auth.example.com/oauth/token`.",
  },
  {
    code: "oauth-host",
    severity: "error",
    floor: "error",
    title: "A token endpoint on a host that is not allowed",
    fix: "Use an allowed host, or have the host allowed in `bridgehead.config.json`.",
  },
  {
    code: "oauth-host-punycode",
    severity: "warning",
    title: "A token endpoint whose host has letters outside ASCII",
    fix: "Compare the host with the provider's documentation, or list the hosts that are meant in `oauthHosts`.",
  },
  {
    code: "oauth-host-private",
    severity: "warning",
    title: "A token endpoint on a host that the internet does not have",
    fix: "Write a public host, or add `connectivityParameters`.",
  },
  {
    code: "removed-header",
    severity: "warning",
    title: "A header that EventBridge removes",
    fix: "Remove the parameter, or use a header of another name.",
  },
  {
    code: "duplicate-parameter",
    severity: "warning",
    title: "An HTTP parameter that stands twice",
    fix: "Keep one of the two.",
  },
  {
    code: "connectivity-setting-ignored",
    severity: "warning",
    title: "A setting without a counterpart in AWS",
    fix: "Remove the setting; set retries where they belong.",
  },
  {
    code: "kms-key-form",
    severity: "error",
    title: "Something that is no KMS key",
    fix: "Write one of the four forms. The severity can be lowered for an emulator that has other ids.",
  },
  {
    code: "kms-key-region",
    severity: "warning",
    title: "A KMS key of another region",
    fix: "Use a key, or a replica of a multi-region key, of the target's region.",
  },
];
