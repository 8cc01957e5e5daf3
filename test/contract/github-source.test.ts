import { describe, expect, it } from "vitest";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { kindOf, open } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";

describe("branches and commits", () => {
  it("has a tip where there is a branch", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const head = await harness.seed("topic/one", { "a.txt": "1\n" });
    expect(await forge.source.tip("topic/one")).toBe(head);
    expect(await forge.source.tip("topic")).toBeUndefined();
  });

  it("contains itself and its ancestors, and nothing else; with another commit it has its newest common one", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const root = String(await forge.source.tip("main"));
    const one = await harness.seed("main", { "a.txt": "1\n" });
    const two = await harness.seed("main", { "a.txt": "2\n" });
    const side = await harness.seed("side", { "b.txt": "1\n" }, root);
    const apart = await harness.seed("apart", { "c.txt": "1\n" }, null);
    expect(await forge.source.contains(two, two)).toBe(true);
    expect(await forge.source.contains(two, root)).toBe(true);
    expect(await forge.source.contains(one, two)).toBe(false);
    expect(await forge.source.contains(two, side)).toBe(false);
    expect(await forge.source.contains(two, apart)).toBe(false);
    expect(await forge.source.contains(two, "1".repeat(40))).toBe(false);
    expect(await kindOf(forge.source.contains("1".repeat(40), two))).toBe("not-found");
    expect(await forge.source.mergeBase(two, side)).toBe(root);
    expect(await forge.source.mergeBase(side, two)).toBe(root);
    expect(await forge.source.mergeBase(one, two)).toBe(one);
    expect(await forge.source.mergeBase(two, apart)).toBeUndefined();
    expect(await forge.source.mergeBase(two, "1".repeat(40))).toBeUndefined();
  });
});

describe("files", () => {
  it("are the text files below the folder at that commit, with paths relative to it", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/orders.ts": "orders é\n",
      "connections/deep/billing.json": "{}",
      "connections/logo.png": Buffer.from([0x89, 0x50, 0xff, 0xfe]),
      "connections/large.txt": "x".repeat(1024 * 1024 + 1),
      // It could be taken for a definition: that it is there is said, without reading it.
      "connections/orders.yaml": "x".repeat(1024 * 1024 + 1),
      "connections-of-others/x.ts": "x",
      "bridgehead.config.json": "{}\n",
    });
    await harness.seed("main", { "connections/orders.ts": null });
    expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
      { path: "deep/billing.json", text: "{}" },
      { path: "orders.ts", text: "orders é\n" },
      { path: "orders.yaml", text: "" },
    ]);
    expect(await forge.source.files(commit, "./connections/deep/", writerBounds)).toEqual([
      { path: "billing.json", text: "{}" },
    ]);
    expect(await forge.source.files(commit, "nowhere", writerBounds)).toEqual([]);
    expect(await forge.source.file(commit, "bridgehead.config.json")).toBe("{}\n");
    expect(await forge.source.file(commit, "nowhere/at/all.json")).toBeUndefined();
  });

  it("follow a link to a regular file inside the folder, and only there", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const inside = await harness.seed("main", {
      "connections/shared/a.ts": "a",
      "connections/b.ts": { link: "shared/a.ts" },
      "connections/c.ts": { link: "b.ts" },
      "connections/folder": { link: "shared" },
      "connections/readme.md": { link: "../README.md" },
    });
    expect(await forge.source.files(inside, "connections", writerBounds)).toEqual([
      { path: "b.ts", text: "a" },
      { path: "c.ts", text: "a" },
      { path: "shared/a.ts", text: "a" },
    ]);
    for (const [link, fault] of [
      ["../README.md", "outside"],
      ["/etc/hostname", "outside"],
      ["b.ts", "nowhere"],
      ["none.ts", "nowhere"],
      ["shared", "not-a-file"],
    ] as const) {
      const commit = await harness.seed("main", { "connections/b.ts": { link } });
      expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
        { path: "b.ts", text: "", fault },
        { path: "c.ts", text: "", fault },
        { path: "shared/a.ts", text: "a" },
      ]);
    }
  });

  it("behind a link to a folder elsewhere are missed, not left out", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "other/a.ts": "a",
      "connections/b.ts": "b",
      "connections/here": { link: "." },
      "connections/other": { link: "../other" },
      "connections/none": { link: "nothing" },
    });
    expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
      { path: "b.ts", text: "b" },
      { path: "none", text: "", fault: "nowhere" },
      { path: "other", text: "", fault: "outside" },
    ]);
  });

  it("of a submodule are none: it is a fault, where its path may define something", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const submodule = "1".repeat(40);
    const commit = await harness.seed("main", {
      "connections/a.ts": "a",
      "connections/team": { submodule },
      "connections/deep/er/team.ts": { submodule },
      "connections/_lib": { submodule },
      "connections/deep/_lib/x": { submodule },
      "connections/.hidden": { submodule },
      "connections/node_modules/m": { submodule },
      "connections/to-team": { link: "team" },
      "connections/to-lib": { link: "_lib/connections" },
      "connections/b.ts": { link: "team/b.ts" },
      "connections/readme.md": { link: "team/readme.md" },
      vendor: { submodule },
    });
    expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
      { path: "a.ts", text: "a" },
      { path: "b.ts", text: "", fault: "outside" },
      { path: "deep/er/team.ts", text: "", fault: "submodule" },
      { path: "team", text: "", fault: "submodule" },
      { path: "to-lib", text: "", fault: "outside" },
      { path: "to-team", text: "", fault: "outside" },
    ]);
    for (const folder of ["vendor", "vendor/connections", "connections/team/deep"]) {
      await expect(forge.source.files(commit, folder, writerBounds)).rejects.toThrow(
        /^(?:vendor|connections\/team) is a Git submodule/,
      );
    }
  });

  it("that are no text are told as what they are", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/crypt.ts": Buffer.from("\0GITCRYPT\0\x8f\x01", "latin1"),
      "connections/little.json": Buffer.from("\xff\xfe{\0}\0", "latin1"),
      "connections/big.json": Buffer.from("\xfe\xff\0{\0}", "latin1"),
      "connections/marked.json": "\uFEFF{}",
    });
    expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
      { path: "big.json", text: "", fault: "utf-16" },
      { path: "crypt.ts", text: "", fault: "encrypted" },
      { path: "little.json", text: "", fault: "utf-16" },
      { path: "marked.json", text: "{}" },
    ]);
  });

  it("that should be definitions and cannot be read are a fault, not left out", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", {
      "connections/large.json": " ".repeat(1024 * 1024 + 1),
      "connections/binary.json": Buffer.from([0xff, 0x00]),
      "connections/a.ts": "a",
    });
    expect(await forge.source.files(commit, "connections", writerBounds)).toEqual([
      { path: "a.ts", text: "a" },
      { path: "binary.json", text: "", fault: "not-text" },
      { path: "large.json", text: "", fault: "too-large" },
    ]);
    await expect(forge.source.files(commit, "connections/a.ts", writerBounds)).rejects.toBeInstanceOf(
      DefinitionFileError,
    );
  });

  it("are found by walking when GitHub cuts a recursive listing off", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = await harness.seed("main", { "connections/a/b/c.ts": "c", "connections/d.ts": "d" });
    const root = await harness.user("bob").rest.git.getTree({ ...harness.place, tree_sha: commit });
    const tree = String(root.data.tree.find(({ path }) => path === "connections")?.sha);
    harness.github.injectFault({ path: new RegExp(tree), status: 200, body: { sha: tree, tree: [], truncated: true } });
    expect((await forge.source.files(commit, "connections", writerBounds)).map(({ path }) => path)).toEqual([
      "a/b/c.ts",
      "d.ts",
    ]);
  });
});
