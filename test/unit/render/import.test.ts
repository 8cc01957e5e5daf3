import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type ImportReport, renderImportTerminal } from "../../../workflows/render/import.ts";

const folder = fileURLToPath(new URL("../../golden/import/", import.meta.url));
const terminal = { color: false, width: 100, folder: "connections" };

const nothing: ImportReport = {
  target: { account: "111122223333", region: "eu-west-1", stage: "cli" },
  count: 0,
  files: [],
  asked: [],
  parameters: [],
  skipped: [],
  remarks: [],
  valueFolder: ".bridgehead",
  isLocal: false,
};

const parameter = (path: string, version: number | null) => ({
  path,
  connection: "orders",
  property: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
  version,
  valueFile: path.split("/").slice(2).join("."),
});

const two: ImportReport = {
  ...nothing,
  count: 2,
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
    { name: "billing", reason: "managed", message: "Bridgehead manages it already" },
    { name: "crm", reason: "defined", message: "it is defined already, by crm.ts:3" },
    { name: "old", reason: "deleting", message: "it is being deleted" },
    { name: "odd\u202Ename\n", reason: "not-expressible", message: "`authParameters` has 3 members" },
  ],
  remarks: [{ name: "orders", message: "`authParameters.username` has a colon, which EventBridge may refuse." }],
};

it.each<[string, ImportReport]>([
  ["report", two],
  ["report-asked", { ...nothing, asked: ["crm", "nowhere"], skipped: two.skipped.slice(1, 2) }],
  ["report-local", { ...two, isLocal: true, skipped: [], remarks: [] }],
  ["report-nothing", { ...nothing, skipped: two.skipped.slice(0, 2) }],
])("reads as before: %s", (name, report) => {
  const text = `${renderImportTerminal(report, terminal)}\n`;
  const file = `${folder}${name}.terminal.txt`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
});
