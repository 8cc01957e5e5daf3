import { isUtf8 } from "node:buffer";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { BridgeheadError } from "../../workflows/engine/bridgehead-error.ts";
import type { SourceFile } from "../../workflows/engine/evaluation.ts";

/** No definition is that large; something else was named. */
const LARGEST_FILE = 1024 * 1024;
const MOST_FILES = 20_000;

export class FolderError extends BridgeheadError {
  override readonly name = "FolderError";
}

/**
 * The TypeScript and JSON files below a folder, sorted by path. Symbolic links are followed only to what lies inside
 * the folder; `node_modules` and names that begin with a dot are passed over.
 */
export async function readFolder(folder: string): Promise<readonly SourceFile[]> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new FolderError(`there is no folder "${folder}"`, { cause });
  });
  if (!(await stat(root)).isDirectory()) throw new FolderError(`"${folder}" is a file, not a folder`);
  const paths = await collect(root, "", new Set());
  const files: SourceFile[] = [];
  for (const relative of paths.toSorted()) {
    files.push({ path: relative, text: await readText(path.join(root, relative), relative) });
  }
  return files;
}

async function readText(file: string, relative: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new FolderError(`"${relative}" cannot be read`, { cause });
  });
  if (bytes.byteLength > LARGEST_FILE) throw new FolderError(`"${relative}" is larger than 1 MiB: no definition is`);
  if (!isUtf8(bytes)) throw new FolderError(`"${relative}" is not UTF-8 text`);
  return bytes.toString("utf8");
}

async function collect(root: string, below: string, seen: Set<string>): Promise<string[]> {
  const here = await realpath(path.join(root, below));
  if (!isInside(root, here) || seen.has(here)) return [];
  seen.add(here);
  const found: string[] = [];
  for (const entry of await readdir(here, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const relative = below === "" ? entry.name : `${below}/${entry.name}`;
    const target = await realpath(path.join(root, relative)).catch(() => undefined);
    const kind = target !== undefined && isInside(root, target) ? await stat(target) : undefined;
    const isSource = /\.(?:ts|json)$/.test(entry.name);
    if (isSource && kind?.isFile() !== true) {
      // Left out, its definitions would be taken for removed.
      throw new FolderError(`"${relative}" is no regular file, and no link to one inside the folder`);
    }
    if (kind?.isDirectory() === true) found.push(...(await collect(root, relative, seen)));
    else if (isSource) found.push(relative);
    if (found.length > MOST_FILES) throw new FolderError(`there are more than ${MOST_FILES} files below "${root}"`);
  }
  return found;
}

function isInside(root: string, target: string): boolean {
  return target === root || target.startsWith(`${root}${path.sep}`);
}
