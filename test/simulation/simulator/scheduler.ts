import type { Random } from "./random.ts";

/** What becomes of a process at a moment before or after a call of a port. */
export type Fate =
  | { readonly kind: "goes on" }
  /** Others may go first. */
  | { readonly kind: "waits" }
  /** It takes so many milliseconds of the simulated clock. */
  | { readonly kind: "is slow"; readonly for: number }
  /** Nothing of it happens any more. */
  | { readonly kind: "is killed" }
  /** Nothing of it happens for so long, while everything else goes on. */
  | { readonly kind: "sleeps"; readonly for: number };

/** One invocation of a function. */
export interface Process {
  readonly name: string;
  isDead: boolean;
  isAsleep: boolean;
  /** What goes on when it wakes up. */
  readonly held: (() => void)[];
  /** Told that it was killed. */
  onDeath: () => void;
}

export interface SchedulerOptions {
  readonly start: number;
  readonly fateOf: (process: Process, moment: string) => Fate;
  readonly note: (line: string) => void;
}

/** Owns the clock, and what goes on when. Nothing in a simulation waits for anything but for it. */
export interface Scheduler {
  readonly now: () => number;
  /** By which it chooses among what could go on. */
  rule(random: Random): void;
  /** Begins a process. `end` is told how it ended, and never of one that was killed. */
  spawn(name: string, body: (process: Process) => Promise<unknown>, end: (error: unknown) => void): Process;
  kill(process: Process): void;
  /** A call of a port: what happens to the process before and after it is decided here. */
  call<Result>(process: Process, name: string, make: () => Result): Promise<Result>;
  sleep(process: Process, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Has something happen at a time, to nobody's process. */
  readonly at: (time: number, what: () => void) => void;
  /** Lets everything happen that is due by then, and moves the clock there. */
  runUntil(time: number): Promise<void>;
  /** As long as something could go on without the clock, or is due before then. */
  runUntilIdle(time: number): Promise<void>;
  /** How many moments were passed. */
  moments(): number;
}

/** Between two calls of ports the machine takes some milliseconds. */
const LONGEST_STEP_MS = 60;
/** A schedule that passes more moments than this never ends. */
const MOST_MOMENTS = 400_000;

class EndlessError extends Error {}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const never = new Promise<never>(() => {});

export function createScheduler({ start, fateOf, note }: SchedulerOptions): Scheduler {
  let now = start;
  let random: Random | undefined;
  let order = 0;
  let moments = 0;
  const ready: (() => void)[] = [];
  let timers: Timer[] = [];

  const chance = (): Random => {
    if (random === undefined) throw new Error("nobody said by which chance to go");
    return random;
  };

  function at(when: number, run: () => void): void {
    // A clock tells whole milliseconds.
    const time = Math.ceil(when);
    order += 1;
    const timer = { at: time, order, run };
    const before = timers.findIndex((other) => other.at > time);
    if (before < 0) timers.push(timer);
    else timers.splice(before, 0, timer);
  }

  /** Goes on when the process may: not while it sleeps, and never once it was killed. */
  function resume(process: Process, go: () => void): void {
    if (process.isDead) return;
    if (process.isAsleep) process.held.push(() => resume(process, go));
    else go();
  }

  function kill(process: Process): void {
    if (process.isDead) return;
    process.isDead = true;
    process.onDeath();
  }

  function wake(process: Process): void {
    process.isAsleep = false;
    note(`${process.name} wakes up`);
    ready.push(...process.held.splice(0));
  }

  async function moment(process: Process, name: string): Promise<void> {
    moments += 1;
    if (process.isDead || moments > MOST_MOMENTS) return await never;
    if (process.isAsleep) return await new Promise((go) => resume(process, go));
    now += chance().int(LONGEST_STEP_MS);
    const fate = fateOf(process, name);
    switch (fate.kind) {
      case "goes on":
        return undefined;
      case "waits":
        return await new Promise((go) => ready.push(() => resume(process, go)));
      case "is slow":
        return await new Promise((go) => at(now + fate.for, () => resume(process, go)));
      case "is killed":
        note(`${process.name} is killed at ${name}`);
        kill(process);
        return await never;
      case "sleeps":
        note(`${process.name} sleeps at ${name} for ${fate.for} ms`);
        process.isAsleep = true;
        at(now + fate.for, () => wake(process));
        return await new Promise((go) => resume(process, go));
    }
  }

  /** Until a time, or until nothing is due before it. */
  async function run(time: number): Promise<void> {
    for (;;) {
      await turn();
      if (moments > MOST_MOMENTS) throw new EndlessError("the schedule never ends");
      const index = ready.length === 0 ? -1 : chance().int(ready.length);
      const next = index < 0 ? undefined : ready.splice(index, 1)[0];
      if (next !== undefined) {
        next();
        continue;
      }
      const [timer] = timers;
      if (timer === undefined || timer.at > time) return;
      timers = timers.slice(1);
      now = Math.max(now, timer.at);
      timer.run();
    }
  }

  return {
    now: () => now,
    rule(given) {
      random = given;
    },
    moments: () => moments,
    at,
    kill,
    spawn(name, body, end) {
      const process: Process = { name, isDead: false, isAsleep: false, held: [], onDeath: () => undefined };
      const ended = (error: unknown): void => {
        if (!process.isDead) end(error);
        process.isDead = true;
      };
      body(process).then(() => ended(undefined), ended);
      return process;
    },
    async call(process, name, make) {
      await moment(process, `before ${name}`);
      let made: () => ReturnType<typeof make>;
      try {
        const result = make();
        made = () => result;
      } catch (error) {
        made = () => {
          throw error;
        };
      }
      await moment(process, `after ${name}`);
      return made();
    },
    async sleep(process, milliseconds, signal) {
      if (process.isDead) return await never;
      signal.throwIfAborted();
      await new Promise<void>((go, fail) => {
        const abort = (): void => resume(process, () => fail(signal.reason as Error));
        signal.addEventListener("abort", abort, { once: true });
        at(now + milliseconds, () => {
          signal.removeEventListener("abort", abort);
          resume(process, go);
        });
      });
    },
    async runUntil(time) {
      await run(time);
      now = Math.max(now, time);
    },
    runUntilIdle: run,
  };
}

/** All that could go on without the scheduler has. */
function turn(): Promise<void> {
  return new Promise((go) => setImmediate(go));
}
