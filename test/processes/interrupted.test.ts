import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { durationIn, type Interruption, tryOnce } from "./trial.ts";
import { bundleWorker } from "./worker-process.ts";
import { startWorld } from "./world.ts";

/** How often each interruption has to have hit a worker at work. */
const TIMES = 50;
/** What comes after the worker's end interrupts nothing. */
const MOST_TRIALS = 2 * TIMES;

let folder = "";
let program = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bridgehead-processes-"));
  program = await bundleWorker(path.join(folder, "worker.mjs"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.concurrent("a worker's process that applies 30 connections", () => {
  it.for<[Interruption, string]>([
    ["killed", "killed at any time"],
    ["stopped", "stopped at any time, and woken up when others are done"],
  ])("%s leaves nothing that the next one does not end", async ([interruption]) => {
    await using world = await startWorld(program);
    const longest = await durationIn(world);
    let hits = 0;
    for (let trial = 1; hits < TIMES && trial <= MOST_TRIALS; trial += 1) {
      const after = Math.random() * longest;
      const { isInterrupted, wrong } = await tryOnce(world, interruption, after);
      expect(wrong, `${interruption} ${after.toFixed(0)} of ${longest.toFixed(0)} ms after it had begun`).toEqual([]);
      hits += Number(isInterrupted);
    }
    expect(hits).toBe(TIMES);
  });
});
