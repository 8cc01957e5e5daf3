import {
  call,
  file,
  indent,
  keyLines,
  withCredentials,
  withOAuth,
  withParameters,
  withProperty,
} from "./example-text.ts";
import type { RulePage } from "./rule-example.ts";

const good = file(call('"orders"'));
const endpoint = 'authorizationEndpoint: "https://auth.example.com/oauth/token",';

const privatePath = (region: string): string =>
  "invocationConnectivityParameters: {\n" +
  `  resourceParameters: { resourceConfigurationArn: "arn:aws:vpc-lattice:${region}:123456789012:resourceconfiguration/rcfg-0123456789abcdefg" },\n},`;

/** OAuth credentials in the long form, with parameters of the body of the token request. */
function withTokenParameters(parameters: string, method = "POST"): string {
  const lines = [
    'clientParameters: { clientId: "orders", clientSecret: ssm("/bridgehead/orders/client-secret") },',
    endpoint,
    `httpMethod: "${method}",`,
    `oauthHttpParameters: {\n  bodyParameters: [\n${indent(indent(parameters))}\n  ],\n},`,
  ];
  return withCredentials("OAUTH_CLIENT_CREDENTIALS", `oauthParameters: {\n${indent(lines.join("\n"))}\n},`);
}

export const destinationExamples: Readonly<Record<string, RulePage>> = {
  "oauth-endpoint": {
    title: "A token endpoint that is not an https address of a host",
    explanation:
      "The client secret is sent to the token endpoint. It has to be encrypted on the way, to a host that the plan can " +
      "show and that everybody reads in the same way: no IP address, no characters outside ASCII, no dot at the end. " +
      "The address is readable in AWS, so it cannot carry a user name or a password.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("https", "http")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host": {
    title: "A token endpoint on a host that is not allowed",
    explanation: "The configuration lists the hosts that client secrets may be sent to.",
    wrong: { "orders.ts": withOAuth(endpoint.replace(".com", ".net")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
    config: { oauthHosts: ["auth.example.com"] },
  },
  "oauth-host-punycode": {
    title: "A token endpoint whose host has letters outside ASCII",
    explanation:
      "`xn--…` is how such letters are written in host names. Some of them look like others, so that the client secret " +
      "could go to a host that only resembles the provider's. With `oauthHosts` in the configuration this is not asked.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("example", "xn--exmple-cua")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host-private": {
    title: "A token endpoint on a host that the internet does not have",
    explanation:
      "EventBridge reaches public hosts only, unless `connectivityParameters` lead through a VPC Lattice resource " +
      "configuration. Names without a dot, `localhost`, `.internal` and their like are not public.",
    wrong: { "orders.ts": withOAuth(endpoint.replace("auth.example.com", "auth.corp.internal")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "removed-header": {
    title: "A header that EventBridge removes",
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
  "header-name": {
    title: "The name of the key's header is none that a header can have",
    explanation:
      "AWS takes nearly any text as the name of the header that carries the key, and the requests fail later. A name has " +
      "letters, digits and a few signs: no blank, no colon. A scheme such as `Bearer` belongs to the value.",
    wrong: {
      "orders.ts": withCredentials("API_KEY", keyLines.replace("x-api-key", "Authorization: Bearer")),
    },
    fixed: {
      "orders.ts": withCredentials(
        "API_KEY",
        'apiKeyName: "Authorization",\napiKey: `Bearer ${ssm("/bridgehead/orders/key")}`,',
      ),
    },
    at: "orders.ts:6:5",
  },
  "basic-by-hand": {
    title: "Basic authentication that is put together by hand",
    explanation:
      "The header of basic authentication is `Basic` and the base64 of `USER:PASSWORD`. Definitions put texts together and " +
      "encode nothing. Connections of the type `BASIC` do it: their user name and password are written as they are.",
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        'apiKeyName: "Authorization",\napiKey: `Basic orders:${ssm("/bridgehead/orders/password")}`,',
      ),
    },
    fixed: {
      "orders.ts": withCredentials("BASIC", 'username: "orders",\npassword: ssm("/bridgehead/orders/password"),'),
    },
    at: "orders.ts:7:5",
    also: ["colon-in-credential", "literal-credential"],
  },
  "credential-header": {
    title: "A header that EventBridge sends with the credentials",
    explanation:
      "EventBridge makes the header with the credentials by itself: `Authorization` for user name and password and for " +
      "OAuth, the header of the key's name for an API key. Names of headers have no letter case.",
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "X-API-Key", value: ssm("/bridgehead/orders/other") },'),
    },
    fixed: {
      "orders.ts": withParameters("headerParameters", '{ key: "x-source", value: "shop", isValueSecret: false },'),
    },
    at: "orders.ts:10:11",
  },
  "client-sent-twice": {
    title: "The client of OAuth once more in the token request",
    explanation:
      "The token request carries the id and the secret of the client without being told. How EventBridge sends them is " +
      "not documented in full; a provider may refuse a request that has them in two places.",
    wrong: {
      "orders.ts": withTokenParameters('{ key: "client_id", value: "orders", isValueSecret: false },'),
    },
    fixed: { "orders.ts": withTokenParameters('{ key: "audience", value: "shop", isValueSecret: false },') },
    at: "orders.ts:12:13",
  },
  "body-with-get": {
    title: "A body of a token request without one",
    explanation: "A GET has no body that a server has to read, so the parameters may never arrive.",
    wrong: {
      "orders.ts": withTokenParameters('{ key: "audience", value: "shop", isValueSecret: false },', "GET"),
    },
    fixed: { "orders.ts": withTokenParameters('{ key: "audience", value: "shop", isValueSecret: false },') },
    at: "orders.ts:11:9",
  },
  "connectivity-region": {
    title: "A private path of another region",
    explanation:
      "A private path leads through a VPC Lattice resource configuration of the connection's own region. AWS refuses " +
      "one of another region, or never gets the connection to work.",
    wrong: { "orders.ts": withProperty(privatePath("us-west-2")) },
    fixed: { "orders.ts": withProperty(privatePath("eu-west-1")) },
    at: "orders.ts:7:27",
  },
  "connectivity-without-oauth": {
    title: "A private path to a token endpoint that is never asked",
    explanation:
      "`connectivityParameters` are the private path to the OAuth token endpoint. Without OAuth there is none to ask; the " +
      "private path to the endpoint that events are sent to is `invocationConnectivityParameters`.",
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        `${keyLines}\n${privatePath("eu-west-1").replace("invocationConnectivity", "connectivity")}`,
      ),
    },
    fixed: { "orders.ts": withProperty(privatePath("eu-west-1")) },
    at: "orders.ts:8:5",
  },
  "duplicate-parameter": {
    title: "An HTTP parameter that stands twice",
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
    title: "A setting without a counterpart in AWS",
    explanation:
      "A connection has no timeouts and no retries. EventBridge has its own timeout for an invocation, and retries " +
      "are set in the `RetryPolicy` of the rule's target. The setting is never sent.",
    wrong: { "orders.ts": withProperty("invocationConnectivityParameters: { connectTimeoutSeconds: 10 },") },
    fixed: { "orders.ts": good },
    at: "orders.ts:6:39",
  },
  "kms-key-form": {
    title: "Something that is no KMS key",
    explanation:
      "KMS knows a key by its id, its ARN, an alias that begins with `alias/`, or the ARN of an alias. The registry " +
      "schema takes any word, and the operation would fail after it has begun.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "orders",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/orders",') },
    at: "orders.ts:6:3",
  },
  "kms-key-region": {
    title: "A KMS key of another region",
    explanation:
      "The connection's secret is encrypted in the target's region, where a key of another region, or of another " +
      "partition such as `aws-cn`, is unknown.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:us-west-2:123456789012:key/my-key",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/my-key",') },
    at: "orders.ts:6:3",
  },
};
