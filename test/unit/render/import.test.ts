import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CONNECTION_TYPE } from "../../../workflows/engine/kinds/connection/schema.ts";
import { type ImportReport, renderImportTerminal } from "../../../workflows/render/import.ts";

const folder = fileURLToPath(new URL("../../golden/import/", import.meta.url));
const terminal = { color: false, width: 100, folder: "connections" };

const nothing: ImportReport = {
  target: { account: "111122223333", region: "eu-west-1", stage: "cli" },
  types: [],
  files: [],
  asked: [],
  parameters: [],
  skipped: [],
  remarks: [],
  isCopying: false,
  isLocal: false,
};

const parameter = (path: string, version: number | null) => ({
  path,
  type: CONNECTION_TYPE,
  connection: "orders",
  property: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
  source: path.endsWith("signature") ? null : { secret: "arn:secret", steps: ["api_key_value"] },
  version,
});

const type = CONNECTION_TYPE;

const two: ImportReport = {
  ...nothing,
  types: [CONNECTION_TYPE, CONNECTION_TYPE],
  files: [
    { path: "connections/orders.ts", connections: ["orders"] },
    { path: "connections/stock.ts", connections: ["stock"] },
  ],
  parameters: [
    parameter("/bridgehead/orders/api-key", null),
    parameter("/bridgehead/orders/header-x-signature", null),
    parameter("/bridgehead/stock/password", 3),
  ],
  skipped: [
    { type, name: "billing", reason: "managed", message: "Bridgehead manages it already" },
    { type, name: "crm", reason: "defined", message: "it is defined already, by crm.ts:3" },
    { type, name: "old", reason: "deleting", message: "it is being deleted" },
    { type, name: "odd\u202Ename\n", reason: "not-expressible", message: "`authParameters` has 3 members" },
  ],
  remarks: [{ name: "orders", message: "`authParameters.username` has a colon, which EventBridge may refuse." }],
};

it.each<[string, ImportReport]>([
  ["report", two],
  ["report-copying", { ...two, isCopying: true, skipped: [], remarks: [] }],
  ["report-asked", { ...nothing, asked: ["crm", "nowhere"], skipped: two.skipped.slice(1, 2) }],
  ["report-local", { ...two, isLocal: true, skipped: [], remarks: [] }],
  ["report-nothing", { ...nothing, skipped: two.skipped.slice(0, 2) }],
])("reads as before: %s", (name, report) => {
  const text = `${renderImportTerminal(report, terminal)}\n`;
  const file = `${folder}${name}.terminal.txt`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
});
