import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { operationNames } from "../../../infra/local/aws/wire/dispatch.ts";
import { faultHelp } from "../../../infra/local/aws/faults/parse-fault.ts";

const page = readFileSync(new URL("../../../docs/local-aws.md", import.meta.url), "utf8");

/** Rows of the page's tables: cells without the blanks around them. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll(String.raw`\|`, "|")));

it("the page lists every operation, and no other", () => {
  const documented = rows.flatMap(([, , cell = ""]) => (/^`[A-Z]\w+`(?:, `[A-Z]\w+`)*$/.test(cell) ? [cell] : []));
  expect(documented).toEqual(operationNames.map(([, names]) => names.map((name) => `\`${name}\``).join(", ")));
});

it("the page lists every fault in the words of the help", () => {
  const first = rows.findIndex(([, cell]) => cell === "fault") + 2;
  const documented = rows.slice(first, first + faultHelp.length).map((cells) => cells.slice(1, 3));
  expect(documented).toEqual(faultHelp.map(({ usage, doc }) => [`\`${usage}\``, doc]));
});
