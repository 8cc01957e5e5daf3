import type { Clock } from "../workflows/ports/clock.ts";
import type { Log } from "../workflows/ports/log.ts";

/** How long a value counts without a look, in milliseconds. */
const FRESH_MS = 5 * 60_000;
/** How old it may become while it cannot be read again. */
const OLDEST_MS = 15 * 60_000;
/** How long nobody looks again after a look that failed. */
const PAUSE_MS = 5_000;
/** How often refusals are looked into at most: this often at once, and once more for each pause after that. */
const LOOKS_AT_REFUSALS = 3;
const LOOK_AGAIN_MS = 20_000;

/** A value that is kept elsewhere and may become another one at any time, as one process knows it. */
export interface KeptValue<T> {
  /** At most five minutes old; up to 15 while it cannot be read. Rejects with what the last reading failed with. */
  get(): Promise<T>;
  /**
   * What to go on with after `seen` was refused by whoever it was shown to: what is there now, or `seen` itself, where
   * it is still that, cannot be read, or was looked at often enough lately. Never rejects.
   */
  afterRefusal(seen: T): Promise<T>;
}

export interface KeptValueOptions<T> {
  /** For the log. */
  readonly name: string;
  /** Has a deadline of its own. */
  readonly read: () => Promise<T>;
  readonly isSame: (one: T, other: T) => boolean;
  /** Whether there is no such value any more: then the one before ends at once, and not after 15 minutes. */
  readonly isGone: (error: unknown) => boolean;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/**
 * Keeps a value that is read, so that it is read again when it is old or was refused. Callers at the same time share one
 * reading. Times are those of the clock on the wall: a process may be frozen for hours between two calls.
 */
export function keepValue<T>(options: KeptValueOptions<T>): KeptValue<T> {
  const { name, read, isSame, isGone, clock, log } = options;
  let held: { readonly value: T; readonly readAt: number } | undefined;
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let reading: Promise<T> | undefined;
  const mayLook = allowance(clock);

  /** A time that lies ahead means that the clock was set: nothing is known of how long ago it was. */
  const isWithin = (milliseconds: number, since: number): boolean => {
    const age = clock.now() - since;
    return age >= 0 && age < milliseconds;
  };

  const readNow = async (): Promise<T> => {
    // As old as the question, however long the answer took.
    const readAt = clock.now();
    try {
      const found = await read();
      // The same one stays the same object: by that a caller sees whether it changed.
      const value = held !== undefined && isSame(held.value, found) ? held.value : found;
      if (held !== undefined && held.value !== value) log.info("a value that is kept has changed", { name });
      held = { value, readAt };
      failure = undefined;
      return value;
    } catch (error) {
      failure = { error, at: clock.now() };
      if (isGone(error)) held = undefined;
      else if (held !== undefined) {
        const seconds = Math.round((clock.now() - held.readAt) / 1000);
        log.error("a value that is kept could not be read again", error, { name, seconds });
      }
      throw error;
    }
  };
  const readOnce = (): Promise<T> => {
    reading ??= readNow().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const orOlder = (error: unknown): T => {
    if (held !== undefined && isWithin(OLDEST_MS, held.readAt)) return held.value;
    throw error;
  };

  return {
    async get() {
      if (held !== undefined && isWithin(FRESH_MS, held.readAt)) return held.value;
      if (failure !== undefined && isWithin(PAUSE_MS, failure.at)) return orOlder(failure.error);
      try {
        return await readOnce();
      } catch (error) {
        return orOlder(error);
      }
    },
    async afterRefusal(seen) {
      if (held !== undefined && held.value !== seen) return held.value;
      if (reading === undefined && !mayLook()) return seen;
      try {
        return await readOnce();
      } catch {
        return seen;
      }
    },
  };
}

/** Takes one look from what is left of them: they come back one by one, never more than the first few. */
function allowance({ now }: Pick<Clock, "now">): () => boolean {
  let left = LOOKS_AT_REFUSALS;
  let countedAt = now();
  return () => {
    const since = now() - countedAt;
    const back = since < 0 ? 0 : Math.floor(since / LOOK_AGAIN_MS);
    left = Math.min(LOOKS_AT_REFUSALS, left + back);
    countedAt = since < 0 || left === LOOKS_AT_REFUSALS ? now() : countedAt + back * LOOK_AGAIN_MS;
    if (left === 0) return false;
    left -= 1;
    return true;
  };
}
