import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { goldenFolder } from "./golden.ts";

const numbered = /^\d{3}-[a-z0-9-]+(?=\.)/;
const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));
/** The names of all situations, as the tests have them. */
const situations = tests.flatMap((name) =>
  Array.from(
    readFileSync(path.join(import.meta.dirname, name), "utf8").matchAll(/"(\d{3}-[a-z0-9-]+)"/g),
    ([, name = ""]) => name,
  ),
);
const files = readdirSync(goldenFolder);

it("every golden file has its situation", () => {
  const known = new Set(situations);
  expect(files.filter((name) => !known.has(numbered.exec(name)?.[0] ?? ""))).toEqual([]);
});

it("no two situations have the same name, or the same number", () => {
  const numbers = situations.map((name) => name.slice(0, 3));
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});

it("there are as many as there are things that happen to people", () => {
  expect(new Set(files.filter((name) => name.endsWith(".comment.md"))).size).toBeGreaterThanOrEqual(60);
});
