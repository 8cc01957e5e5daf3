import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { LocalStack } from "../../cli/local/stack.ts";
import { startFakeGh } from "./fake-gh.ts";

/** Runs a command line as somebody would who copied it into a shell in a clone, with a `gh` that asks the local GitHub. */
export async function runPrinted(command: string, login: string, { github }: LocalStack): Promise<void> {
  const { owner, name } = github.repository;
  const gh = await startFakeGh(github.apiUrl, `user:${login}`, `${owner}/${name}`);
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-gh-"));
  try {
    await writeFile(path.join(folder, "gh"), gh.program, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    await promisify(execFile)("bash", ["-e", "-c", command], { env, timeout: 100_000 });
  } finally {
    await rm(folder, { recursive: true });
    await gh.close();
  }
}
