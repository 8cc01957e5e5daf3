import type { Rule } from "../rule.ts";

/** Rules about where credentials and requests go, and about the key that encrypts the credentials. */
export const destinationRules = [
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
] as const satisfies readonly Rule[];

export type DestinationCode = (typeof destinationRules)[number]["code"];
