import type { PlanningCode } from "../../plan/planning-rules.ts";
import { keyLines, withCredentials, withProperty } from "./example-text.ts";
import type { ExampleTarget, RulePage } from "./rule-example.ts";

const withValue = (value: string): string => withCredentials("API_KEY", `apiKeyName: "x-api-key",\napiKey: ${value},`);
const good = withCredentials("API_KEY", keyLines);
const secure: ExampleTarget = {
  parameters: { "/bridgehead/orders/key": { type: "SecureString", version: 3 } },
  connections: [],
};

export const planningExamples: Readonly<Record<PlanningCode, RulePage>> = {
  "name-taken": {
    title: "A connection of this name exists already",
    explanation:
      "Bridgehead never touches a connection that it did not create, unless the definition says so: it may belong to " +
      "somebody else. Only this definition waits; every other change goes on.",
    wrong: { "orders.ts": good },
    fixed: { "orders.ts": withProperty("adopt: true,") },
    at: "orders.ts:3:7",
    target: { ...secure, connections: ["orders"] },
  },
  "parameter-not-found": {
    title: "A parameter that does not exist",
    explanation:
      "Parameter Store has no parameter of this name in the target's account and region. It is an error for what has to " +
      "be written with it, and a warning for what works on as it is; nothing else waits. Where the name is right, create " +
      "the parameter and press Re-run on the check, or plan again: no definition has to change.",
    wrong: { "orders.ts": withValue('ssm("/bridgehead/order/key")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:5",
    target: secure,
  },
  "parameter-version-not-found": {
    title: "A version that a parameter does not have",
    explanation:
      "The reference pins a version that was never written, or one that is gone: Parameter Store keeps the newest 100 " +
      "versions, and a parameter that is created anew begins at 1. It is an error for what has to be written with it, and " +
      "a warning for what works on as it is.",
    wrong: { "orders.ts": withValue('ssm("/bridgehead/orders/key", 7)') },
    fixed: { "orders.ts": withValue('ssm("/bridgehead/orders/key", 3)') },
    at: "orders.ts:7:5",
    target: secure,
  },
  "secure-parameter-in-plain-reference": {
    title: "A SecureString in a reference for plain parameters",
    explanation:
      "`{{resolve:ssm:…}}` stands where AWS keeps the value readable. The parameter is a SecureString, so its value would " +
      "be disclosed.",
    wrong: { "orders.ts": withProperty('description: "{{resolve:ssm:/bridgehead/orders/key}}",') },
    fixed: { "orders.ts": withProperty('description: "Orders of the shop",') },
    at: "orders.ts:6:3",
    target: secure,
  },
  "parameter-not-secure": {
    title: "A credential in a parameter without encryption",
    explanation:
      "`ssm(…)` refers to a parameter that is no SecureString: whoever may read parameters reads it as plain text. It is an " +
      "error for what has to be written with it, and a warning for what works on as it is.",
    wrong: { "orders.ts": withValue('ssm("/bridgehead/orders/plain-key")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:5",
    target: {
      parameters: { ...secure.parameters, "/bridgehead/orders/plain-key": { type: "String", version: 1 } },
      connections: [],
    },
  },
  "parameter-expires": {
    title: "A parameter that expires within 30 days",
    explanation:
      "The parameter has an expiration policy, and Parameter Store deletes it on the day that the policy names. What was " +
      "applied with it works on; its next change cannot be applied then. It is told 30 days ahead.",
    wrong: { "orders.ts": withValue('ssm("/bridgehead/orders/short-lived-key")') },
    fixed: { "orders.ts": good },
    at: "orders.ts:7:5",
    target: {
      parameters: {
        ...secure.parameters,
        "/bridgehead/orders/short-lived-key": { type: "SecureString", version: 1, expiresInDays: 12 },
      },
      connections: [],
    },
  },
  "config-invalid": {
    title: "A configuration that is not what it should be",
    explanation:
      "`bridgehead.config.json` has a member, or a value, that it cannot have. What it would allow is unknown then, so " +
      "there is no plan. Its JSON Schema completes and checks it in an editor.",
    wrong: { "../bridgehead.config.json": '{ "secretPrefix": ["/bridgehead/", "/payments/"] }\n', "orders.ts": good },
    fixed: { "../bridgehead.config.json": '{ "secretPrefixes": ["/bridgehead/", "/payments/"] }\n', "orders.ts": good },
    at: "../bridgehead.config.json:1:3",
  },
  "file-unreadable": {
    title: "A file that cannot be read",
    explanation:
      "A definition file is UTF-8 text of at most 1 MB. A symbolic link, a submodule or a file that Git LFS keeps is none: " +
      "what it stands for is not in the commit. A folder that holds more than one plan reads is told here as well: the " +
      "message names the bound and its number.",
    told: "A symbolic link in place of a definition file, or a file that is not UTF-8 text.",
    fixed: "The text itself, as UTF-8.",
  },
};
