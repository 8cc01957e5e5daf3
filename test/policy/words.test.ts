import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "../support/source-imports.ts";

/** What `npx` takes from the public registry where the package is not installed: a name there that nobody owns. */
const forbidden = ["npx", "bridgehead"].join(" ");

it("no text names a command that the public registry could answer", async () => {
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root });
  const files = stdout.split("\n").filter((file) => /\.(?:[cm]?ts|mjs|md|txt|json|ya?ml)$/.test(file));
  expect(files.length).toBeGreaterThan(500);
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(path.join(root, file), "utf8").catch(() => "") })),
  );
  expect(texts.filter(({ text }) => text.includes(forbidden)).map(({ file }) => file)).toEqual([]);
});

/** A command without what runs it: in a clone nothing of that name is on anybody's path. */
const bare =
  /(?<!npx --no )(?<![\w./-])bridgehead (?:demo|dev|validate|plan|apply|drift|status|import|explain|<command>|\$\{)(?!\w)/;

it("no text of the product names a command as it does not run", async () => {
  const places = ["functions", "cli", "infra", "workflows", "connections", "docs", "*.md", ".github"];
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-co", "--exclude-standard", ...places], {
    cwd: root,
  });
  const files = stdout.split("\n").filter((file) => /\.(?:ts|mjs|md|json|ya?ml)$/.test(file));
  expect(files.length).toBeGreaterThan(300);
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(path.join(root, file), "utf8").catch(() => "") })),
  );
  expect(texts.filter(({ text }) => bare.test(text)).map(({ file }) => file)).toEqual([]);
});
