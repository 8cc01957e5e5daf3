import { describe, expect, it } from "vitest";
import { ATTEMPTS, backoff, insisting, type Patience } from "../../../workflows/calls/insist.ts";
import { type Answer, Refusal, type RefusalKind } from "../../../workflows/ports/answer.ts";
import type { Progress } from "../../../workflows/ports/resources.ts";
import { createFastClock } from "../../support/fast-clock.ts";

const { signal } = new AbortController();
const refused = (kind: RefusalKind, more: object = {}): Refusal =>
  new Refusal({ kind, code: "Code", operation: "Operation", subject: "orders", detail: "words", ...more });
const busy = refused("retriable");

/** A port whose call gives these answers in turn, and then the last one again. */
function answering<Result>(...answers: readonly Answer<Result>[]) {
  const given: unknown[][] = [];
  const port = {
    async call(...some: unknown[]): Promise<Answer<Result> | undefined> {
      given.push(some);
      return answers[given.length - 1] ?? answers.at(-1);
    },
  };
  return { aws: { port }, given };
}

function insist<Aws extends object>(aws: Aws, patience: Partial<Patience> = {}) {
  const clock = createFastClock();
  return { clock, ...insisting(aws, { signal, ...patience }, clock) };
}

describe("a call", () => {
  it("is repeated as it was given while it is refused for a passing reason", async () => {
    const { aws, given } = answering<string>(busy, busy, "done");
    const { port, clock } = insist(aws);
    expect(await port.call("orders", 7)).toBe("done");
    expect(given).toEqual([
      ["orders", 7],
      ["orders", 7],
      ["orders", 7],
    ]);
    expect(clock.sleeps).toHaveLength(2);
  });

  it("is sent six times at most, and waits longer each time", async () => {
    const { aws, given } = answering<string>(busy);
    const { port, clock } = insist(aws);
    expect(await port.call()).toMatchObject({ kind: "retriable", repeats: 5 });
    expect(given).toHaveLength(6);
    for (const [index, wait] of clock.sleeps.entries()) {
      const step = 500 * 2 ** index;
      expect(wait).toBeGreaterThanOrEqual(step / 2);
      expect(wait).toBeLessThanOrEqual(step);
    }
  });

  it.each<RefusalKind>(["busy", "token-used", "not-found", "already-exists", "denied", "misunderstood", "terminal"])(
    "is not repeated where AWS says that it is %s",
    async (kind) => {
      const { aws, given } = answering<string>(refused(kind));
      expect(await insist(aws).port.call()).toMatchObject({ kind, repeats: 0 });
      expect(given).toHaveLength(1);
    },
  );

  it("is not repeated when it rejects", async () => {
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.reject(new Error("died"));
    };
    await expect(insist({ port: { call } }).port.call()).rejects.toThrow("died");
    expect(calls).toBe(1);
  });

  it("is not repeated beyond the deadline", async () => {
    const { aws, given } = answering<string>(busy);
    const clock = createFastClock();
    const { port } = insisting(aws, { signal, deadline: clock.now() + 2_000 }, clock);
    await port.call();
    expect(given.length).toBeGreaterThan(1);
    expect(given.length).toBeLessThan(ATTEMPTS);
    const late = answering<string>(busy);
    await insisting(late.aws, { signal, deadline: clock.now() }, clock).port.call();
    expect(late.given).toHaveLength(1);
  });

  it("is not repeated once the signal is aborted", async () => {
    const stop = new AbortController();
    const { aws, given } = answering<string>(busy);
    const waiting = insist(aws, { signal: stop.signal }).port.call();
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(given).toHaveLength(1);
  });

  it("is sent only while the lock is kept", async () => {
    const { aws, given } = answering<string>(busy);
    let kept = 0;
    const keep = async (): Promise<void> => {
      kept += 1;
      if (kept === 3) throw new Error("lost");
    };
    await expect(insist(aws, { keep }).port.call()).rejects.toThrow("lost");
    expect([kept, given.length]).toEqual([3, 2]);
  });
});

describe("an answer", () => {
  const progress: Progress = {
    requestToken: "r-1",
    status: "IN_PROGRESS",
    errorCode: null,
    message: null,
    retryAfter: null,
    at: null,
    repeats: 0,
  };

  it("that is progress says how often it was asked for", async () => {
    expect(await insist(answering<Progress>(progress).aws).port.call()).toEqual(progress);
    expect(await insist(answering<Progress>(busy, progress).aws).port.call()).toEqual({ ...progress, repeats: 1 });
  });

  it("that is a refusal says so too, and all that it said before", async () => {
    const taken = refused("token-used", { requestId: "q-1", requestToken: "r-1" });
    const answer = await insist(answering<string>(busy, busy, taken).aws).port.call();
    expect(answer).toBeInstanceOf(Refusal);
    expect(answer).toEqual(refused("token-used", { requestId: "q-1", requestToken: "r-1", repeats: 2 }));
  });

  it.each([[undefined], [null], ["text"], [["a", "list"]], [{ key: "value" }]])(
    "that is %j stays as it is",
    async (is) => {
      expect(await insist(answering<unknown>(busy, is).aws).port.call()).toBe(is);
    },
  );
});

describe("an AWS that repeats its calls already", () => {
  const { aws } = answering<string>("done");
  const { port } = insist(aws);

  it("is refused, since two loops would multiply", () => {
    expect(() => insist({ port })).toThrow(TypeError);
  });

  it("is refused in part, and with other methods beside the wrapped one", () => {
    const { port: other } = answering<string>("done").aws;
    expect(() => insist({ other, port: { ...port, more: async () => await other.call() } })).toThrow(TypeError);
  });

  it("leaves the one that was wrapped as it was: that may be wrapped again", async () => {
    expect(await insist(aws).port.call()).toBe("done");
  });
});

it("passes on what is no method", () => {
  expect(insist({ port: { stage: "test" } }).port.stage).toBe("test");
});

it("waits ten seconds at the longest", () => {
  expect(backoff(20)).toBeLessThanOrEqual(10_000);
  expect(backoff(20)).toBeGreaterThanOrEqual(5_000);
});
