import type { EvaluationCode } from "../evaluate/evaluation-rules.ts";
import { call, file, indent, json, withProperty } from "./example-text.ts";
import type { RuleExample } from "./rule-example.ts";

const orders = call('"orders"');
const good = file(orders);
const goodJson = json('"id": "orders",');
const described = withProperty('description: "Orders of the shop",');
const kept = "const orders = ";
const teams = 'const teams: Record<string, string> = { orders: "Orders of the shop" };';

const declareTeam = `async function declare(id: string) {\n${indent(call("id", "description: teams[id].trim(),"))}\n}`;

export const evaluationExamples: Readonly<Record<EvaluationCode, RuleExample>> = {
  "syntax-error": {
    wrong: { "orders.json": goodJson.replace('key}}" }', 'key}}" },') },
    fixed: { "orders.json": goodJson },
    at: "orders.json:5:1",
  },
  "duplicate-key": {
    wrong: { "orders.json": json('"id": "orders",', '"id": "billing",') },
    fixed: { "orders.json": goodJson },
    at: "orders.json:3:3",
  },
  "json-shape": {
    wrong: { "orders.json": '"orders"\n' },
    fixed: { "orders.json": goodJson },
    at: "orders.json:1:1",
  },
  "foreign-document": {
    wrong: {
      "orders.json": `{\n  "Resources": {\n    "Orders": { "Type": "AWS::Events::Connection", "Properties": { "Name": "orders" } }\n  }\n}\n`,
    },
    fixed: { "orders.json": goodJson },
    at: "orders.json:2:3",
  },
  "unread-file": {
    wrong: { "orders.yaml": "Type: AWS::Events::Connection\nProperties:\n  Name: orders\n" },
    fixed: { "orders.ts": good },
    at: "orders.yaml:1:1",
  },
  "misleading-text": {
    // The first letter i is Cyrillic.
    wrong: { "orders.ts": file(`const t\u0456tle = "Orders";\n${call('"orders"', "description: t\u0456tle,")}`) },
    fixed: { "orders.ts": file(`const title = "Orders";\n${call('"orders"', "description: title,")}`) },
    at: "orders.ts:3:7",
  },
  "invalid-file": {
    wrong: { "orders\\api.ts": good },
    fixed: { "orders/api.ts": good },
    at: "orders\\api.ts:1:1",
  },
  "file-too-large": {
    told: "A generated file with thousands of connections, of more than 256 KiB.",
    fixed: "Several files, or a loop over a list of what differs.",
  },
  "import-not-allowed": {
    wrong: {
      "orders.ts": file(
        call('"orders"', 'description: readFileSync("orders.txt", "utf8"),'),
        'import { readFileSync } from "node:fs";',
      ),
    },
    fixed: {
      "orders.ts": file(call('"orders"', "description,"), 'import { description } from "./_orders.ts";'),
      "_orders.ts": 'export const description = "Orders of the shop";\n',
    },
    at: "orders.ts:2:30",
  },
  "not-hermetic": {
    wrong: { "orders.ts": withProperty("description: `Orders, as of ${new Date().toISOString()}`,") },
    fixed: { "orders.ts": withProperty('description: "Orders, as of 2030-01-31",') },
    at: "orders.ts:6:37",
  },
  "unsupported-service": {
    wrong: { "orders.ts": file(`${orders}\nawait AWS.Events.Rule("orders", { state: "ENABLED" });`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:7",
  },
  "invalid-call": {
    wrong: { "orders.ts": good.replace('("orders", {', '({\n  name: "orders",') },
    fixed: { "orders.ts": good },
    at: "orders.ts:3:7",
  },
  "invalid-ssm-call": {
    wrong: { "orders.ts": good.replace('orders/key")', 'orders/key", "latest")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:5:54",
  },
  "unsupported-value": {
    wrong: { "orders.ts": withProperty('description: () => "Orders of the shop",') },
    fixed: { "orders.ts": described },
    at: "orders.ts:6:3",
  },
  "definition-too-large": {
    wrong: {
      "orders.ts": file(
        `const props: Record<string, unknown> = { authorizationType: "API_KEY" };\nprops["authParameters"] = props;\nawait AWS.Events.Connection("orders", props);`,
      ),
    },
    fixed: { "orders.ts": good },
    at: "orders.ts:5:7",
  },
  "known-after-apply": {
    wrong: { "orders.ts": file(`${kept}${orders}\n${call('"billing"', "description: orders.arn,")}`) },
    fixed: { "orders.ts": file(`${kept}${orders}\n${call('"billing"', "description: orders.name,")}`) },
    at: "orders.ts:8:22",
  },
  "file-threw": {
    wrong: { "orders.ts": file(`${teams}\n${call('"orders"', 'description: teams["order"].trim(),')}`) },
    fixed: { "orders.ts": file(`${teams}\n${call('"orders"', 'description: teams["orders"].trim(),')}`) },
    at: "orders.ts:5:30",
  },
  "never-finishes": {
    wrong: { "orders.ts": file(`${orders}\nawait new Promise(() => {});`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "unawaited-call": {
    wrong: { "orders.ts": file(`${teams}\n\n${declareTeam}\n\ndeclare("order");`) },
    fixed: { "orders.ts": file(`${teams}\n\n${declareTeam}\n\nawait declare("orders");`) },
    at: "orders.ts:7:27",
  },
  "imported-definition": {
    wrong: {
      "orders.ts": file(
        `export const declare = async () =>\n  Promise.resolve().then(async () => {\n${indent(indent(orders))}\n  });`,
      ),
      "shop.ts": 'import { declare } from "./orders.ts";\n\nawait declare();\n',
    },
    fixed: {
      "_orders.ts": file(`export async function declare() {\n${indent(orders)}\n}`),
      "shop.ts": 'import { declare } from "./_orders.ts";\n\nawait declare();\n',
    },
    at: "orders.ts:5:11",
    also: ["no-definitions"],
  },
  "too-much-work": {
    wrong: { "orders.ts": file(`${orders}\nfor (;;) {}`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "too-much-memory": {
    wrong: { "orders.ts": file(`${orders}\nlet text = "orders";\nfor (;;) text += text;`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "too-deep": {
    wrong: {
      "orders.ts": file(`const shout = (text: string): string => shout(text + "!");\n${call('shout("orders")')}`),
    },
    fixed: { "orders.ts": file(`const shout = (text: string): string => text + "-now";\n${call('shout("orders")')}`) },
    at: "orders.ts:1:1",
  },
  "evaluation-failed": {
    told: "Code that makes the evaluator itself fail, such as thousands of nested brackets in a type. No short file is known that does so everywhere.",
    fixed: "Simpler code. If the file is an ordinary one, please report it.",
  },
  "evaluation-budget": {
    wrong: { "orders.ts": file(`for (let i = 0; i < 5000; i++) {\n${indent(call("`orders-${i}`"))}\n}`) },
    fixed: { "orders.ts": file(`for (let i = 0; i < 5; i++) {\n${indent(call("`orders-${i}`"))}\n}`) },
    at: "orders.ts:1:1",
  },
  "nothing-declared": {
    wrong: { "orders.ts": file(`const isOn = false;\nif (isOn) ${orders}`) },
    fixed: { "orders.ts": good },
    at: "orders.ts:1:1",
  },
  "no-definitions": {
    wrong: { "orders.ts": good, "prefix.ts": 'export const prefix = "/bridgehead";\n' },
    fixed: { "orders.ts": good, "_prefix.ts": 'export const prefix = "/bridgehead";\n' },
    at: "prefix.ts:1:1",
  },
};
