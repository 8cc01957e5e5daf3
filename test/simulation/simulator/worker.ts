import { parentPort, workerData } from "node:worker_threads";
import type { Evaluations } from "./evaluations.ts";
import { takeOver } from "./own-chance.ts";
import { runSchedule } from "./run-schedule.ts";
import { shrunk } from "./shrink.ts";
import { scheduleOf } from "./schedule.ts";

/* A thread that lives through schedules, one after the other. */

/** Which schedule, and which of its steps: absent: all. */
export interface Question {
  readonly seed: number;
  readonly steps?: readonly number[] | undefined;
  readonly isTraced: boolean;
  /** Whether steps are dropped while it still fails. */
  readonly isShrunk: boolean;
}

export interface Answer {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly moments: number;
  readonly trace: readonly string[];
  /** The steps that are left of a schedule that fails. */
  readonly left: readonly number[] | undefined;
}

const evaluations = workerData as Evaluations;
takeOver();

async function answer({ seed, steps, isTraced, isShrunk }: Question): Promise<Answer> {
  const schedule = scheduleOf(seed);
  const indices = steps ?? [...schedule.keys()];
  const trace: string[] = [];
  const live = async (chosen: readonly number[], note?: (line: string) => void) => {
    const some = chosen.flatMap((index) => schedule[index] ?? []);
    return await runSchedule(seed, some, evaluations, note);
  };
  const whole = await live(indices);
  const left = isShrunk && whole.violations.length > 0 ? await shrunk(indices, whole.violations, live) : undefined;
  if (isTraced) await live(left ?? indices, (line) => trace.push(line));
  const { violations, moments } = whole;
  return { seed, violations, steps: indices.length, moments, trace, left };
}

parentPort?.on("message", (question: Question) => {
  void answer(question).then((found) => parentPort?.postMessage(found, []));
});
