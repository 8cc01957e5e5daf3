import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** Texts by path, from the root of the repository; null removes the file. */
export type Files = Readonly<Record<string, string | null>>;

/** A clone for who does with git what no button does. */
export interface GitClone {
  /** Runs git in the clone; what it prints. */
  git(...args: readonly string[]): Promise<string>;
  /** Checks out what GitHub has: a local branch is made anew at that revision. */
  checkout(branch: string, revision: string): Promise<void>;
  /** Writes files, commits them on what is checked out, and returns the commit. */
  commit(files: Files): Promise<string>;
  close(): Promise<void>;
}

export async function cloneOf(url: string): Promise<GitClone> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-git-"));
  const root = path.join(folder, "repository");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Dev",
    GIT_AUTHOR_EMAIL: "dev@example.com",
    GIT_COMMITTER_NAME: "Dev",
    GIT_COMMITTER_EMAIL: "dev@example.com",
  };
  const run = async (cwd: string, args: readonly string[]): Promise<string> => {
    const quiet = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "advice.detachedHead=false"];
    return (await promisify(execFile)("git", [...quiet, ...args], { cwd, env })).stdout.trim();
  };
  const git = (...args: readonly string[]): Promise<string> => run(root, args);
  await run(folder, ["clone", "--quiet", "--template=", url, "repository"]);
  return {
    git,
    async checkout(branch, revision) {
      await git("fetch", "--quiet", "--prune", "origin");
      await git("checkout", "--quiet", "-B", branch, revision);
    },
    async commit(files) {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(root, name);
        await mkdir(path.dirname(file), { recursive: true });
        await (text === null ? rm(file) : writeFile(file, text));
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", Object.keys(files).join(", "));
      return await git("rev-parse", "HEAD");
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
