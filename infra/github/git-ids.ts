import { createHash } from "node:crypto";
import type { TreeEntry } from "./github-schemas.ts";

/** What git knows content by. Whoever computes it from what an API gave knows that it is all of it, byte for byte. */
export function blobId(bytes: Uint8Array): string {
  return idOf("blob", [bytes]);
}

/** The same of one level of a tree. */
export function treeId(entries: readonly TreeEntry[]): string {
  const sorted = entries
    .map(({ path, mode, type, sha }) => ({
      // Git sorts a folder as if its name ended with a slash.
      key: Buffer.from(type === "tree" ? `${path}/` : path),
      parts: [Buffer.from(`${mode.replace(/^0+/, "")} ${path}\0`), Buffer.from(sha, "hex")],
    }))
    .toSorted((a, b) => Buffer.compare(a.key, b.key));
  return idOf(
    "tree",
    sorted.flatMap(({ parts }) => parts),
  );
}

/** Whether a recursive listing, the trees in it included, is all that a tree holds at every level. */
export function isWholeListing(id: string, entries: readonly TreeEntry[]): boolean {
  const levels = new Map<string, TreeEntry[]>([["", []]]);
  for (const entry of entries) {
    if (entry.type === "tree") levels.set(entry.path, []);
  }
  for (const entry of entries) {
    const slash = entry.path.lastIndexOf("/");
    const level = levels.get(slash === -1 ? "" : entry.path.slice(0, slash));
    if (level === undefined) return false;
    level.push({ ...entry, path: entry.path.slice(slash + 1) });
  }
  return (
    treeId(levels.get("") ?? []) === id &&
    entries.every(({ type, path, sha }) => type !== "tree" || treeId(levels.get(path) ?? []) === sha)
  );
}

function idOf(type: string, parts: readonly Uint8Array[]): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const hash = createHash("sha1").update(`${type} ${length}\0`);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
