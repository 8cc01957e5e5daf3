import { keyLines, withCredentials, withParameters, withProperty } from "./example-text.ts";
import type { RuleExample } from "./rule-example.ts";

const withKey = withCredentials("API_KEY", keyLines);
const withPassword = (username: string, password: string): string =>
  withCredentials("BASIC", `username: ${username},\npassword: ${password},`);
const withValue = (value: string): string => withCredentials("API_KEY", `apiKeyName: "x-api-key",\napiKey: ${value},`);

export const credentialExamples: Readonly<Record<string, RuleExample>> = {
  "credentials-missing": {
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        'invocationHttpParameters: {\n  headerParameters: [{ key: "x-source", value: "shop", isValueSecret: false }],\n},',
      ),
    },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:5:3",
  },
  "credentials-conflict": {
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        `${keyLines}\nusername: "orders",\npassword: ssm("/bridgehead/orders/password"),`,
      ),
    },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:5:3",
  },
  "authorization-mismatch": {
    wrong: { "orders.ts": withCredentials("BASIC", keyLines) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:4:3",
  },
  "authorization-inferred": {
    wrong: { "orders.ts": withCredentials("AWS_IAM", keyLines) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:4:3",
  },
  "api-key-name-default": {
    wrong: { "orders.ts": withCredentials("API_KEY", 'apiKey: ssm("/bridgehead/orders/key"),') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:6:5",
  },
  "colon-in-credential": {
    wrong: { "orders.ts": withPassword('"shop:orders"', 'ssm("/bridgehead/orders/password")') },
    fixed: { "orders.ts": withPassword('"shop-orders"', 'ssm("/bridgehead/orders/password")') },
    at: "orders.ts:6:5",
  },
  "literal-credential": {
    wrong: { "orders.ts": withValue('"my-api-key"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "known-secret": {
    // A token that was never one: in two parts, so that no scanner of repositories takes this file for a leak.
    wrong: { "orders.ts": withValue(`"ghp_${"0".repeat(36)}"`) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "exposed-secret": {
    wrong: { "orders.ts": withProperty('description: "Orders, at https://orders:secret@api.example.com",') },
    fixed: { "orders.ts": withProperty('description: "Orders, at https://api.example.com",') },
    at: "orders.ts:6:3",
  },
  "public-credential": {
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "Authorization", value: "shop", isValueSecret: false },'),
    },
    fixed: {
      "orders.ts": withParameters(
        "headerParameters",
        '{ key: "Authorization", value: ssm("/bridgehead/orders/authorization") },',
      ),
    },
    at: "orders.ts:10:48",
  },
  "plain-parameter-credential": {
    wrong: { "orders.ts": withValue('"{{resolve:ssm:/bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "literal-marker": {
    wrong: { "orders.ts": withValue('"{{literal:0123456789abcdef0123456789abcdef}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "malformed-reference": {
    wrong: { "orders.ts": withValue('"{{resolve:ssm-secure /bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "unsupported-reference": {
    wrong: { "orders.ts": withValue('"{{resolve:secretsmanager:orders:SecretString:key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "readable-secret": {
    wrong: { "orders.ts": withPassword('ssm("/bridgehead/orders/user")', 'ssm("/bridgehead/orders/password")') },
    fixed: { "orders.ts": withPassword('"orders"', 'ssm("/bridgehead/orders/password")') },
    at: "orders.ts:6:5",
  },
  "reference-not-allowed": {
    wrong: { "orders.ts": withProperty('name: "{{resolve:ssm:/bridgehead/orders/name}}",') },
    fixed: { "orders.ts": withProperty('name: "orders-of-the-shop",') },
    at: "orders.ts:6:3",
  },
  "parameter-name": {
    wrong: { "orders.ts": withValue('"{{resolve:ssm-secure:bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "parameter-prefix": {
    wrong: { "orders.ts": withValue('ssm("/payments/orders/key")') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "system-parameter": {
    wrong: { "orders.ts": withValue('ssm("/bridgehead-system/production/webhook-secret")') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
};
