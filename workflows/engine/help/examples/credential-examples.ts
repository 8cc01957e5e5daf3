import { keyLines, withCredentials, withParameters, withProperty } from "./example-text.ts";
import type { RulePage } from "./rule-example.ts";

const withKey = withCredentials("API_KEY", keyLines);
const withPassword = (username: string, password: string): string =>
  withCredentials("BASIC", `username: ${username},\npassword: ${password},`);
const withValue = (value: string): string => withCredentials("API_KEY", `apiKeyName: "x-api-key",\napiKey: ${value},`);

export const credentialExamples: Readonly<Record<string, RulePage>> = {
  "credentials-missing": {
    title: "No credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
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
    title: "More than one kind of credentials",
    explanation: "A connection has exactly one kind of credentials: an API key, a user name and password, or OAuth.",
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
    title: "The authorization type does not go with the credentials",
    explanation:
      "Nothing in the registry schema ties the type to the credentials, but an update with credentials of another " +
      "type has no effect in AWS.",
    wrong: { "orders.ts": withCredentials("BASIC", keyLines) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:4:3",
  },
  "authorization-inferred": {
    title: "EventBridge has no authorization type AWS_IAM",
    explanation:
      "Connections of EventBridge authenticate with an API key, with HTTP basic authentication or with OAuth. The " +
      "type is inferred from the credentials that are given.",
    wrong: { "orders.ts": withCredentials("AWS_IAM", keyLines) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:4:3",
  },
  "api-key-name-default": {
    title: "The header of the API key is the default one",
    explanation: "AWS requires the name of the header that carries the key. Without `apiKeyName` it is `x-api-key`.",
    wrong: { "orders.ts": withCredentials("API_KEY", 'apiKey: ssm("/bridgehead/orders/key"),') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:6:5",
  },
  "colon-in-credential": {
    title: "A colon in a credential",
    explanation:
      "The model of the EventBridge API excludes colons in credentials, the registry schema allows them. Which of " +
      "the two the service enforces is unconfirmed.",
    wrong: { "orders.ts": withPassword('"shop:orders"', 'ssm("/bridgehead/orders/password")') },
    fixed: { "orders.ts": withPassword('"shop-orders"', 'ssm("/bridgehead/orders/password")') },
    at: "orders.ts:6:5",
  },
  "literal-credential": {
    title: "A credential as plain text",
    explanation:
      "Whoever can read the repository, or any clone of it, can read the credential, and history keeps it. Plans and " +
      "records show a keyed fingerprint of it, never the text.",
    wrong: { "orders.ts": withValue('"my-api-key"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "known-secret": {
    title: "A key of a known provider as plain text",
    explanation:
      "The credential has the format in which a provider publishes its keys, so it is most likely a real one. Whoever " +
      "can read the repository, or any clone of it, has it from now on. A text that only has the format is listed in " +
      "`notSecrets` of `bridgehead.config.json`, by its SHA-256: that one text, wherever it stands, and no other.",
    // A token that was never one: in two parts, so that no scanner of repositories takes this file for a leak.
    wrong: { "orders.ts": withValue(`"ghp_${"0".repeat(36)}"`) },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "exposed-secret": {
    title: "What looks like a secret in a readable place",
    explanation:
      "An id, a name, a description, an address or a parameter that is declared public holds something in the format " +
      "of a credential. AWS keeps it readable, and plans and comments would show it. No severity lowers it: a text that " +
      "only has the format is listed in `notSecrets` of `bridgehead.config.json`, by its SHA-256.",
    wrong: { "orders.ts": withProperty('description: "Orders, at https://orders:secret@api.example.com",') },
    fixed: { "orders.ts": withProperty('description: "Orders, at https://api.example.com",') },
    at: "orders.ts:6:3",
  },
  "public-credential": {
    title: "A parameter with the name of a credential, declared public",
    explanation:
      "With `isValueSecret: false` whoever may describe the connection reads the value, and plans show it. A parameter " +
      "called `Authorization`, `password` or `X-Api-Key` hardly ever has such a value.",
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
    title: "A credential from a parameter without encryption",
    explanation: "`{{resolve:ssm:…}}` reads a parameter of type String, which is stored and shown as plain text.",
    wrong: { "orders.ts": withValue('"{{resolve:ssm:/bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "literal-marker": {
    title: "The marker of a fingerprint in a definition",
    explanation:
      "`{{literal:…}}` is how plans show a credential that stands in a definition as text. Written by hand it would " +
      "name a credential of another definition.",
    wrong: { "orders.ts": withValue('"{{literal:0123456789abcdef0123456789abcdef}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "malformed-reference": {
    title: "Something that was meant as a reference and is none",
    explanation:
      "A reference is `{{resolve:ssm-secure:NAME}}`, `{{resolve:ssm-secure:NAME:VERSION}}` or the same with `ssm`, and " +
      "double braces are kept for it. A misspelt one, a call of `ssm` inside quotes, or the bare name of a parameter " +
      "would be sent as the credential.",
    wrong: { "orders.ts": withValue('"{{resolve:ssm-secure /bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "unsupported-reference": {
    title: "A reference to Secrets Manager",
    explanation: "This version reads credentials from Parameter Store only.",
    wrong: { "orders.ts": withValue('"{{resolve:secretsmanager:orders:SecretString:key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "readable-secret": {
    title: "A secret where AWS keeps the value readable",
    explanation:
      "AWS keeps passwords, API keys, client secrets and HTTP parameters with `isValueSecret: true` to itself. " +
      "Everything else can be read by whoever may describe the connection, so a secret there would be disclosed.",
    wrong: { "orders.ts": withPassword('ssm("/bridgehead/orders/user")', 'ssm("/bridgehead/orders/password")') },
    fixed: { "orders.ts": withPassword('"orders"', 'ssm("/bridgehead/orders/password")') },
    at: "orders.ts:6:5",
  },
  "reference-not-allowed": {
    title: "A reference where the value has to be known",
    explanation:
      "The name is the connection's identity, and enumerations decide what is sent. The token endpoint and the resource " +
      "configurations of private paths decide where secrets go, the KMS key whose key they are encrypted with: whoever " +
      "may write the parameter would redirect a secret, and no review would see it. A plan has to show them all.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "{{resolve:ssm:/bridgehead/orders/kms-key}}",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/orders",') },
    at: "orders.ts:6:3",
  },
  "parameter-name": {
    title: "A parameter name that Parameter Store does not take",
    explanation:
      "Names of parameters have letters, digits, `_`, `.`, `-` and `/`, begin with `/` when they have levels, have 15 " +
      "levels at most, and do not begin with `aws` or `ssm`.",
    wrong: { "orders.ts": withValue('"{{resolve:ssm-secure:bridgehead/orders/key}}"') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "parameter-prefix": {
    title: "A parameter outside the allowed prefixes",
    explanation: "Definitions may refer only to parameters below the prefixes that the configuration allows.",
    wrong: { "orders.ts": withValue('ssm("/payments/orders/key")') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
  "system-parameter": {
    title: "A parameter of the pipeline itself",
    explanation:
      "The pipeline's own credentials stand below the system prefix. No definition may refer to them, whatever the " +
      "configuration says.",
    wrong: { "orders.ts": withValue('ssm("/bridgehead-system/production/webhook-secret")') },
    fixed: { "orders.ts": withKey },
    at: "orders.ts:7:5",
  },
};
