import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { writeDefinitionSet } from "./definition-set.ts";
import { peakMemory } from "./process-memory.ts";

const bin = fileURLToPath(new URL("../../cli/bin.mjs", import.meta.url));
const sizes = [30, 300, 3_000];
const rounds = 5;

interface Run {
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Evaluates and validates 30, 300 and 3,000 definitions with `bridgehead validate`, each time in a process of its own,
 * whose start is part of what a person waits for. A folder of one definition says how long the start takes, so that the
 * rest can be seen to grow with the definitions. Prints the fastest of five rounds and the largest memory of them, and beside it the floor:
 * taking types out and one QuickJS for all files, without anything that isolates, locates or validates.
 */
export async function benchDefinitions(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-bench-"));
  try {
    const start = (await best(path.join(folder, "one"), 1)).seconds;
    console.log(`bridgehead validate, one definition: ${start.toFixed(2)} s, all of it the start\n`);
    const empty = await best(path.join(folder, "one"), 1, nothing);
    console.log("                                                                         above an");
    console.log("definitions   files   seconds   after the start   ms a definition   empty Node     floor    ratio");
    for (const size of sizes) {
      const { files, seconds, bytes } = await best(path.join(folder, String(size)), size);
      const least = await best(path.join(folder, String(size)), size, floor);
      const own = seconds - start;
      const columns: readonly (readonly [string, number])[] = [
        [String(size), 11],
        [String(files), 8],
        [seconds.toFixed(2), 10],
        [`${own.toFixed(2)} s`, 18],
        [((own / size) * 1_000).toFixed(2), 18],
        [Number.isNaN(bytes) ? "not known" : `${((bytes - empty.bytes) / 1_000_000).toFixed(0)} MB`, 13],
        [`${least.seconds.toFixed(2)} s`, 10],
        [(seconds / least.seconds).toFixed(1), 9],
      ];
      console.log(columns.map(([text, width]) => text.padStart(width)).join(""));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A process that prints something, and how many definitions it says that there are. */
interface Program {
  readonly args: (folder: string) => readonly string[];
  readonly count: (output: string) => number;
}

const product: Program = {
  args: (folder) => [bin, "validate", folder, "--json"],
  count: (output) => (JSON.parse(output) as { definitions: readonly unknown[] }).definitions.length,
};
const floor: Program = {
  args: (folder) => ["--no-warnings", fileURLToPath(new URL("floor.ts", import.meta.url)), folder],
  count: Number,
};
/** A Node that does nothing, for as long as its memory can be looked at. */
const nothing: Program = { args: () => ["--eval", "setTimeout(() => console.log(1), 200)"], count: Number };

async function best(folder: string, size: number, program = product): Promise<Run & { readonly files: number }> {
  const files = await writeDefinitionSet(folder, size);
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await run(program, folder, size));
  return {
    files,
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    bytes: Math.max(...runs.map(({ bytes }) => bytes)),
  };
}

async function run({ args, count }: Program, folder: string, expected: number): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, [...args(folder)], { stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", () => resolve((performance.now() - started) / 1_000));
  });
  const bytes = peakMemory(child.pid ?? 0, ended);
  const seconds = await ended;
  const found = count(Buffer.concat(chunks).toString("utf8"));
  if (found !== expected) throw new Error(`${found} definitions instead of ${expected}`);
  return { seconds, bytes: await bytes };
}
