import { call, file, withOAuth, withParameters, withProperty } from "./example-text.ts";
import type { RuleExample } from "./rule-example.ts";

const good = file(call('"orders"'));
const endpoint = 'authorizationEndpoint: "https://auth.example.com/oauth/token",';

export const destinationExamples: Readonly<Record<string, RuleExample>> = {
  "oauth-endpoint": {
    wrong: { "orders.ts": withOAuth(endpoint.replace("https", "http")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host": {
    wrong: { "orders.ts": withOAuth(endpoint.replace(".com", ".net")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
    config: { oauthHosts: ["auth.example.com"] },
  },
  "oauth-host-punycode": {
    wrong: { "orders.ts": withOAuth(endpoint.replace("example", "xn--exmple-cua")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "oauth-host-private": {
    wrong: { "orders.ts": withOAuth(endpoint.replace("auth.example.com", "auth.corp.internal")) },
    fixed: { "orders.ts": withOAuth(endpoint) },
    at: "orders.ts:8:5",
  },
  "removed-header": {
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "User-Agent", value: "shop", isValueSecret: false },'),
    },
    fixed: {
      "orders.ts": withParameters("headerParameters", '{ key: "x-source", value: "shop", isValueSecret: false },'),
    },
    at: "orders.ts:10:11",
  },
  "duplicate-parameter": {
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
    wrong: { "orders.ts": withProperty("invocationConnectivityParameters: { connectTimeoutSeconds: 10 },") },
    fixed: { "orders.ts": good },
    at: "orders.ts:6:39",
  },
  "kms-key-form": {
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "orders",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/orders",') },
    at: "orders.ts:6:3",
  },
  "kms-key-region": {
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:us-west-2:123456789012:key/my-key",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/my-key",') },
    at: "orders.ts:6:3",
  },
};
