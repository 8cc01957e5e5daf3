import { expect, it } from "vitest";
import { createContentCache } from "../../../infra/github/content-cache.ts";
import { blobId, isWholeListing, treeId } from "../../../infra/github/git-ids.ts";

const bytes = Buffer.from("hello\n");
const hello = { path: "hello", mode: "100644", type: "blob", sha: "ce013625030ba8dba906f756967f9e9ca394464a", size: 6 };

it("ids are git's own", () => {
  expect(blobId(bytes)).toBe(hello.sha);
  expect(treeId([])).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  expect(treeId([hello])).toBe("b4d01e9b0c4a9356736dfddf8830ba9a54f5271c");
});

it("gives what it has of a repository to nobody else, and takes nothing that is not what its id says", () => {
  const cache = createContentCache();
  expect(cache.keepBlob(1, hello.sha, bytes)).toBe(true);
  expect(cache.blob(1, hello.sha)).toBe(bytes);
  expect(cache.blob(2, hello.sha)).toBeUndefined();
  expect(cache.keepBlob(2, hello.sha, Buffer.from("hello"))).toBe(false);
  expect(cache.blob(2, hello.sha)).toBeUndefined();
  const tree = treeId([hello]);
  const folder = { path: "f", mode: "040000", type: "tree", sha: tree, size: 0 };
  const root = treeId([folder]);
  const all = [folder, { ...hello, path: "f/hello" }];
  expect(cache.keepLevel(1, root, [folder])).toBe(true);
  expect(cache.keepListing(1, root, all)).toBe(true);
  expect([cache.level(1, root), cache.listing(1, root)]).toEqual([[folder], all]);
  expect([cache.level(2, root), cache.listing(2, root)]).toEqual([undefined, undefined]);
  expect(cache.keepLevel(2, root, [])).toBe(false);
  for (const other of [
    [folder],
    [folder, { ...hello, path: "f/other" }],
    [folder, { ...hello, path: "f/hello", mode: "100755" }],
    [{ ...hello, path: "f/hello" }],
    [...all, { ...hello, path: "g/hello" }],
  ]) {
    expect(isWholeListing(root, other)).toBe(false);
    expect(cache.keepListing(2, root, other)).toBe(false);
  }
  expect([cache.level(2, root), cache.listing(2, root)]).toEqual([undefined, undefined]);
});

it("keeps what was used last, within its bytes, and trees push no text out", () => {
  const cache = createContentCache(4_000);
  const texts = ["a", "b", "c", "d"].map((letter) => Buffer.from(letter.repeat(300)));
  const ids = texts.map(blobId);
  const kept = (): boolean[] => ids.map((id) => cache.blob(1, id) !== undefined);
  // 300 bytes, 42 of the key and what anything costs: three are within half of it.
  for (const index of [0, 1, 2]) cache.keepBlob(1, String(ids[index]), texts[index] as Buffer);
  // What is there already takes no more room.
  for (const index of [0, 1, 2]) cache.keepBlob(1, String(ids[index]), texts[index] as Buffer);
  expect(kept()).toEqual([true, true, true, false]);
  cache.blob(1, String(ids[0]));
  cache.keepBlob(1, String(ids[3]), texts[3] as Buffer);
  expect(kept()).toEqual([true, false, true, true]);
  const large = Buffer.alloc(3_000);
  expect(cache.keepBlob(1, blobId(large), large)).toBe(true);
  expect(cache.blob(1, blobId(large))).toBeUndefined();
  for (const path of ["a", "b", "c", "d", "e", "f", "g"]) {
    const entries = [{ ...hello, path }];
    cache.keepLevel(1, treeId(entries), entries);
  }
  expect(kept()).toEqual([true, false, true, true]);
});
