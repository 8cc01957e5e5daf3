import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { submodulesToReport } from "../../workflows/engine/read/definition-files.ts";
import { fileText } from "../../workflows/engine/read/file-text.ts";
import { isUnreadFile } from "../../workflows/engine/read/unread-files.ts";
import type { FileFault, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { absentSubmodules, isInRepositoryBelow, isRepository, isSubmodule } from "./submodules.ts";
import { compareText } from "../../workflows/engine/values/compare-text.ts";
import { beyond } from "../../workflows/ports/source.ts";
import { largestFile, sentBytes, type SourceBounds, writerBounds } from "../../workflows/ports/source-bounds.ts";

export class FolderError extends BridgeheadError {
  override readonly name = "FolderError";
}

/**
 * The TypeScript and JSON files below a folder, sorted by path, and without their texts those that could be taken for
 * definitions and are none. Symbolic links are followed only to what lies inside the folder; one that leads elsewhere is
 * a file with a fault, where it may stand for definitions. `node_modules` and names that begin with a dot are passed
 * over. Rejects with `FolderError` when there is no such folder, or it holds more than a commit may hold that somebody
 * with write permission brought.
 */
export async function readFolder(folder: string, bounds = writerBounds): Promise<readonly SourceFile[]> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new FolderError(`there is no folder "${folder}"`, { cause });
  });
  if (!(await stat(root)).isDirectory()) throw new FolderError(`"${folder}" is a file, not a folder`);
  const absent = await absentSubmodules(root);
  // Nothing in it would be taken for everything removed.
  if (await isSubmodule(root)) throw new FolderError(`"${folder}" is a Git submodule, whose files no commit here has`);
  if (absent.includes("")) throw new FolderError(`"${folder}" is a Git submodule that was not checked out`);
  const count = counting(root, bounds);
  const there = (await collect({ root, count, seen: new Set() }, "")).filter(
    ({ relative }) => !absent.includes(relative),
  );
  const found = [...there, ...submodules(absent)];
  count("files", found.length - there.length);
  const files: SourceFile[] = [];
  for (const { relative, fault } of found.toSorted((a, b) => compareText(a.relative, b.relative))) {
    const file = fault === undefined ? await readSource(root, relative) : { path: relative, text: "", fault };
    count("bytes", sentBytes(file));
    files.push(file);
  }
  return files;
}

async function readSource(root: string, relative: string): Promise<SourceFile> {
  const faulty = (fault: FileFault): SourceFile => ({ path: relative, text: "", fault });
  if (!isSource(relative)) return { path: relative, text: "" };
  try {
    const file = path.join(root, relative);
    // Asked first: nothing of a file that is too large is read.
    if ((await stat(file)).size > largestFile) return faulty("too-large");
    const content = fileText(await readFile(file));
    return typeof content === "string" ? faulty(content) : { path: relative, text: content.text };
  } catch {
    return faulty("unreadable");
  }
}

interface Found {
  readonly relative: string;
  readonly fault?: FileFault;
}

interface Walk {
  readonly root: string;
  readonly count: Count;
  /** Folders that it came to: links may lead in a circle. */
  readonly seen: Set<string>;
}

type Count = (bound: "files" | "bytes" | "entries", more: number) => void;

/** Counts what there is, and refuses what is beyond the bounds. */
function counting(root: string, bounds: SourceBounds): Count {
  const counted = { files: 0, bytes: 0, entries: 0 };
  return (bound, more) => {
    counted[bound] += more;
    const most = bounds[bound];
    if (counted[bound] > most) throw new FolderError(`"${root}" ${beyond({ bound, most })}`);
  };
}

async function collect(walk: Walk, below: string): Promise<Found[]> {
  const { root, count, seen } = walk;
  const here = await realpath(path.join(root, below));
  if (seen.has(here)) return [];
  seen.add(here);
  const entries = await entriesOf(here);
  count("entries", entries.length);
  const found: Found[] = [];
  for (const { name } of entries) {
    if (name.startsWith(".") || name === "node_modules") continue;
    const relative = below === "" ? name : `${below}/${name}`;
    const target = await targetOf(path.join(root, relative));
    if (
      target?.stats.isDirectory() === true &&
      isInside(root, target.path) &&
      !isSource(name) &&
      !(await isForeign(root, relative, target))
    ) {
      found.push(...(await collect(walk, relative).catch(unreadable(relative))));
      continue;
    }
    const standing = await standingAt(root, relative, target);
    count("files", standing.length);
    found.push(...standing);
  }
  return found;
}

/** What of interest a path itself is. */
async function standingAt(root: string, relative: string, target: Target | undefined): Promise<readonly Found[]> {
  if (target !== undefined && (await isForeign(root, relative, target))) return foreignAt(root, relative, target);
  const file = fileAt(root, relative, target);
  return file === undefined ? [] : [file];
}

/** Whether it is a submodule, or a link into one. */
async function isForeign(root: string, relative: string, { path: target, stats }: Target): Promise<boolean> {
  if (target === path.join(root, relative)) return stats.isDirectory() && isRepository(target);
  return isInRepositoryBelow(root, target);
}

function foreignAt(root: string, relative: string, { path: target, stats }: Target): readonly Found[] {
  if (target === path.join(root, relative)) return submodules([relative]);
  return isSource(relative) || stats.isDirectory() ? [{ relative, fault: "outside" }] : [];
}

function submodules(paths: readonly string[]): readonly Found[] {
  const reported = submodulesToReport(paths.filter((each) => !each.split("/").includes("node_modules")));
  return reported.map(({ path: relative }) => ({ relative, fault: "submodule" }));
}

/** A folder that cannot be read is a fault; that there is too much is the same everywhere. */
function unreadable(relative: string): (error: unknown) => Found[] {
  return (error) => {
    if (error instanceof FolderError) throw error;
    return [{ relative, fault: "unreadable" }];
  };
}

/** What stands here itself comes before links to it, so that a file has the same path on every machine. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.toSorted(
    (a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()) || compareText(a.name, b.name),
  );
}

/** undefined: it is nothing that could be taken for definitions. */
function fileAt(root: string, relative: string, target: Target | undefined): Found | undefined {
  if (target === undefined) {
    // By its name a file of definitions, or a folder of them.
    return isSource(relative) || path.extname(relative) === "" ? { relative, fault: "nowhere" } : undefined;
  }
  if (!isInside(root, target.path)) {
    return isSource(relative) || target.stats.isDirectory() ? { relative, fault: "outside" } : undefined;
  }
  if (isSource(relative)) return target.stats.isFile() ? { relative } : { relative, fault: "not-a-file" };
  return isUnreadFile(relative) ? { relative } : undefined;
}

interface Target {
  readonly path: string;
  readonly stats: Stats;
}

/** What stands behind all links; undefined when they lead nowhere. */
async function targetOf(link: string): Promise<Target | undefined> {
  try {
    const target = await realpath(link);
    return { path: target, stats: await stat(target) };
  } catch {
    return undefined;
  }
}

function isSource(relative: string): boolean {
  return /\.(?:ts|json)$/.test(relative);
}

function isInside(root: string, target: string): boolean {
  return target === root || target.startsWith(`${root}${path.sep}`);
}
