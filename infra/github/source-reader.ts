import { posix } from "node:path";
import type * as v from "valibot";
import { mapConcurrently } from "../../workflows/calls/map-concurrently.ts";
import { submodulesToReport } from "../../workflows/engine/read/definition-files.ts";
import { fileText } from "../../workflows/engine/read/file-text.ts";
import { isUnreadFile } from "../../workflows/engine/read/unread-files.ts";
import type { FileFault, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { largestFile, type SourceBounds } from "../../workflows/ports/source-bounds.ts";
import type { CommitReader } from "./commit-reader.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { blobSchema, treeSchema } from "./github-schemas.ts";
import { compareText } from "../../workflows/engine/values/compare-text.ts";

const concurrency = 8;
const isSource = /\.(?:ts|json)$/;
/** As in a folder on a disk: nobody's definitions. */
const passedOver = /(?:^|\/)(?:\.|node_modules(?:\/|$))/;
/** As many links in a row as Linux follows. */
const maxLinks = 40;

type Tree = v.InferOutput<typeof treeSchema>;
type Entry = Tree["tree"][number];

export interface SourceReader {
  /**
   * Text files below a folder, and without their texts those that could be taken for definitions and are none, or cannot
   * be read; a missing folder has none. Rejects with `DefinitionFileError` when the folder is none, or holds too much.
   */
  files(commit: string, folder: string, bounds: SourceBounds): Promise<readonly SourceFile[]>;
  /** undefined: no such file. Rejects with `DefinitionFileError`. */
  file(commit: string, path: string): Promise<string | undefined>;
  /** What git knows the file or folder at a path by; undefined: nothing is there. */
  id(commit: string, path: string): Promise<string | undefined>;
}

/** Reads files through git's trees and blobs, which never follow a link. Both never change, so both are kept. */
export function createSourceReader(
  client: GithubClient,
  repository: RepositoryId,
  commits: CommitReader,
): SourceReader {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const blobs = new Map<string, Promise<Uint8Array>>();
  const trees = new Map<string, Promise<Tree>>();

  const tree = (sha: string, recursive: boolean): Promise<Tree> =>
    remember(trees, `${sha} ${String(recursive)}`, () =>
      client.call("read a tree", treeSchema, () =>
        client.rest.git.getTree({ ...inRepo, tree_sha: sha, ...(recursive ? { recursive: "1" } : {}) }),
      ),
    );

  const blob = (sha: string): Promise<Uint8Array> =>
    remember(blobs, sha, async () => {
      const { content, encoding } = await client.call("read a file", blobSchema, () =>
        client.rest.git.getBlob({ ...inRepo, file_sha: sha }),
      );
      return Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
    });

  /** One level of a tree. */
  async function level(sha: string): Promise<readonly Entry[]> {
    const { tree: entries, truncated } = await tree(sha, false);
    if (truncated) {
      throw new GithubError({
        kind: "unexpected",
        operation: "read a tree",
        detail: "one folder has too many entries",
      });
    }
    return entries;
  }

  /** The last entry that there is on the way to a path, and the segments that lead to it. */
  async function reach(
    commit: string,
    path: string,
  ): Promise<{ readonly entry: Entry; readonly at: readonly string[] }> {
    let entry: Entry = { path: "", mode: "040000", type: "tree", sha: commit, size: 0 };
    const at: string[] = [];
    for (const name of segmentsOf(path)) {
      if (entry.type !== "tree") break;
      const child: Entry | undefined = (await level(entry.sha)).find((candidate) => candidate.path === name);
      if (child === undefined) break;
      entry = child;
      at.push(name);
    }
    return { entry, at };
  }

  /** The entry at a path, found by walking down; undefined: none. */
  async function find(commit: string, path: string): Promise<Entry | undefined> {
    const { entry, at } = await reach(commit, path);
    return at.length === segmentsOf(path).length ? entry : undefined;
  }

  /** Everything below a tree but the trees themselves. A listing that GitHub cut off is asked for level by level. */
  async function walk(sha: string, prefix: string): Promise<readonly Entry[]> {
    const whole = await tree(sha, true);
    if (!whole.truncated) {
      return whole.tree
        .filter(({ type }) => type !== "tree")
        .map((entry) => ({ ...entry, path: `${prefix}${entry.path}` }));
    }
    const entries = await level(sha);
    const below = await mapConcurrently(entries, concurrency, async (entry): Promise<readonly Entry[]> => {
      const path = `${prefix}${entry.path}`;
      return entry.type === "tree" ? walk(entry.sha, `${path}/`) : [{ ...entry, path }];
    });
    return below.flat();
  }

  /** The regular file that an entry is, or that it leads to inside the folder; or why it is none. */
  async function regular(entry: Entry, inside: Inside): Promise<Entry | FileFault> {
    let current: Entry | FileFault | "folder" = entry;
    for (let links = 0; typeof current !== "string" && current.mode === "120000"; links += 1) {
      current = links < maxLinks ? await behind(current, inside) : "nowhere";
    }
    if (typeof current !== "string") return isRegular(current) ? current : "not-a-file";
    return current === "folder" ? "not-a-file" : current;
  }

  async function behind(link: Entry, { files, folders, submodules }: Inside): Promise<Entry | FileFault | "folder"> {
    const target = Buffer.from(await blob(link.sha)).toString();
    const path = posix.join(posix.dirname(link.path), target).replace(/\/$/, "");
    if (target.startsWith("/") || path === ".." || path.startsWith("../")) return "outside";
    // What a submodule holds is another repository's.
    if (submodules.some((submodule) => path === submodule || path.startsWith(`${submodule}/`))) return "outside";
    return files.get(path) ?? (folders.has(path) ? "folder" : "nowhere");
  }

  /** A link that has the name of a folder: what is behind it is read in its own place, or is a fault. */
  async function folderFault(entry: Entry, inside: Inside): Promise<readonly SourceFile[]> {
    const found = await behind(entry, inside);
    const isFault = found === "outside" || found === "nowhere";
    return isFault ? [{ path: entry.path, text: "", fault: found }] : [];
  }

  return {
    async files(commit, folder, bounds) {
      const { entry: root, at } = await reach(commit, folder);
      // Nobody could tell what a folder of another repository holds.
      if (root.type === "commit") throw new DefinitionFileError(at.join("/"), "submodule");
      if (at.length < segmentsOf(folder).length) return [];
      if (root.type !== "tree") throw new DefinitionFileError(segmentsOf(folder).join("/"), "not-a-file");
      const entriesBelow = (await walk(root.sha, "")).filter(({ path }) => !passedOver.test(path));
      const all = entriesBelow.filter(({ type }) => type === "blob");
      const submodules = entriesBelow.filter(({ type }) => type === "commit").map(({ path }) => path);
      const entries = all.filter(({ path }) => isSource.test(path));
      const unread = all.filter(({ path }) => isUnreadFile(path)).map(({ path }) => ({ path, text: "" }));
      const total = entries.reduce((sum, { size }) => sum + size, 0);
      const met = entries.length + unread.length > bounds.files ? "files" : total > bounds.bytes ? "bytes" : undefined;
      if (met !== undefined) {
        throw new DefinitionFileError(segmentsOf(folder).join("/"), { bound: met, most: bounds[met] });
      }
      const inside: Inside = {
        files: new Map(all.map((entry) => [entry.path, entry])),
        folders: foldersOf(all),
        submodules,
      };
      const links = all.filter(({ mode, path }) => mode === "120000" && posix.extname(path) === "");
      const files = await mapConcurrently(entries, concurrency, async ({ path }): Promise<SourceFile> => {
        const entry = await regular(inside.files.get(path) as Entry, inside);
        const text = typeof entry === "string" ? entry : await textOf(entry);
        return typeof text === "string" ? { path, text: "", fault: text } : { path, text: text.text };
      });
      const faults = await mapConcurrently(links, concurrency, (link) => folderFault(link, inside));
      return [...files, ...unread, ...faults.flat(), ...submodulesToReport(submodules)].toSorted((a, b) =>
        compareText(a.path, b.path),
      );
    },
    async file(commit, path) {
      const entry = await find(commit, path);
      if (entry === undefined) return undefined;
      const text = isRegular(entry) ? await textOf(entry) : "not-a-file";
      if (text === "not-a-file" || text === "too-large") throw new DefinitionFileError(path, text);
      if (typeof text === "string") throw new DefinitionFileError(path, "not-text");
      return text.text;
    },
    async id(commit, path) {
      if (segmentsOf(path).length > 0) return (await find(commit, path))?.sha;
      const [root] = await commits.line(commit, 1);
      return root?.tree;
    },
  };

  async function textOf(entry: Entry): Promise<{ readonly text: string } | FileFault> {
    if (entry.size > largestFile) return "too-large";
    const bytes = await blob(entry.sha);
    if (bytes.length > largestFile) return "too-large";
    return fileText(bytes);
  }
}

/** What a link may lead to. */
interface Inside {
  readonly files: ReadonlyMap<string, Entry>;
  readonly folders: ReadonlySet<string>;
  readonly submodules: readonly string[];
}

function foldersOf(entries: readonly Entry[]): ReadonlySet<string> {
  const folders = new Set(["."]);
  for (const { path } of entries) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) folders.add(folder);
  }
  return folders;
}

function isRegular(entry: Entry): boolean {
  return entry.type === "blob" && entry.mode.startsWith("100");
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** Keeps what is under way too; a failure is forgotten. */
function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
