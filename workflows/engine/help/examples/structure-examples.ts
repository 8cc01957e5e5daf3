import {
  call,
  definition,
  file,
  json,
  keyLines,
  withCredentials,
  withParameters,
  withProperty,
} from "./example-text.ts";
import type { RulePage } from "./rule-example.ts";

const good = file(call('"orders"'));
const source = '{ key: "x-source", value: "shop", isValueSecret: false },';

export const structureExamples: Readonly<Record<string, RulePage>> = {
  "unknown-property": {
    title: "A property that does not exist",
    explanation:
      "AWS refuses a connection with a property that its resource type does not have, and a misspelt one would " +
      "silently lack its value.",
    wrong: { "orders.ts": withProperty('descripton: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "duplicate-property": {
    title: "One property written twice",
    explanation:
      "Both spellings of a property, or a short form and the block that it stands for, give the same thing twice. " +
      "Which one counts would be a guess.",
    wrong: { "orders.ts": withProperty('description: "Orders",\nDescription: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "wrong-type": {
    title: "A value of the wrong type",
    explanation: "The property takes a value of another type, such as a text instead of an object.",
    wrong: { "orders.ts": withProperty('description: ["Orders", "of the shop"],') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "missing-property": {
    title: "A required property is missing",
    explanation: "AWS refuses a connection without it: the registry schema or the EventBridge API requires it.",
    wrong: { "orders.ts": withCredentials("BASIC", 'username: "orders",') },
    fixed: {
      "orders.ts": withCredentials("BASIC", 'username: "orders",\npassword: ssm("/bridgehead/orders/password"),'),
    },
    at: "orders.ts:5:3",
  },
  "read-only-property": {
    title: "A property that only AWS sets",
    explanation: "ARNs of a connection and of its association are made by AWS; a definition cannot set them.",
    wrong: { "orders.ts": withProperty('arn: "arn:aws:events:eu-west-1:123456789012:connection/orders/1",') },
    fixed: { "orders.ts": withProperty('exportArn: "/bridgehead-arns/orders",') },
    at: "orders.ts:6:3",
  },
  "invalid-value": {
    title: "A value that is not one of the possible ones",
    explanation: "The property takes one of a few values, in exactly the spelling that the message lists.",
    wrong: {
      "orders.ts": definition(
        'authorizationType: "HTTP",\nauthParameters: { username: "orders", password: ssm("/bridgehead/orders/password") },',
      ),
    },
    fixed: { "orders.ts": good },
    at: "orders.ts:4:3",
  },
  "invalid-format": {
    title: "A value of the wrong form",
    explanation:
      "The value is too long, too short or has characters that the registry schema of the resource type excludes. " +
      "The value itself is not shown where it may be a credential.",
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/my key",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/my-key",') },
    at: "orders.ts:6:3",
  },
  "invalid-name": {
    title: "A name that AWS does not take",
    explanation:
      "The name of a connection has 1 to 64 letters, digits, `.`, `-` or `_`. Without `name` the id is the name.",
    wrong: { "orders.ts": withProperty('name: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('name: "orders-of-the-shop",') },
    at: "orders.ts:6:3",
  },
  "name-outside-stack": {
    title: "A name that the stack does not manage",
    explanation:
      "A deployed stack may be limited to some names, and so are its roles: AWS would refuse the apply. Every definition " +
      "is looked at, changed or not.",
    wrong: { "orders.ts": good },
    fixed: { "orders.ts": withProperty('name: "eventing-orders",') },
    at: "orders.ts:3:7",
    stack: { connectionNames: "eventing-*" },
  },
  "invalid-id": {
    title: "An id that cannot be used",
    explanation: "An id is printed in plans and used in commands: 1 to 128 characters, no control characters.",
    wrong: { "orders.ts": file(call('""', 'name: "orders",')) },
    fixed: { "orders.ts": good },
    at: "orders.ts:3:7",
  },
  "api-limit": {
    title: "A limit of the EventBridge API",
    explanation:
      "The EventBridge API takes 512 characters in credentials and in HTTP parameters of headers and query strings, " +
      "100 parameters of each kind, and only token characters in names of headers. The registry schema does not say " +
      "so, and Cloud Control would fail only after the operation has begun.",
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "X Source", value: "shop", isValueSecret: false },'),
    },
    fixed: {
      "orders.ts": withParameters("headerParameters", '{ key: "X-Source", value: "shop", isValueSecret: false },'),
    },
    at: "orders.ts:10:11",
  },
  "too-many-members": {
    title: "More members of the authentication parameters than Cloud Control takes",
    explanation:
      "The registry schema allows two members: one kind of credentials, and either the HTTP parameters of " +
      "invocations or the connectivity parameters. The EventBridge API would take all three, Cloud Control does not.",
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        `${keyLines}\ninvocationHttpParameters: { headerParameters: [${source.slice(0, -1)}] },\nconnectivityParameters: {\n  resourceParameters: {\n    resourceConfigurationArn:\n      "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",\n  },\n},`,
      ),
    },
    fixed: { "orders.ts": withParameters("headerParameters", source) },
    at: "orders.ts:5:3",
    also: ["connectivity-without-oauth"],
  },
  "too-many-problems": {
    title: "More problems than are listed",
    explanation:
      "Of a definition with very many problems the first hundred are listed. It is an error if there is one among them all.",
    wrong: {
      "orders.ts": file(
        `const names = Array.from({ length: 150 }, (_, index) => \`setting\${index}\`);\nconst settings = Object.fromEntries(names.map((name) => [name, true]));\n${call('"orders"', "...settings,")}`,
      ),
    },
    fixed: { "orders.ts": good },
    at: "orders.ts:5:7",
    also: ["unknown-property"],
  },
  "invalid-option": {
    title: "One of Bridgehead's own properties has a wrong value",
    explanation:
      '`protect` is true or false, `adopt` is one of these or `"write"`, `removal` is `"delete"` or `"retain"`, and ' +
      "`exportArn` and `exportSecretArn` are names of SSM parameters.",
    wrong: { "orders.ts": withProperty('removal: "keep",') },
    fixed: { "orders.ts": withProperty('removal: "retain",') },
    at: "orders.ts:6:3",
  },
  "export-arn": {
    title: "An ARN cannot be exported to this parameter",
    explanation:
      "Bridgehead writes the parameters that `exportArn` and `exportSecretArn` name. None of them is one that a " +
      "definition reads, or one of the pipeline's own. Whether they may be written at all is a finding of the plan.",
    wrong: { "orders.ts": withProperty('exportArn: "/bridgehead/orders/key",') },
    fixed: { "orders.ts": withProperty('exportArn: "/bridgehead-arns/orders",') },
    at: "orders.ts:6:3",
  },
  "duplicate-id": {
    title: "Two definitions with one id",
    explanation: "Ids are unique over all files of the definitions folder.",
    wrong: { "orders.ts": good, "shop.json": json('"id": "orders",', '"name": "shop-orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop-orders",') },
    at: "shop.json:1:1",
  },
  "duplicate-name": {
    title: "Two definitions of one connection",
    explanation: "The name identifies the connection in AWS; two definitions of the same name would fight over it.",
    wrong: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "shop-orders",') },
    at: "shop.json:3:3",
  },
  "name-case": {
    title: "Two names that differ by case only",
    explanation:
      "Whether EventBridge tells names apart by case is unconfirmed, and people do not. Names of connections appear " +
      "in ARNs, policies and in the managed secret, where a mix-up is hard to see.",
    wrong: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "Orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "shop-orders",') },
    at: "shop.json:3:3",
  },
};
