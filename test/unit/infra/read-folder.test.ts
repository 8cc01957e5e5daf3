import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FolderError, readFolder } from "../../../infra/fs/read-folder.ts";

/** A folder `definitions` with these files, in a folder of its own. */
async function makeFolder(files: Readonly<Record<string, string>>): Promise<{ root: string; around: string }> {
  const around = await mkdtemp(path.join(tmpdir(), "bridgehead-folder-"));
  onTestFinished(() => rm(around, { recursive: true, force: true }));
  const root = path.join(around, "definitions");
  await mkdir(root);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return { root, around };
}

async function pathsIn(root: string): Promise<readonly string[]> {
  return (await readFolder(root)).map((file) => file.path);
}

describe("a definitions folder", () => {
  it("gives its TypeScript and JSON files with their texts, sorted by path", async () => {
    const { root } = await makeFolder({ "b.ts": "2", "a/z.json": "{}", "a/b.ts": "1", "README.md": "x", "c.tsx": "x" });
    expect(await readFolder(root)).toEqual([
      { path: "a/b.ts", text: "1" },
      { path: "a/z.json", text: "{}" },
      { path: "b.ts", text: "2" },
    ]);
  });

  it("keeps helpers, and passes over hidden names and node_modules", async () => {
    const { root } = await makeFolder({
      "_shared.ts": "",
      "_lib/x.ts": "",
      "node_modules/m/index.ts": "",
      ".hidden.ts": "",
      ".git/config.json": "",
    });
    expect(await pathsIn(root)).toEqual(["_lib/x.ts", "_shared.ts"]);
  });

  it("that is missing or a file is refused", async () => {
    const { root } = await makeFolder({ "a.ts": "" });
    await expect(readFolder(path.join(root, "b"))).rejects.toBeInstanceOf(FolderError);
    await expect(readFolder(path.join(root, "a.ts"))).rejects.toThrow("is a file, not a folder");
  });

  it("with a file that is no definition by its size is refused", async () => {
    const { root } = await makeFolder({ "large.json": " ".repeat(1024 * 1024 + 1) });
    await expect(readFolder(root)).rejects.toThrow(`"large.json" is larger than 1 MiB`);
  });

  it("with a file that is no text is refused", async () => {
    const { root } = await makeFolder({});
    await writeFile(path.join(root, "binary.ts"), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(readFolder(root)).rejects.toThrow(`"binary.ts" is not UTF-8 text`);
  });
});

describe("a symbolic link", () => {
  it("to a file or a folder inside is followed", async () => {
    const { root } = await makeFolder({ "a/orders.ts": "orders" });
    await symlink(path.join(root, "a/orders.ts"), path.join(root, "link.ts"));
    expect(await readFolder(root)).toContainEqual({ path: "link.ts", text: "orders" });
  });

  it("to a folder outside is passed over, however it gets there", async () => {
    const { root, around } = await makeFolder({ "a/orders.ts": "" });
    await mkdir(path.join(around, "definitions-too"));
    await writeFile(path.join(around, "definitions-too/x.ts"), "secret");
    await symlink("..", path.join(root, "parent"));
    await symlink("../definitions-too", path.join(root, "sibling"));
    await symlink("sibling", path.join(root, "chain"));
    await symlink("nowhere", path.join(root, "broken"));
    expect(await pathsIn(root)).toEqual(["a/orders.ts"]);
  });

  it.each([
    ["to a file outside", "../secret.json"],
    ["to nothing", "nowhere.json"],
    ["to itself", "link.json"],
    ["to a folder", "a"],
  ])("%s that stands for a definition is refused: left out, it would be taken for removed", async (_, to) => {
    const { root, around } = await makeFolder({ "a/orders.ts": "" });
    await writeFile(path.join(around, "secret.json"), "secret");
    await symlink(to, path.join(root, "link.json"));
    const error = await readFolder(root).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FolderError);
    expect(String(error)).toContain(`"link.json" is no regular file`);
    expect(String(error)).not.toContain("secret");
  });

  it("that leads in a circle ends", async () => {
    const { root } = await makeFolder({ "a/orders.ts": "" });
    await symlink("..", path.join(root, "a/up"));
    expect(await pathsIn(root)).toEqual(["a/orders.ts"]);
  });

  it("as the folder itself is followed", async () => {
    const { root, around } = await makeFolder({ "orders.ts": "" });
    await symlink(root, path.join(around, "link"));
    expect(await pathsIn(path.join(around, "link"))).toEqual(["orders.ts"]);
  });
});
