import { readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { expect, it } from "vitest";
import { root } from "../support/source-imports.ts";

const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");
const manifest = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()), allowScripts: v.record(v.string(), v.boolean()) }),
  JSON.parse(await read("package.json")),
);
const { packages } = v.parse(
  v.object({
    packages: v.record(
      v.string(),
      v.object({ hasInstallScript: v.optional(v.boolean(), false), dev: v.optional(v.boolean(), false) }),
    ),
  }),
  JSON.parse(await read("package-lock.json")),
);
const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);

it("npm runs no script of a dependency when it installs it", async () => {
  const settings = (await read(".npmrc")).split("\n");
  expect(settings).toContain("ignore-scripts=true");
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
});

it("each dependency that has one is known by name, for development alone, and does without", async () => {
  const names = scripted.map(([place]) => place.replace(/^.*node_modules\//, ""));
  expect(names.toSorted()).toEqual(Object.keys(manifest.allowScripts).toSorted());
  expect(scripted.filter(([, { dev }]) => !dev)).toEqual([]);
  const design = await read("docs/design.md");
  for (const name of names) expect(design).toMatch(new RegExp(`^\\| \`${name}\` +\\| \\S.* \\|$`, "m"));
});

it("the project has no script that npm would leave out with theirs", () => {
  const names = Object.keys(manifest.scripts);
  const isHook = (name: string): boolean =>
    ["install", "prepare", "publish"].includes(name) ||
    (/^(?:pre|post)/.test(name) && names.includes(name.replace(/^(?:pre|post)/, ""))) ||
    /^(?:pre|post)(?:install|pack|publish|version|prepare)$/.test(name);
  expect(names.filter(isHook)).toEqual([]);
});
