import type { Clock } from "../../workflows/ports/clock.ts";

/** A clock that the test moves; it starts now, since a real store may look at the time on its own. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void;
}

export function createTestClock(start = Date.now()): TestClock {
  let now = start;
  return {
    now: () => now,
    sleep: async () => {},
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}
