import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Registry } from "./made-up-kinds.ts";

const bin = fileURLToPath(new URL("../../cli/bin.mjs", import.meta.url));
const madeUp = fileURLToPath(new URL("made-up-main.ts", import.meta.url));

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the JSON document that it should be. */
  json<T>(): T;
}

/**
 * Runs the command line as a process of its own, with nothing of this one's environment but the path. AWS is one of this
 * machine, which takes more requests than the command line sends by default.
 */
export function bridgehead(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    /** What can be declared; default: what the product has. */
    readonly kinds?: Registry;
    /** Whoever waits for the command presses Ctrl-C when this resolves. */
    readonly interrupt?: Promise<unknown>;
  },
): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env["PATH"] ?? "", BRIDGEHEAD_REQUESTS_PER_SECOND: "200", ...options.env };
    const program = options.kinds === undefined ? [bin] : [madeUp, options.kinds];
    const { cwd } = options;
    const child = execFile(
      process.execPath,
      [...program, ...args],
      { cwd, env, timeout: 60_000 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ status, stdout, stderr, json: <T>() => JSON.parse(stdout) as T });
      },
    );
    void options.interrupt?.then(() => child.kill("SIGINT"));
  });
}
