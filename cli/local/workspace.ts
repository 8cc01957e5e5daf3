import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A clone in which somebody works with `git`, as anybody would. */
export interface Workspace {
  checkout(branch: string, from: string): Promise<void>;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Commits everything, pushes the branch, and returns the commit. */
  push(branch: string, message: string): Promise<string>;
  close(): Promise<void>;
}

/** `login`: whose pushes they are; default: whoever the local GitHub takes git for. */
export async function cloneWorkspace(url: string, login?: string): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-clone-"));
  const git = async (...args: readonly string[]): Promise<string> => {
    // Neither the person's own settings nor a prompt may decide what the demo does.
    const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
    const { stdout } = await run("git", [...args], { cwd: folder, env });
    return stdout.trim();
  };
  await git("clone", "--quiet", url, "repository");
  const root = path.join(folder, "repository");
  const inside = (...args: readonly string[]): Promise<string> => git("-C", root, ...args);
  await inside("config", "user.name", "Dev");
  await inside("config", "user.email", "dev@example.com");
  if (login !== undefined) await inside("config", "http.extraHeader", `Authorization: Bearer user:${login}`);
  return {
    async checkout(branch, from) {
      await inside("fetch", "--quiet", "origin");
      await inside("checkout", "--quiet", "-B", branch, `origin/${from}`);
    },
    async write(file, text) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    },
    remove: (file) => rm(path.join(root, file)),
    async push(branch, message) {
      await inside("add", "--all");
      await inside("commit", "--quiet", "-m", message);
      await inside("push", "--quiet", "origin", branch);
      return await inside("rev-parse", "HEAD");
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
