import * as v from "valibot";
import type { Clock } from "../../workflows/ports/clock.ts";

/** Requests a second that are sent at most where nothing else is set. */
export const DEFAULT_REQUESTS_PER_SECOND = 10;

/** The ceiling, from an environment variable: a whole number, 1 or more. */
export const requestsPerSecondSchema = v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}$/), v.transform(Number));

/** However often AWS throttles, this many requests a second are tried. */
const LOWEST_RATE = 1;
/** From nothing to the ceiling in this time, and from half of it in half of it, if AWS does not throttle again. */
const RECOVERY_MS = 20_000;
/** A second, and a little more: what is let go evenly arrives less so. */
const SECOND_MS = 1_020;
/** What was on its way when the rate was halved says nothing about the new one. */
const DEAF_MS = 1_000;

export interface RateLimiterOptions {
  /** Requests a second that are never exceeded: a whole number, 1 or more. */
  readonly ceiling: number;
  readonly clock: Clock;
}

/** Lets requests go one after the other, no more than AWS takes. */
export interface RateLimiter {
  /** Resolves when the caller may send one request; first come, first served. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void>;
  /** To be told of every request that AWS throttled. */
  throttled(): void;
  /** Requests a second that are let through now. */
  rate(): number;
}

/**
 * An adaptive limiter: additive increase, multiplicative decrease. Throttling halves the rate, and time brings it back
 * to the ceiling. In no second are more requests let go than the ceiling says. After a pause they go closer together
 * than the rate, but by no more than half, so that a burst never empties the bucket that AWS counts with.
 */
export function createRateLimiter({ ceiling, clock }: RateLimiterOptions): RateLimiter {
  if (!Number.isSafeInteger(ceiling) || ceiling < 1) throw new RangeError("a ceiling is a whole number, 1 or more");
  /** When the last requests were let go, oldest first: as many as a second may have. */
  const starts: number[] = [];
  const queue: Waiter[] = [];
  let slowed = { to: ceiling, at: clock.now() };
  let isServing = false;

  /** Never negative: a clock that is set back by an hour must not stop the requests for an hour. */
  const elapsed = (since: number): number => Math.max(0, clock.now() - since);
  const rate = (): number => {
    if (clock.now() < slowed.at) slowed = { to: slowed.to, at: clock.now() };
    return Math.min(ceiling, slowed.to + (elapsed(slowed.at) / RECOVERY_MS) * ceiling);
  };

  /** Milliseconds until one more request may go. */
  const wait = (): number => {
    const current = rate();
    const interval = SECOND_MS / current;
    const window = Math.max(1, Math.floor(current));
    const windowStart = starts.at(-window);
    const last = starts.at(-1);
    // As many as a second may have: a rate just below the ceiling counts fewer together, and may let one more go in between.
    const oldest = starts.length < ceiling ? undefined : starts[0];
    const fromWindow = windowStart === undefined ? 0 : window * interval - elapsed(windowStart);
    const fromLast = last === undefined ? 0 : interval / 2 - elapsed(last);
    const fromOldest = oldest === undefined ? 0 : SECOND_MS - elapsed(oldest);
    return Math.ceil(Math.max(0, fromWindow, fromLast, fromOldest));
  };

  const serve = async (): Promise<void> => {
    isServing = true;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const left = wait();
      // Who stops waiting has left the queue by then; the others' turn comes no sooner for it.
      if (left > 0) await clock.sleep(left, next.signal).catch(next.stop);
      if (queue[0] !== next) continue;
      starts.push(clock.now());
      if (starts.length > ceiling) starts.shift();
      next.go();
    }
    isServing = false;
  };

  return {
    rate,
    throttled() {
      const current = rate();
      if (slowed.to < ceiling && elapsed(slowed.at) < DEAF_MS) return;
      slowed = { to: Math.max(Math.min(LOWEST_RATE, ceiling), current / 2), at: clock.now() };
    },
    async take(signal) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          signal.removeEventListener("abort", onAbort);
          const place = queue.indexOf(waiter);
          if (place !== -1) queue.splice(place, 1);
        };
        const waiter: Waiter = {
          signal,
          go: () => {
            leave();
            resolve();
          },
          stop: (reason) => {
            leave();
            reject(reason);
          },
        };
        const onAbort = (): void => waiter.stop(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
        queue.push(waiter);
        if (!isServing) void serve();
      });
    },
  };
}

interface Waiter {
  readonly signal: AbortSignal;
  readonly go: () => void;
  readonly stop: (reason: unknown) => void;
}
