import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../cli/bin.mjs", import.meta.url));

export interface Dev extends AsyncDisposable {
  /** Address of the local AWS. */
  readonly aws: string;
  /** Base URL of the local GitHub's API. */
  readonly github: string;
}

/** `bridgehead dev` as a process of its own, up to its first line. */
export async function startDev(...args: readonly string[]): Promise<Dev> {
  const child = spawn(process.execPath, [bin, "dev", "--port", "0", ...args], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), once(child, "exit")]);
  if (typeof first[0] !== "string") throw new Error("bridgehead dev did not start");
  const { aws, github } = JSON.parse(first[0]) as { readonly aws: string; readonly github: string };
  return {
    aws,
    github,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
