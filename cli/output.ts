import process from "node:process";

/** Where a command writes. Standard output carries the result alone; what happens on the way goes to standard error. */
export interface Output {
  readonly json: boolean;
  readonly color: boolean;
  readonly width: number;
  /** The result: one document with `--json`. */
  readonly result: (text: string) => void;
  /** For the person who watches. */
  readonly note: (text: string) => void;
}

export function terminalOutput(json: boolean): Output {
  const { stdout, stderr, env } = process;
  // Whoever reads has read enough.
  for (const stream of [stdout, stderr]) stream.on("error", leaveQuietly);
  return {
    json,
    color: !json && stdout.isTTY && env["NO_COLOR"] === undefined,
    width: Math.min(stdout.columns ?? 100, 120),
    result: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
  };
}

function leaveQuietly(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
