import { posix } from "node:path";
import type { FileFault, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { submodulesToReport } from "../../workflows/engine/read/definition-files.ts";
import { fileText } from "../../workflows/engine/read/file-text.ts";
import { isUnreadFile } from "../../workflows/engine/read/unread-files.ts";
import { compareText } from "../../workflows/engine/values/compare-text.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import { largestFile, sentBytes, type SourceBounds } from "../../workflows/ports/source-bounds.ts";
import type { CommitReader } from "./commit-reader.ts";
import type { ContentCache } from "./content-cache.ts";
import { folderFault, foldersOf, type Inside, isLink, isRegular, regularFile } from "./follow-links.ts";
import type { GithubClient } from "./github-client.ts";
import type { TreeEntry } from "./github-schemas.ts";
import type { Graph } from "./graph.ts";
import { createMeter, type Meter } from "./meter.ts";
import { readAhead } from "./read-ahead.ts";
import { createBlobReader } from "./read-blobs.ts";
import { createRootReader } from "./read-roots.ts";
import { createTreeReader } from "./read-trees.ts";

const isSource = /\.(?:ts|json)$/;
/** Bytes of the longest path that Linux takes: a link of more leads nowhere. */
const longestTarget = 4_096;

export interface SourceReader {
  /**
   * Text files below a folder, and without their texts those that could be taken for definitions and are none, or cannot
   * be read; a missing folder has none. Rejects with `DefinitionFileError` when the folder is none, or holds more than
   * the bounds allow, which is found before it is read.
   */
  files(commit: string, folder: string, bounds: SourceBounds): Promise<readonly SourceFile[]>;
  /** undefined: no such file. Rejects with `DefinitionFileError`. */
  file(commit: string, path: string): Promise<string | undefined>;
  /** What git knows the file or folder at a path by; undefined: nothing is there. */
  id(commit: string, path: string): Promise<string | undefined>;
  /** Reads with one question what the other methods are asked next of several commits. */
  ahead(commits: readonly string[], folder: string): Promise<void>;
}

export interface SourceReaderDeps {
  readonly client: GithubClient;
  readonly repository: RepositoryId;
  readonly commits: CommitReader;
  readonly cache: ContentCache;
  readonly graph: Graph;
}

/** Reads files through git's trees and blobs, which never follow a link. Both never change, so nothing is asked twice. */
export function createSourceReader(deps: SourceReaderDeps): SourceReader {
  const blobs = createBlobReader(deps);
  const trees = createTreeReader(deps);
  const roots = createRootReader(deps);

  /** The last entry that there is on the way to a path, and the segments that lead to it. */
  async function reach(commit: string, path: string, meter?: Meter) {
    const root = await roots.root(commit);
    let entry: TreeEntry = { path: "", mode: "040000", type: "tree", sha: root.tree, size: 0 };
    let entries = root.entries;
    const at: string[] = [];
    for (const name of segmentsOf(path)) {
      if (entry.type !== "tree") break;
      if (at.length > 0) entries = await trees.level(entry.sha, meter);
      const child = entries.find((candidate) => candidate.path === name);
      if (child === undefined) break;
      entry = child;
      at.push(name);
    }
    return { entry, at };
  }

  /** The entry at a path, found by walking down; undefined: none. */
  async function find(commit: string, path: string): Promise<TreeEntry | undefined> {
    const { entry, at } = await reach(commit, path);
    return at.length === segmentsOf(path).length ? entry : undefined;
  }

  /** What each link says. */
  async function targetsOf(links: readonly TreeEntry[], meter: Meter): Promise<ReadonlyMap<string, string>> {
    const bytes = await blobs.read(
      links.filter(({ size }) => size <= longestTarget),
      meter,
    );
    return new Map([...bytes].map(([sha, target]) => [sha, Buffer.from(target).toString()]));
  }

  /** Their texts, or why they have none, under the paths that they are asked for by. */
  async function read(sources: readonly TreeEntry[], inside: Inside, meter: Meter): Promise<readonly SourceFile[]> {
    const found = sources.map(({ path }) => {
      const entry = regularFile(inside.files.get(path) as TreeEntry, inside);
      return { path, entry: typeof entry !== "string" && entry.size > largestFile ? ("too-large" as const) : entry };
    });
    const regular = found.flatMap(({ entry }) => (typeof entry === "string" ? [] : [entry]));
    // Many links may lead to one file.
    meter.found("bytes", sizeOf(regular));
    const bytes = await blobs.read(regular, meter);
    return found.map(({ path, entry }): SourceFile => {
      const text = typeof entry === "string" ? entry : textOf(bytes.get(entry.sha));
      return typeof text === "string" ? { path, text: "", fault: text } : { path, text: text.text };
    });
  }

  return {
    ahead: (commits, folder) => readAhead(commits, segmentsOf(folder).join("/"), { ...deps, blobs }),
    async files(commit, folder, bounds) {
      const named = segmentsOf(folder).join("/");
      const meter = createMeter(named, bounds);
      const { entry: root, at } = await reach(commit, folder, meter);
      // Nobody could tell what a folder of another repository holds.
      if (root.type === "commit") throw new DefinitionFileError(at.join("/"), "submodule");
      if (at.length < segmentsOf(folder).length) return [];
      if (root.type !== "tree") throw new DefinitionFileError(named, "not-a-file");
      const below = await trees.below(root.sha, meter);
      const all = below.filter(({ type }) => type === "blob");
      const submodules = below.filter(({ type }) => type === "commit").map(({ path }) => path);
      const sources = all.filter(({ path }) => isSource.test(path));
      const unread = all.filter(({ path }) => isUnreadFile(path)).map(({ path }) => ({ path, text: "" }));
      const links = all.filter(isLink);
      // A link is read too, whatever its name: another one may lead to it.
      meter.found("files", new Set([...sources, ...unread, ...links].map(({ path }) => path)).size);
      meter.needs("bytes", sizeOf(sources.filter((entry) => isRegular(entry) && entry.size <= largestFile)));
      const targets = await targetsOf(links, meter);
      const files = new Map(all.map((entry) => [entry.path, entry]));
      const inside: Inside = { files, folders: foldersOf(all), submodules, targets };
      const texts = await read(sources, inside, meter);
      const faults = links
        .filter(({ path }) => posix.extname(path) === "")
        .flatMap((link): readonly SourceFile[] => {
          const fault = folderFault(link, inside);
          return fault === undefined ? [] : [{ path: link.path, text: "", fault }];
        });
      const found = [...texts, ...unread, ...faults, ...submodulesToReport(submodules)];
      requireSendable(named, found, bounds);
      return found.toSorted((a, b) => compareText(a.path, b.path));
    },
    async file(commit, path) {
      const entry = await find(commit, path);
      if (entry === undefined) return undefined;
      if (!isRegular(entry)) throw new DefinitionFileError(path, "not-a-file");
      if (entry.size > largestFile) throw new DefinitionFileError(path, "too-large");
      const text = textOf((await blobs.read([entry])).get(entry.sha));
      if (text === "too-large") throw new DefinitionFileError(path, text);
      if (typeof text === "string") throw new DefinitionFileError(path, "not-text");
      return text.text;
    },
    async id(commit, path) {
      if (segmentsOf(path).length > 0) return (await find(commit, path))?.sha;
      return deps.commits.known(commit)?.tree ?? (await roots.root(commit)).tree;
    },
  };
}

/** Escaped as JSON a text is longer, and paths count too. */
function requireSendable(folder: string, files: readonly SourceFile[], { bytes: most }: SourceBounds): void {
  const bytes = files.reduce((sum, file) => sum + sentBytes(file), 0);
  if (bytes > most) throw new DefinitionFileError(folder, { bound: "bytes", most });
}

function sizeOf(entries: readonly TreeEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

function textOf(bytes: Uint8Array | undefined): { readonly text: string } | FileFault {
  if (bytes === undefined || bytes.length > largestFile) return "too-large";
  return fileText(bytes);
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}
