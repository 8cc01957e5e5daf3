import { setTimeout as pause } from "node:timers/promises";
import type { World } from "./world.ts";

/** What happens to a worker in the middle of its work. */
export type Interruption = "killed" | "stopped";

export interface Trial {
  /** Whether the worker was still at work. */
  readonly isInterrupted: boolean;
  /** What is not as it has to be; empty: nothing. */
  readonly wrong: readonly string[];
}

/** How often a worker may be started until nothing is left to do; while a lease runs it finds nothing to do. */
const MOST_STARTS = 30;
const BETWEEN_STARTS_MS = 100;
/** A worker that woke up has to find out what happened, and end. */
const LONGEST_WAKE_MS = 20_000;

/** How long an undisturbed worker is at work, in milliseconds from when it asks for the lock. */
export async function durationIn(world: World): Promise<number> {
  await world.merge();
  const worker = world.startWorker();
  await worker.begun;
  const start = performance.now();
  const outcome = await worker.ended;
  if (outcome !== "applied") throw new Error(`an undisturbed worker ended as ${outcome}`);
  return performance.now() - start;
}

/** Interrupts a worker some milliseconds after it has asked for the lock, and starts others until all is done. */
export async function tryOnce(world: World, interruption: Interruption, after: number): Promise<Trial> {
  await world.merge();
  const worker = world.startWorker();
  await worker.begun;
  await pause(after);
  if (interruption === "killed") {
    worker.signal("SIGKILL");
    const isInterrupted = (await worker.ended) === undefined;
    await untilDone(world);
    return { isInterrupted, wrong: await world.wrong() };
  }
  worker.signal("SIGSTOP");
  // What it has read by then is an older credential when it wakes up.
  world.rotate();
  await untilDone(world);
  const isInterrupted = worker.isAtWork();
  worker.signal("SIGCONT");
  const awake = await Promise.race([worker.ended.then(() => true), pause(LONGEST_WAKE_MS, false, { ref: false })]);
  if (!awake) worker.signal("SIGKILL");
  const older = await world.olderThanRecorded();
  await untilDone(world);
  return { isInterrupted, wrong: [...(awake ? [] : ["it never ended"]), ...older, ...(await world.wrong())] };
}

/** Starts one worker after another until one says that everything is applied. */
async function untilDone(world: World): Promise<void> {
  const outcomes: unknown[] = [];
  while (outcomes.length < MOST_STARTS) {
    const outcome = await world.startWorker().ended;
    if (outcome === "applied" || outcome === "no-changes") return;
    outcomes.push(outcome);
    await pause(BETWEEN_STARTS_MS);
  }
  throw new Error(`nothing was ended by so many workers: ${outcomes.join(", ")}`);
}
