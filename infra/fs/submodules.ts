import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";

/*
 * Which folders of a checkout are Git submodules: a commit says so, a disk shows it by what Git left there. Their files
 * are another repository's, which a commit of this one does not have.
 */

/** Whether a folder is a repository of its own, as a submodule is that was checked out. */
export async function isRepository(folder: string): Promise<boolean> {
  return lstat(path.join(folder, ".git")).then(
    () => true,
    () => false,
  );
}

/** Whether a folder is a submodule by itself: Git keeps its repository among the modules of the one around it. */
export async function isSubmodule(folder: string): Promise<boolean> {
  const text = await readFile(path.join(folder, ".git"), "utf8").catch(() => "");
  return /^gitdir: .*[\\/]modules[\\/]/.test(text);
}

/** Whether something below `root`, which links may have led to, lies in a repository of its own. */
export async function isInRepositoryBelow(root: string, target: string): Promise<boolean> {
  for (let folder = target; folder !== root && folder.startsWith(root); folder = path.dirname(folder)) {
    if (await isRepository(folder)) return true;
  }
  return false;
}

/**
 * Submodules at or below `root` that were not checked out, as paths relative to it: empty folders, which Git makes for them
 * alone, that the repository's `.gitmodules` names.
 */
export async function absentSubmodules(root: string): Promise<readonly string[]> {
  const repository = await repositoryOf(root);
  if (repository === undefined) return [];
  const text = await readFile(path.join(repository, ".gitmodules"), "utf8").catch(() => "");
  const absent: string[] = [];
  for (const [, written = ""] of text.matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]+?)"?[ \t]*$/gm)) {
    const folder = path.join(repository, written);
    const relative = path.relative(root, folder).split(path.sep).join("/");
    if (relative === ".." || relative.startsWith("../")) continue;
    const entries = await readdir(folder).catch(() => undefined);
    if (entries?.length === 0) absent.push(relative);
  }
  return absent;
}

async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let here = folder; ; here = path.dirname(here)) {
    if (await isRepository(here)) return here;
    if (here === path.dirname(here)) return undefined;
  }
}
