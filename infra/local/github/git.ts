import { spawn } from "node:child_process";
import { devNull } from "node:os";

/** `git` ended with a status other than 0. */
export class GitError extends Error {
  readonly code: number | null;

  constructor(command: string, code: number | null, detail: string) {
    super(`git ${command} ended with status ${code ?? "none"}: ${detail.trim()}`);
    this.name = "GitError";
    this.code = code;
  }
}

export interface GitCall {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  /** The work tree to stand in; without it the command runs on the bare repository alone. */
  readonly directory?: string;
}

/** The `git` program on one bare repository. Arguments go to the program as they are: no shell is involved. */
export interface Git {
  /** The path of the bare repository. */
  readonly directory: string;
  run(args: readonly string[], call?: GitCall): Promise<Buffer>;
  /** Standard output without the newline at its end. */
  text(args: readonly string[], call?: GitCall): Promise<string>;
  /** As `text`; undefined when git ends with status 1, its way to say no. */
  ask(args: readonly string[], call?: GitCall): Promise<string | undefined>;
}

/** The environment git runs in: nothing of the user's configuration, credentials or hooks reaches it. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: devNull,
    XDG_CONFIG_HOME: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

/** @param directory the path of a bare repository */
export function createGit(directory: string): Git {
  async function run(args: readonly string[], call: GitCall = {}): Promise<Buffer> {
    // No program can be given one, so nothing has such a name.
    if ([...args, ...Object.values(call.environment ?? {})].some((text) => text.includes("\0"))) {
      throw new GitError(args[0] ?? "", 1, "a NUL byte");
    }
    const child = spawn("git", args, {
      cwd: call.directory ?? directory,
      env: { ...gitEnvironment(), GIT_DIR: directory, ...call.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const problems: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => problems.push(chunk));
    // A program that ends before it has read everything closes the pipe; its status tells the story.
    child.stdin.on("error", () => undefined);
    child.stdin.end(call.input);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) throw new GitError(args[0] ?? "", code, Buffer.concat(problems).toString());
    return Buffer.concat(output);
  }

  async function text(args: readonly string[], call?: GitCall): Promise<string> {
    return (await run(args, call)).toString().replace(/\n$/, "");
  }

  return {
    directory,
    run,
    text,
    async ask(args, call) {
      try {
        return await text(args, call);
      } catch (error) {
        if (error instanceof GitError && error.code === 1) return undefined;
        throw error;
      }
    },
  };
}
