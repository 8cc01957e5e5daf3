import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { FolderError, readFolder } from "../../../infra/fs/read-folder.ts";
import { writerBounds } from "../../../workflows/ports/source-bounds.ts";

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
      // Not read: that it is there is said, so that a definition that was renamed does not look removed.
      { path: "c.tsx", text: "" },
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

  it("has a fault for each file whose text cannot be had, and the texts of the others", async () => {
    const { root } = await makeFolder({
      "large.json": " ".repeat(1024 * 1024 + 1),
      "locked.ts": "secret",
      "orders.ts": "orders",
      "folder.ts/x.json": "{}",
    });
    await writeFile(path.join(root, "binary.ts"), Buffer.from([0xff, 0x00]));
    await chmod(path.join(root, "locked.ts"), 0o000);
    const files = await readFolder(root);
    expect(files).toEqual([
      { path: "binary.ts", text: "", fault: "not-text" },
      { path: "folder.ts", text: "", fault: "not-a-file" },
      { path: "large.json", text: "", fault: "too-large" },
      // Nothing is locked for the superuser.
      process.getuid?.() === 0
        ? { path: "locked.ts", text: "secret" }
        : { path: "locked.ts", text: "", fault: "unreadable" },
      { path: "orders.ts", text: "orders" },
    ]);
  });

  it("tells files that are no text as what they are", async () => {
    const { root } = await makeFolder({ "marked.json": "\uFEFF{}" });
    await writeFile(path.join(root, "crypt.ts"), Buffer.from("\0GITCRYPT\0\x8f\x01", "latin1"));
    await writeFile(path.join(root, "age.ts"), Buffer.from("age-encryption.org/v1\n-> X25519 \x8f\x01", "latin1"));
    await writeFile(path.join(root, "openssl.ts"), Buffer.from("Salted__\x8f\x01", "latin1"));
    await writeFile(path.join(root, "little.json"), Buffer.from("\xff\xfe{\0}\0", "latin1"));
    expect(await readFolder(root)).toEqual([
      { path: "age.ts", text: "", fault: "encrypted" },
      { path: "crypt.ts", text: "", fault: "encrypted" },
      { path: "little.json", text: "", fault: "utf-16" },
      { path: "marked.json", text: "{}" },
      { path: "openssl.ts", text: "", fault: "encrypted" },
    ]);
  });

  it.each([
    ["files", 4, "holds more than 3 files of definitions"],
    ["bytes", 115, "MB in files of definitions"],
    ["entries", 7, "holds more than 6 files and folders"],
  ] as const)("holds as many %s as a commit may, and no more", async (bound, enough, told) => {
    const { root } = await makeFolder({ "a/b.ts": '"1"', "a/c.json": "2", "d.yaml": "3", "e/f.md": "4", "h.ts": "5" });
    expect(await readFolder(root, { ...writerBounds, [bound]: enough })).toHaveLength(4);
    await expect(readFolder(root, { ...writerBounds, [bound]: enough - 1 })).rejects.toThrow(told);
  });
});

describe("a Git submodule", () => {
  it("is a fault where its path may define something, and nothing in it is read", async () => {
    const { root } = await makeFolder({
      "a.ts": "a",
      "team/.git": "gitdir: ../../.git/modules/team",
      "team/b.ts": "b",
      "team/readme.md": "",
      "deep/er/team.ts/.git/HEAD": "",
      "deep/er/team.ts/c.ts": "c",
      "_lib/.git": "",
      "_lib/connections/d.ts": "d",
      "deep/_lib/x/.git": "",
      ".hidden/.git": "",
      "node_modules/m/.git": "",
    });
    await symlink("team", path.join(root, "to-team"));
    await symlink("_lib/connections", path.join(root, "to-lib"));
    await symlink("team/b.ts", path.join(root, "b.ts"));
    await symlink("team/readme.md", path.join(root, "readme.md"));
    expect(await readFolder(root)).toEqual([
      { path: "a.ts", text: "a" },
      { path: "b.ts", text: "", fault: "outside" },
      { path: "deep/er/team.ts", text: "", fault: "submodule" },
      { path: "team", text: "", fault: "submodule" },
      { path: "to-lib", text: "", fault: "outside" },
      { path: "to-team", text: "", fault: "outside" },
    ]);
  });

  it("that was not checked out is one too: an empty folder that `.gitmodules` names", async () => {
    const { root, around } = await makeFolder({ "a.ts": "a", "filled/b.ts": "b" });
    await mkdir(path.join(around, ".git"));
    await mkdir(path.join(around, "else"));
    for (const folder of ["team", "deep/team", "orders.ts", "_lib", "node_modules/m", "unnamed"]) {
      await mkdir(path.join(root, folder), { recursive: true });
    }
    const named = ["team", "deep/team", "orders.ts", "_lib", "node_modules/m", "filled", "gone"];
    const modules = named.map((name) => `[submodule "${name}"]\n\tpath = definitions/${name}\n\turl = x\n`);
    await writeFile(path.join(around, ".gitmodules"), `${modules.join("")}[submodule "else"]\n\tpath = else\n`);
    expect(await readFolder(root)).toEqual([
      { path: "a.ts", text: "a" },
      { path: "deep/team", text: "", fault: "submodule" },
      { path: "filled/b.ts", text: "b" },
      { path: "orders.ts", text: "", fault: "submodule" },
      { path: "team", text: "", fault: "submodule" },
    ]);
  });
});

describe("a definitions folder that is a submodule", () => {
  it.each([
    ["gitdir: ../.git/modules/definitions", true],
    ["gitdir: ../.git/worktrees/definitions", false],
  ])("is refused where its repository is a module of the one around it: %s", async (text, isRefused) => {
    const { root } = await makeFolder({ "orders.ts": "orders" });
    await writeFile(path.join(root, ".git"), `${text}\n`);
    const read = await readFolder(root).catch((error: unknown) => String(error));
    expect(typeof read === "string" && read.includes("is a Git submodule")).toBe(isRefused);
  });

  it("is refused where it was not checked out: nothing in it is not everything removed", async () => {
    const { root, around } = await makeFolder({});
    await mkdir(path.join(around, ".git"));
    await writeFile(path.join(around, ".gitmodules"), '[submodule "d"]\n\tpath = definitions\n');
    await expect(readFolder(root)).rejects.toThrow("is a Git submodule that was not checked out");
    await writeFile(path.join(around, ".gitmodules"), '[submodule "d"]\n\tpath = elsewhere\n');
    expect(await readFolder(root)).toEqual([]);
  });
});

describe("a symbolic link", () => {
  it("to a file or a folder inside is followed", async () => {
    const { root } = await makeFolder({ "a/orders.ts": "orders" });
    await symlink(path.join(root, "a/orders.ts"), path.join(root, "link.ts"));
    expect(await readFolder(root)).toContainEqual({ path: "link.ts", text: "orders" });
  });

  it("that leads out of the folder, or nowhere, has a fault where it may stand for definitions", async () => {
    const { root, around } = await makeFolder({ "a/orders.ts": "" });
    await mkdir(path.join(around, "definitions-too"));
    await writeFile(path.join(around, "definitions-too/x.ts"), "secret");
    await writeFile(path.join(around, "README.md"), "");
    const links: Readonly<Record<string, string>> = {
      parent: "..",
      sibling: "../definitions-too",
      chain: "sibling",
      absolute: path.join(around, "definitions-too"),
      "file.ts": "../definitions-too/x.ts",
      "chain.ts": "file.ts",
      "through.ts": "sibling/x.ts",
      "system.json": "/etc/passwd",
      "endless.ts": "/dev/zero",
      broken: "nowhere",
      "broken.ts": "nowhere.ts",
      "self.json": "self.json",
      "README.md": "../README.md",
      "broken.md": "nowhere.md",
    };
    for (const [link, target] of Object.entries(links)) await symlink(target, path.join(root, link));
    const files = await readFolder(root);
    expect(files.filter(({ text }) => text !== "")).toEqual([]);
    expect(files.map((file) => [file.path, file.fault])).toEqual([
      ["a/orders.ts", undefined],
      ["absolute", "outside"],
      ["broken", "nowhere"],
      ["broken.ts", "nowhere"],
      ["chain", "outside"],
      ["chain.ts", "outside"],
      ["endless.ts", "outside"],
      ["file.ts", "outside"],
      ["parent", "outside"],
      ["self.json", "nowhere"],
      ["sibling", "outside"],
      ["system.json", "outside"],
      ["through.ts", "outside"],
    ]);
  });

  it("to a folder inside does not take the place of the folder itself", async () => {
    const { root } = await makeFolder({ "z/orders.ts": "" });
    await symlink("z", path.join(root, "a"));
    expect(await pathsIn(root)).toEqual(["z/orders.ts"]);
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
