import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../infra/aws/rate-limiter.ts";
import { createFastClock } from "../../support/fast-clock.ts";

const { signal } = new AbortController();
const ceilings = fc.integer({ min: 1, max: 50 });

/** When each of so many requests was let go, all of them asked for at once. */
async function starts(count: number, { ceiling, throttleAt }: { ceiling: number; throttleAt?: number }) {
  const clock = createFastClock();
  const limiter = createRateLimiter({ ceiling, clock });
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await limiter.take(signal);
      times.push(clock.now());
      if (index === throttleAt) limiter.throttled();
    }),
  );
  return { times, clock, limiter };
}

/** The most that were let go in any second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));
}

describe("the rate limit", () => {
  it("lets no more go in any second than its ceiling, however many wait", async () => {
    await fc.assert(
      fc.asyncProperty(ceilings, fc.integer({ min: 1, max: 120 }), async (ceiling, count) => {
        expect(mostInASecond((await starts(count, { ceiling })).times)).toBeLessThanOrEqual(ceiling);
      }),
      { numRuns: 30 },
    );
  });

  it("also after a pause, and when more come then", async () => {
    const { times, clock, limiter } = await starts(10, { ceiling: 10 });
    clock.advance(60_000);
    for (let count = 0; count < 30; count += 1) {
      await limiter.take(signal);
      times.push(clock.now());
    }
    expect(mostInASecond(times)).toBe(10);
  });

  it("lets almost as many go as its ceiling says, while there is something to send", async () => {
    await fc.assert(
      fc.asyncProperty(ceilings, async (ceiling) => {
        const { times } = await starts(ceiling * 10, { ceiling });
        const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
        expect((times.length - ceiling) / seconds).toBeGreaterThan(ceiling * 0.85);
      }),
      { numRuns: 15 },
    );
  });

  it("never lets two go at once: after a pause they are half as far apart as later", async () => {
    const { times } = await starts(40, { ceiling: 20 });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(25);
  });

  it("lets no more go in any second than its ceiling while it recovers, either", async () => {
    await fc.assert(
      fc.asyncProperty(ceilings, async (ceiling) => {
        const { times } = await starts(ceiling * 25, { ceiling, throttleAt: 0 });
        expect(mostInASecond(times)).toBeLessThanOrEqual(ceiling);
      }),
      { numRuns: 15 },
    );
  });

  it("goes on when the clock is set back by an hour, at its own pace", async () => {
    const { clock, limiter } = await starts(20, { ceiling: 10 });
    limiter.throttled();
    clock.advance(-3_600_000);
    const from = clock.now();
    const times: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      await limiter.take(signal);
      times.push(clock.now());
    }
    expect(clock.now() - from).toBeLessThan(60_000);
    expect(mostInASecond(times)).toBeLessThanOrEqual(10);
    expect(limiter.rate()).toBe(10);
  });

  it("lets go in the order in which they came", async () => {
    const limiter = createRateLimiter({ ceiling: 5, clock: createFastClock() });
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (each) => {
        await limiter.take(signal);
        order.push(each);
      }),
    );
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("when AWS throttles, the rate", () => {
  it("is halved, once for all that were on their way", async () => {
    const clock = createFastClock();
    const limiter = createRateLimiter({ ceiling: 20, clock });
    for (let count = 0; count < 8; count += 1) limiter.throttled();
    expect(limiter.rate()).toBe(10);
    clock.advance(1_000);
    limiter.throttled();
    expect(limiter.rate()).toBeCloseTo(5.5);
  });

  it("never falls below one a second, and never ends", async () => {
    const clock = createFastClock();
    const limiter = createRateLimiter({ ceiling: 10, clock });
    for (let count = 0; count < 100; count += 1) {
      limiter.throttled();
      clock.advance(1_000);
    }
    expect(limiter.rate()).toBeGreaterThanOrEqual(1);
    await limiter.take(signal);
  });

  it("comes back to the ceiling, steadily, and no further", async () => {
    const clock = createFastClock();
    const limiter = createRateLimiter({ ceiling: 20, clock });
    limiter.throttled();
    const rates = [0, 2, 4, 6, 8, 10, 60].map((second, index, all) => {
      clock.advance((second - (all[index - 1] ?? 0)) * 1_000);
      return Math.round(limiter.rate());
    });
    expect(rates).toEqual([10, 12, 14, 16, 18, 20, 20]);
  });

  it("is what is let go: half as many in the seconds after", async () => {
    const { times } = await starts(40, { ceiling: 20, throttleAt: 19 });
    const after = times.slice(20);
    // Ten, and what the rate gains meanwhile.
    expect(mostInASecond(after)).toBeLessThanOrEqual(13);
    expect(mostInASecond(times)).toBeLessThanOrEqual(20);
  });
});

describe("whoever stops waiting", () => {
  it("is told the reason, and takes nobody's turn", async () => {
    const clock = createFastClock();
    const limiter = createRateLimiter({ ceiling: 1, clock });
    await limiter.take(signal);
    const stop = new AbortController();
    const reason = new Error("enough");
    const first = limiter.take(stop.signal);
    const stopped = limiter.take(stop.signal);
    const last = limiter.take(signal);
    stop.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(stopped).rejects.toBe(reason);
    const before = clock.now();
    await last;
    expect(clock.now() - before).toBeLessThanOrEqual(1_020);
  });

  it("before they begin to wait takes no turn at all", async () => {
    const clock = createFastClock();
    const limiter = createRateLimiter({ ceiling: 1, clock });
    await expect(limiter.take(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const before = clock.now();
    await limiter.take(signal);
    expect(clock.now()).toBe(before);
  });
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("takes no ceiling of %d", (ceiling) => {
  expect(() => createRateLimiter({ ceiling, clock: createFastClock() })).toThrow(RangeError);
});
