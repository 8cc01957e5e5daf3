import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { fingerprintKey } from "../../../infra/fs/fingerprint-key.ts";

async function place(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-key-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, "state", "fingerprint-key");
}

it("is made once, of 32 random bytes, and read after that", async () => {
  const file = await place();
  const first = (await fingerprintKey(file)).reveal();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect((await fingerprintKey(file)).reveal()).toBe(first);
  expect((await fingerprintKey(await place())).reveal()).not.toBe(first);
});

it("is for its owner's eyes, and leaves nothing behind that a commit would take along", async () => {
  const file = await place();
  await fingerprintKey(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual([".gitignore", "fingerprint-key"]);
  expect(await readFile(path.join(path.dirname(file), ".gitignore"), "utf8")).toBe("*\n");
});

it("is the same for all who ask at once", async () => {
  const file = await place();
  const keys = await Promise.all(Array.from({ length: 8 }, () => fingerprintKey(file)));
  expect(new Set(keys.map((key) => key.reveal()))).toEqual(new Set([(await readFile(file, "utf8")).trim()]));
});

it("that is there and empty is refused: its fingerprints would be anybody's", async () => {
  const file = await place();
  await fingerprintKey(file);
  await writeFile(file, "\n");
  await expect(fingerprintKey(file)).rejects.toThrow("holds no key: remove it");
});
