import { setTimeout as timeout } from "node:timers/promises";
import type { Clock } from "../workflows/ports/clock.ts";

/** The longest delay that Node's timers can hold; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. `sleep` rejects with the signal's reason and leaves no timer behind. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    try {
      await timeout(Math.min(milliseconds, LONGEST_TIMER), undefined, { signal });
    } catch (error) {
      // Node wraps the reason in an AbortError of its own; the port promises the reason itself.
      signal.throwIfAborted();
      throw error;
    }
  },
};
