import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileExistsError, writeNewFiles } from "../../../infra/fs/write-new-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bridgehead-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const files = (...names: readonly string[]) => names.map((name) => ({ path: at(name), text: `text of ${name}` }));

it("writes files, and the folders that they stand in, and leaves nothing else behind", async () => {
  await writeNewFiles(files("a.ts", "deep/er/b.ts"));
  expect(await readFile(at("deep/er/b.ts"), "utf8")).toBe("text of deep/er/b.ts");
  expect(await readdir(folder)).toEqual(["a.ts", "deep"]);
  expect(await readdir(at("deep/er"))).toEqual(["b.ts"]);
});

it.each([
  ["a file", () => writeFile(at("b.ts"), "mine")],
  ["a folder", () => mkdir(at("b.ts"))],
  ["a link to nowhere", () => symlink(at("nowhere"), at("b.ts"))],
])("writes none of them where %s is in the way, and names it", async (_, put) => {
  await put();
  const written = writeNewFiles(files("a.ts", "b.ts"));
  await expect(written).rejects.toBeInstanceOf(FileExistsError);
  await expect(written).rejects.toThrow(at("b.ts"));
  expect(await readdir(folder)).toEqual(["b.ts"]);
});

it("overwrites nothing that comes to stand there while it writes", async () => {
  const [one] = files("a.ts");
  if (one === undefined) throw new Error("there is a file");
  await expect(writeNewFiles([one, { ...one, text: "other" }])).rejects.toThrow(at("a.ts"));
  expect(await readFile(at("a.ts"), "utf8")).toBe("text of a.ts");
  expect(await readdir(folder)).toEqual(["a.ts"]);
});

it("says what is in the way where a folder should be", async () => {
  await writeFile(at("deep"), "mine");
  await expect(writeNewFiles(files("deep/b.ts"))).rejects.toBeInstanceOf(FileExistsError);
});
