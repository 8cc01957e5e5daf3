import { blobId, isWholeListing, treeId } from "./git-ids.ts";
import type { TreeEntry } from "./github-schemas.ts";

/** Bytes of all that is kept. A worker has 512 MB; a folder of definitions has 5 MB at most. */
const largestCache = 32 * 1024 * 1024;
/** Bytes that one entry of a tree takes beside its path, and anything kept beside itself: strings, objects, hashes. */
const overhead = 250;

/**
 * Git's objects by what git knows them by: they never change, so they are kept across jobs. It takes nothing without
 * computing its id anew, and gives nothing of one repository to a reader of another: who may read the one may not read
 * the other, even where they hold the same.
 */
export interface ContentCache {
  blob(repository: number, id: string): Uint8Array | undefined;
  /** false: these bytes are not what git has by that id; nothing is kept. */
  keepBlob(repository: number, id: string, bytes: Uint8Array): boolean;
  /** One level of a tree. */
  level(repository: number, id: string): readonly TreeEntry[] | undefined;
  keepLevel(repository: number, id: string, entries: readonly TreeEntry[]): boolean;
  /** Everything below a tree, the trees in it included. */
  listing(repository: number, id: string): readonly TreeEntry[] | undefined;
  keepListing(repository: number, id: string, entries: readonly TreeEntry[]): boolean;
}

/** @param most bytes of all that is kept; what was used last stays longest */
export function createContentCache(most = largestCache): ContentCache {
  // Each half by itself, so that no flood of trees pushes texts out.
  const blobs = createLru<Uint8Array>(most / 2);
  const trees = createLru<readonly TreeEntry[]>(most / 2);
  const sizeOf = (entries: readonly TreeEntry[]): number =>
    entries.reduce((sum, { path }) => sum + path.length + overhead, 0);

  return {
    blob: (repository, id) => blobs.get(`${repository} ${id}`),
    keepBlob(repository, id, bytes) {
      if (blobId(bytes) !== id) return false;
      blobs.put(`${repository} ${id}`, bytes, bytes.length);
      return true;
    },
    level: (repository, id) => trees.get(`${repository} ${id}`),
    keepLevel(repository, id, entries) {
      if (treeId(entries) !== id) return false;
      trees.put(`${repository} ${id}`, entries, sizeOf(entries));
      return true;
    },
    listing: (repository, id) => trees.get(`${repository} ${id} all`),
    keepListing(repository, id, entries) {
      if (!isWholeListing(id, entries)) return false;
      trees.put(`${repository} ${id} all`, entries, sizeOf(entries));
      return true;
    },
  };
}

/** A `Map` keeps the order in which its keys were set: the first one was not used for longest. */
function createLru<T>(most: number) {
  const kept = new Map<string, { readonly value: T; readonly cost: number }>();
  let used = 0;
  return {
    get(key: string): T | undefined {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    put(key: string, value: T, size: number): void {
      const cost = size + key.length + overhead;
      if (cost > most || kept.has(key)) return;
      kept.set(key, { value, cost });
      used += cost;
      for (const [oldest, { cost: freed }] of kept) {
        if (used <= most) break;
        kept.delete(oldest);
        used -= freed;
      }
    },
  };
}
