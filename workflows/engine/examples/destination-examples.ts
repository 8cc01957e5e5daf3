import { call, file, withOAuth, withParameters, withProperty } from "./example-text.ts";
import type { RulePage } from "./rule-example.ts";

const good = file(call('"orders"'));
const endpoint = 'authorizationEndpoint: "https://auth.example.com/oauth/token",';

export const destinationExamples: Readonly<Record<string, RulePage>> = {
  "oauth-endpoint": {
    explanation:
      "The client secret is sent to the token endpoint. It has to be encrypted on the way, to a host that the plan can " +
      "show and that everybody reads in the same way: no IP address, no characters outside ASCII, no dot at the end. " +
      "The address is readable in AWS, so it cannot carry a user name or a password.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("https", "http")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host": {
    explanation: "The configuration lists the hosts that client secrets may be sent to.",
    wrong: { "orders.ts": withOAuth(endpoint.replace(".com", ".net")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
    config: { oauthHosts: ["auth.example.com"] },
  },
  "oauth-host-punycode": {
    explanation:
      "`xn--…` is how such letters are written in host names. Some of them look like others, so that the client secret " +
      "could go to a host that only resembles the provider's. With `oauthHosts` in the configuration this is not asked.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("example", "xn--exmple-cua")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host-private": {
    explanation:
      "EventBridge reaches public hosts only, unless `connectivityParameters` lead through a VPC Lattice resource " +
      "configuration. Names without a dot, `localhost`, `.internal` and their like are not public.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("auth.example.com", "auth.corp.internal")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "removed-header": {
    explanation:
      "EventBridge removes some headers from every request to an API destination, such as `Host`, `Date` and " +
      "`User-Agent`, so the endpoint never sees the parameter.",
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "User-Agent", value: "shop", isValueSecret: false },'),
    },
    fixed: {
      "orders.ts": withParameters("headerParameters", '{ key: "x-source", value: "shop", isValueSecret: false },'),
    },
    at: "orders.ts:10:11",
  },
  "duplicate-parameter": {
    explanation:
      "A header, whose name has no letter case, or a property of the body can have one value. Which of two counts is " +
      "not documented. A query string may have a key twice.",
    wrong: {
      "orders.ts": withParameters(
        "bodyParameters",
        '{ key: "source", value: "shop", isValueSecret: false },\n{ key: "source", value: "orders", isValueSecret: false },',
      ),
    },
    fixed: { "orders.ts": withParameters("bodyParameters", '{ key: "source", value: "shop", isValueSecret: false },') },
    at: "orders.ts:11:11",
  },
  "connectivity-setting-ignored": {
    explanation:
      "A connection has no timeouts and no retries. EventBridge has its own timeout for an invocation, and retries " +
      "are set in the `RetryPolicy` of the rule's target. The setting is never sent.",
    wrong: { "orders.ts": withProperty("invocationConnectivityParameters: { connectTimeoutSeconds: 10 },") },
    fixed: { "orders.ts": good },
    at: "orders.ts:6:39",
  },
  "kms-key-form": {
    explanation:
      "KMS knows a key by its id, its ARN, an alias that begins with `alias/`, or the ARN of an alias. The registry " +
      "schema takes any word, and the operation would fail after it has begun.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "orders",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/orders",') },
    at: "orders.ts:6:3",
  },
  "kms-key-region": {
    explanation:
      "The connection's secret is encrypted in the target's region, where a key of another region, or of another " +
      "partition such as `aws-cn`, is unknown.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:us-west-2:123456789012:key/my-key",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/my-key",') },
    at: "orders.ts:6:3",
  },
};
