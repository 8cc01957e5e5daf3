import { always, type Rule } from "../../definition/rule.ts";

/** What is said about connections alone. */
export const connectionRules: readonly Rule[] = [
  {
    code: "credentials-missing",
    ...always,
    fix: "Add the credentials that go with the authorization type.",
  },
  {
    code: "credentials-conflict",
    ...always,
    fix: "Keep the kind that the endpoint asks for.",
  },
  {
    code: "authorization-mismatch",
    ...always,
    fix: "Set the authorization type that the hint names, or give the other credentials.",
  },
  {
    code: "authorization-inferred",
    severity: "warning",
    fix: "Write the type that the message names.",
  },
  {
    code: "api-key-name-default",
    severity: "info",
    fix: "Write `apiKeyName` to make it visible, and to be sure that it is the header that the endpoint reads.",
  },
  {
    code: "colon-in-credential",
    severity: "warning",
    fix: "Prefer a credential without a colon. In HTTP basic authentication a user name cannot have one at all.",
  },
  {
    code: "public-credential",
    severity: "error",
    fix: "Remove `isValueSecret: false`, and refer to the value with `ssm(…)`.",
  },
  {
    code: "too-many-members",
    ...always,
    fix: "Leave out one of the two extras.",
  },
  // Where credentials and requests go, and the key that encrypts the credentials.
  {
    code: "oauth-endpoint",
    ...always,
    fix: "Write the full address, such as `https://auth.example.com/oauth/token`.",
  },
  {
    code: "oauth-host",
    ...always,
    fix: "Use an allowed host, or have the host allowed in `bridgehead.config.json`.",
  },
  {
    code: "oauth-host-punycode",
    severity: "warning",
    fix: "Compare the host with the provider's documentation, or list the hosts that are meant in `oauthHosts`.",
  },
  {
    code: "oauth-host-private",
    severity: "warning",
    fix: "Write a public host, or add `connectivityParameters`.",
  },
  {
    code: "header-name",
    severity: "error",
    fix: "Write the header's name alone, as in `Authorization`. What stands before the token, such as `Bearer `, belongs before the reference.",
  },
  {
    code: "basic-by-hand",
    severity: "warning",
    fix: 'Write `authorizationType: "BASIC"` with `username` and `password`, which EventBridge encodes.',
  },
  {
    code: "credential-header",
    severity: "warning",
    fix: "Remove the parameter: which of two headers of one name the endpoint gets is not documented.",
  },
  {
    code: "client-sent-twice",
    severity: "warning",
    fix: "Remove the parameter, unless the provider refuses the request without it.",
  },
  {
    code: "body-with-get",
    severity: "warning",
    fix: 'Write `httpMethod: "POST"`, or the parameters as `queryStringParameters`.',
  },
  {
    code: "connectivity-region",
    severity: "warning",
    fix: "Use a resource configuration of the target's region: AWS does not support private connections across regions.",
  },
  {
    code: "connectivity-without-oauth",
    severity: "warning",
    fix: "Write `invocationConnectivityParameters`, which lead to the endpoint that is invoked, beside `authParameters`.",
  },
  {
    code: "removed-header",
    severity: "warning",
    fix: "Remove the parameter, or use a header of another name.",
  },
  {
    code: "duplicate-parameter",
    severity: "warning",
    fix: "Keep one of the two.",
  },
  {
    code: "connectivity-setting-ignored",
    severity: "warning",
    fix: "Remove the setting; set retries where they belong.",
  },
  {
    code: "kms-key-form",
    severity: "error",
    fix: "Write one of the four forms. The severity can be lowered for an emulator that has other ids.",
  },
  {
    code: "kms-key-region",
    severity: "warning",
    fix: "Use a key, or a replica of a multi-region key, of the target's region.",
  },
];
