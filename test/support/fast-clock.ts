import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../workflows/ports/clock.ts";

export interface FastClock extends Clock {
  advance(milliseconds: number): void;
  /** Every wait so far, in milliseconds. */
  readonly sleeps: readonly number[];
}

/**
 * A clock on which nothing is waited for: a sleep moves the time to its end. Sleeps beside each other overlap, as they
 * do on a real one.
 */
export function createFastClock(): FastClock {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      const end = Math.ceil(now + milliseconds);
      await turn();
      signal.throwIfAborted();
      now = Math.max(now, end);
    },
  };
}
