import { posix } from "node:path";
import type { FileFault } from "../../workflows/engine/definition/evaluation.ts";
import type { TreeEntry } from "./github-schemas.ts";

/** As many links in a row as Linux follows. */
const maxLinks = 40;

/** What a link may lead to. */
export interface Inside {
  readonly files: ReadonlyMap<string, TreeEntry>;
  readonly folders: ReadonlySet<string>;
  readonly submodules: readonly string[];
  /** By what git knows a link by: what is written in it. None: nothing that could be a path. */
  readonly targets: ReadonlyMap<string, string>;
}

export function isLink({ mode }: TreeEntry): boolean {
  return mode === "120000";
}

export function isRegular({ type, mode }: TreeEntry): boolean {
  return type === "blob" && mode.startsWith("100");
}

export function foldersOf(entries: readonly TreeEntry[]): ReadonlySet<string> {
  const folders = new Set(["."]);
  for (const { path } of entries) {
    for (let folder = posix.dirname(path); folder !== "." && !folders.has(folder); folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  return folders;
}

/** The regular file that an entry is, or that it leads to inside the folder; or why it is none. */
export function regularFile(entry: TreeEntry, inside: Inside): TreeEntry | FileFault {
  let current: TreeEntry | FileFault | "folder" = entry;
  for (let links = 0; typeof current !== "string" && isLink(current); links += 1) {
    current = links < maxLinks ? behind(current, inside) : "nowhere";
  }
  if (typeof current !== "string") return isRegular(current) ? current : "not-a-file";
  return current === "folder" ? "not-a-file" : current;
}

/** What is wrong with a link that has the name of a folder; undefined: what is behind it is read in its own place. */
export function folderFault(link: TreeEntry, inside: Inside): FileFault | undefined {
  const found = behind(link, inside);
  return found === "outside" || found === "nowhere" ? found : undefined;
}

function behind(link: TreeEntry, { files, folders, submodules, targets }: Inside): TreeEntry | FileFault | "folder" {
  const target = targets.get(link.sha);
  if (target === undefined) return "nowhere";
  const path = posix.join(posix.dirname(link.path), target).replace(/\/$/, "");
  if (target.startsWith("/") || path === ".." || path.startsWith("../")) return "outside";
  // What a submodule holds is another repository's.
  if (submodules.some((submodule) => path === submodule || path.startsWith(`${submodule}/`))) return "outside";
  return files.get(path) ?? (folders.has(path) ? "folder" : "nowhere");
}
