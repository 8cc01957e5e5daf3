import { beforeEach, describe, expect, it } from "vitest";
import { keepValue, type KeptValue } from "../../../infra/kept-value.ts";
import { createTestClock, type TestClock } from "../../contract/test-clock.ts";
import { type MemoryLog, memoryLog } from "../../support/lambda.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Value {
  readonly text: string;
}
class GoneError extends Error {}

let clock: TestClock;
let log: MemoryLog;
/** What is there now, or what reading it fails with. */
let there: string | Error;
let reads: number;
let kept: KeptValue<Value>;

beforeEach(() => {
  clock = createTestClock();
  log = memoryLog();
  there = "one";
  reads = 0;
  kept = keepValue<Value>({
    name: "/the/name",
    async read() {
      reads += 1;
      const found = there;
      // As a call does, it takes a while.
      await Promise.resolve();
      if (found instanceof Error) throw found;
      return { text: found };
    },
    isSame: (one, other) => one.text === other.text,
    isGone: (error) => error instanceof GoneError,
    clock,
    log,
  });
});

describe("a value that is kept", () => {
  it("is read when it is first asked for, and again after five minutes", async () => {
    expect(reads).toBe(0);
    const first = await kept.get();
    there = "two";
    clock.advance(5 * MINUTE - 1);
    expect(await kept.get()).toBe(first);
    expect(reads).toBe(1);
    clock.advance(1);
    expect(await kept.get()).toEqual({ text: "two" });
    expect(reads).toBe(2);
    expect(log.text()).toContain("/the/name");
    expect(log.text()).not.toContain("two");
  });

  it("stays the same object for as long as it is the same, and is fresh from each reading on", async () => {
    const first = await kept.get();
    clock.advance(6 * MINUTE);
    expect(await kept.get()).toBe(first);
    clock.advance(4 * MINUTE);
    expect(await kept.get()).toBe(first);
    expect(reads).toBe(2);
    expect(log.entries).toEqual([]);
  });

  it("is read once for all who ask at the same time", async () => {
    const found = await Promise.all([kept.get(), kept.get(), kept.get()]);
    expect(new Set(found).size).toBe(1);
    expect(reads).toBe(1);
    there = "two";
    const [seen] = found;
    if (seen === undefined) throw new Error("nothing was read");
    const after = await Promise.all([1, 2, 3, 4, 5].map(() => kept.afterRefusal(seen)));
    expect(after.map(({ text }) => text)).toEqual(Array.from({ length: 5 }, () => "two"));
    expect(reads).toBe(2);
  });

  it("is as old as the question, however long the answer took", async () => {
    const asked = kept.get();
    clock.advance(4 * MINUTE);
    await asked;
    clock.advance(2 * MINUTE);
    await kept.get();
    expect(reads).toBe(2);
  });

  it("is read again when the clock was set back", async () => {
    await kept.get();
    clock.advance(-MINUTE);
    await kept.get();
    expect(reads).toBe(2);
  });
});

describe("a value that cannot be read again", () => {
  const down = new Error("Parameter Store is down");

  it("counts until it is 15 minutes old, which the log says, and then no more", async () => {
    const first = await kept.get();
    there = down;
    clock.advance(15 * MINUTE - 1);
    expect(await kept.get()).toBe(first);
    expect(log.entries).toEqual([{ message: "a value that is kept could not be read again", error: down }]);
    expect(log.text()).toContain("seconds=900");
    clock.advance(1);
    await expect(kept.get()).rejects.toBe(down);
    clock.advance(PAUSE);
    await expect(kept.get()).rejects.toBe(down);
    there = "two";
    clock.advance(PAUSE);
    expect(await kept.get()).toEqual({ text: "two" });
  });

  it("is left alone for five seconds after each failure, by however many", async () => {
    there = down;
    for (let second = 0; second < 20; second += 1) {
      await Promise.allSettled(Array.from({ length: 50 }, () => kept.get()));
      clock.advance(SECOND);
    }
    expect(reads).toBe(4);
  });

  it("ends at once where there is none any more", async () => {
    await kept.get();
    there = new GoneError("it was deleted");
    clock.advance(5 * MINUTE);
    await expect(kept.get()).rejects.toBe(there);
    await expect(kept.get()).rejects.toBe(there);
    there = "one";
    clock.advance(PAUSE);
    expect(await kept.get()).toEqual({ text: "one" });
  });
});

const PAUSE = 5 * SECOND;

it("that was read again is not held to a failure of before, whatever the clock does", async () => {
  await kept.get();
  there = new Error("Parameter Store is down");
  clock.advance(5 * MINUTE);
  await kept.get();
  clock.advance(-5 * MINUTE);
  there = "two";
  clock.advance(-1);
  expect(await kept.get()).toEqual({ text: "two" });
  there = "three";
  // As late as the failure was, and the value of before is old.
  clock.advance(5 * MINUTE + 1);
  expect(await kept.get()).toEqual({ text: "three" });
});

describe("a value that was refused", () => {
  it("is read at once, and another one is what to go on with", async () => {
    const seen = await kept.get();
    there = "two";
    expect(await kept.afterRefusal(seen)).toEqual({ text: "two" });
    expect(await kept.get()).toEqual({ text: "two" });
    expect(reads).toBe(2);
  });

  it("is itself what to go on with where it has not changed, or cannot be read", async () => {
    const seen = await kept.get();
    expect(await kept.afterRefusal(seen)).toBe(seen);
    there = new Error("no");
    expect(await kept.afterRefusal(seen)).toBe(seen);
    there = new GoneError("none");
    expect(await kept.afterRefusal(seen)).toBe(seen);
    await expect(kept.get()).rejects.toBe(there);
  });

  it("is not read where another one is known already", async () => {
    const seen = await kept.get();
    there = "two";
    const next = await kept.afterRefusal(seen);
    expect(await kept.afterRefusal(seen)).toBe(next);
    expect(reads).toBe(2);
  });

  it("is read three times at once and then every 20 seconds, however often it is refused", async () => {
    const seen = await kept.get();
    const readsIn = async (seconds: number): Promise<number> => {
      const before = reads;
      for (let second = 0; second < seconds; second += 1) {
        for (let refusals = 0; refusals < 100; refusals += 1) await kept.afterRefusal(seen);
        clock.advance(SECOND);
      }
      return reads - before;
    };
    expect(await readsIn(20)).toBe(3);
    expect(await readsIn(60)).toBe(3);
    expect(await readsIn(600)).toBe(30);
    // A pause of hours, in which the process may have been frozen, saves up no more than the first few.
    clock.advance(600 * MINUTE);
    expect(await readsIn(20)).toBe(3);
    clock.advance(-600 * MINUTE);
    expect(await readsIn(60)).toBe(2);
    // Nor does a shorter one save up what is left of the next.
    clock.advance(119 * SECOND);
    expect(await readsIn(20)).toBe(3);
  });

  it("is found soon after it changed, whoever uses up the looks", async () => {
    const seen = await kept.get();
    for (let refusals = 0; refusals < 10; refusals += 1) await kept.afterRefusal(seen);
    there = "two";
    expect(await kept.afterRefusal(seen)).toBe(seen);
    clock.advance(20 * SECOND);
    expect(await kept.afterRefusal(seen)).toEqual({ text: "two" });
  });
});
