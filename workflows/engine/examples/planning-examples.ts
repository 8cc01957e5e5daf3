import type { PlanningCode } from "../planning-rules.ts";
import { keyLines, withCredentials, withProperty } from "./example-text.ts";
import type { ExampleTarget, RuleExample } from "./rule-example.ts";

const withValue = (value: string): string => withCredentials("API_KEY", `apiKeyName: "x-api-key",\napiKey: ${value},`);
const good = withCredentials("API_KEY", keyLines);
const secure: ExampleTarget = {
  parameters: { "/bridgehead/orders/key": { type: "SecureString", version: 3 } },
  connections: [],
};

export const planningExamples: Readonly<Record<PlanningCode, RuleExample>> = {
  "name-taken": {
    wrong: { "orders.ts": good },
    fixed: { "orders.ts": withProperty("adopt: true,") },
    at: "orders.ts:3:7",
    target: { ...secure, connections: ["orders"] },
  },
  "parameter-not-found": {
    wrong: { "orders.ts": withValue('ssm("/bridgehead/order/key")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:5",
    target: secure,
  },
  "parameter-version-not-found": {
    wrong: { "orders.ts": withValue('ssm("/bridgehead/orders/key", 7)') },
    fixed: { "orders.ts": withValue('ssm("/bridgehead/orders/key", 3)') },
    at: "orders.ts:7:5",
    target: secure,
  },
  "secure-parameter-in-plain-reference": {
    wrong: { "orders.ts": withProperty('description: "{{resolve:ssm:/bridgehead/orders/key}}",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
    target: secure,
  },
  "parameter-not-secure": {
    wrong: { "orders.ts": withValue('ssm("/bridgehead/orders/plain-key")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:5",
    target: {
      parameters: { ...secure.parameters, "/bridgehead/orders/plain-key": { type: "String", version: 1 } },
      connections: [],
    },
  },
  "config-invalid": {
    wrong: { "../bridgehead.config.json": '{ "secretPrefix": ["/bridgehead/", "/payments/"] }\n', "orders.ts": good },
    fixed: { "../bridgehead.config.json": '{ "secretPrefixes": ["/bridgehead/", "/payments/"] }\n', "orders.ts": good },
    at: "../bridgehead.config.json:1:3",
  },
  "file-unreadable": {
    told: "A symbolic link in place of a definition file, or a file that is not UTF-8 text.",
    fixed: "The text itself, as UTF-8.",
  },
};
