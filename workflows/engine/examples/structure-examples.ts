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
import type { RuleExample } from "./rule-example.ts";

const good = file(call('"orders"'));
const source = '{ key: "x-source", value: "shop", isValueSecret: false },';

export const structureExamples: Readonly<Record<string, RuleExample>> = {
  "unknown-property": {
    wrong: { "orders.ts": withProperty('descripton: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "duplicate-property": {
    wrong: { "orders.ts": withProperty('description: "Orders",\nDescription: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "wrong-type": {
    wrong: { "orders.ts": withProperty('description: ["Orders", "of the shop"],') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
  },
  "missing-property": {
    wrong: { "orders.ts": withCredentials("BASIC", 'username: "orders",') },
    fixed: {
      "orders.ts": withCredentials("BASIC", 'username: "orders",\npassword: ssm("/bridgehead/orders/password"),'),
    },
    at: "orders.ts:5:3",
  },
  "read-only-property": {
    wrong: { "orders.ts": withProperty('arn: "arn:aws:events:eu-west-1:123456789012:connection/orders/1",') },
    fixed: { "orders.ts": withProperty('exportArn: "/bridgehead/arns/orders",') },
    at: "orders.ts:6:3",
  },
  "invalid-value": {
    wrong: {
      "orders.ts": definition(
        'authorizationType: "HTTP",\nauthParameters: { username: "orders", password: ssm("/bridgehead/orders/password") },',
      ),
    },
    fixed: { "orders.ts": good },
    at: "orders.ts:4:3",
  },
  "invalid-format": {
    wrong: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/my key",') },
    fixed: { "orders.ts": withProperty('kmsKeyIdentifier: "alias/my-key",') },
    at: "orders.ts:6:3",
  },
  "invalid-name": {
    wrong: { "orders.ts": withProperty('name: "Orders of the shop",') },
    fixed: { "orders.ts": withProperty('name: "orders-of-the-shop",') },
    at: "orders.ts:6:3",
  },
  "invalid-id": {
    wrong: { "orders.ts": file(call('""', 'name: "orders",')) },
    fixed: { "orders.ts": good },
    at: "orders.ts:3:7",
  },
  "api-limit": {
    wrong: {
      "orders.ts": withParameters("headerParameters", '{ key: "X Source", value: "shop", isValueSecret: false },'),
    },
    fixed: {
      "orders.ts": withParameters("headerParameters", '{ key: "X-Source", value: "shop", isValueSecret: false },'),
    },
    at: "orders.ts:10:11",
  },
  "too-many-members": {
    wrong: {
      "orders.ts": withCredentials(
        "API_KEY",
        `${keyLines}\ninvocationHttpParameters: { headerParameters: [${source.slice(0, -1)}] },\nconnectivityParameters: {\n  resourceParameters: {\n    resourceConfigurationArn:\n      "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",\n  },\n},`,
      ),
    },
    fixed: { "orders.ts": withParameters("headerParameters", source) },
    at: "orders.ts:5:3",
  },
  "too-many-problems": {
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
    wrong: { "orders.ts": withProperty('removal: "keep",') },
    fixed: { "orders.ts": withProperty('removal: "retain",') },
    at: "orders.ts:6:3",
  },
  "export-arn": {
    wrong: { "orders.ts": withProperty('exportArn: "/bridgehead/orders/key",') },
    fixed: { "orders.ts": withProperty('exportArn: "/bridgehead/arns/orders",') },
    at: "orders.ts:6:3",
  },
  "duplicate-id": {
    wrong: { "orders.ts": good, "shop.json": json('"id": "orders",', '"name": "shop-orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop-orders",') },
    at: "shop.json:1:1",
  },
  "duplicate-name": {
    wrong: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "shop-orders",') },
    at: "shop.json:3:3",
  },
  "name-case": {
    wrong: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "Orders",') },
    fixed: { "orders.ts": good, "shop.json": json('"id": "shop",', '"name": "shop-orders",') },
    at: "shop.json:3:3",
  },
};
