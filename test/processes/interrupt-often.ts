import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { durationIn, type Interruption, tryOnce } from "./trial.ts";
import { bundleWorker } from "./worker-process.ts";
import { startWorld } from "./world.ts";

/** How often a worker has to have been hit at work. */
export const TIMES = 50;
/** What comes after a worker's end interrupts nothing. */
const MOST_TRIALS = 2 * TIMES;

/**
 * Interrupts a worker fifty times, each at any time of an apply of 30 connections. One in each process of a test: Octokit
 * keeps the tokens that it waits for by the installation, whichever GitHub gives them.
 */
export async function interruptOften(interruption: Interruption): Promise<{ hits: number; wrong: readonly string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-processes-"));
  try {
    const program = await bundleWorker(path.join(folder, "worker.mjs"));
    await using world = await startWorld(program);
    const longest = await durationIn(world);
    let hits = 0;
    for (let trial = 1; hits < TIMES && trial <= MOST_TRIALS; trial += 1) {
      const after = Math.random() * longest;
      const { isInterrupted, wrong } = await tryOnce(world, interruption, after);
      const when = `${after.toFixed(0)} of ${longest.toFixed(0)} ms after it had begun`;
      if (wrong.length > 0) return { hits, wrong: [when, ...wrong] };
      hits += Number(isInterrupted);
    }
    return { hits, wrong: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
