import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { expect, it } from "vitest";
import { root } from "../support/source-imports.ts";

const versions = v.optional(v.record(v.string(), v.string()), {});
const manifestSchema = v.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  peerDependencies: versions,
});

const manifest = v.parse(manifestSchema, JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
const design = await readFile(path.join(root, "docs/design.md"), "utf8");

/** `[package, why]` of each row of the table below the heading. */
const argued = (/^## Dependencies\n(.*?)(?=^## |$(?![^]))/ms.exec(design)?.[1] ?? "").split("\n").flatMap((line) => {
  const [, name, why] = /^\| `([^`]+)` *\| *(.*?) *\|$/.exec(line) ?? [];
  return name === undefined || why === undefined ? [] : [{ name, why }];
});

it("every dependency is argued for in docs/design.md, and nothing else is", () => {
  const declared = Object.values(manifest).flatMap((group) => Object.keys(group));
  expect(argued.map(({ name }) => name).toSorted()).toEqual(declared.toSorted());
});

it("each in a sentence", () => {
  expect(argued.filter(({ why }) => why.split(" ").length < 4)).toEqual([]);
});

it("what is only for development says so, and nothing else does", () => {
  const development = argued.filter(({ why }) => why.startsWith("Development:")).map(({ name }) => name);
  expect(development.toSorted()).toEqual(Object.keys(manifest.devDependencies).toSorted());
});

it("versions are exact, so that an update is a decision", () => {
  const loose = Object.values(manifest)
    .flatMap((group) => Object.entries(group))
    .filter(([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});
