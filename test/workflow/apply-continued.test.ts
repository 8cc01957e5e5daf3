import { describe, expect, it } from "vitest";
import { keyed, resultFor, SETTLE_MS, startApplyBench, storedKey } from "../support/apply-bench.ts";

const MINUTE = 60_000;

describe("an operation that outlasts the run", () => {
  it("is continued by the next one from the ledger, and not submitted again", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 20 * MINUTE }] });
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    const first = await bench.apply(definitions, { within: 10 * MINUTE });
    expect(first.result).toMatchObject({ outcome: "continued", reason: "still-running" });
    expect(resultFor(first, "orders")).toMatchObject({ status: "continued", error: null });
    expect(resultFor(first, "stock").status).toBe("applied");
    expect(await bench.deps.ledger.intents()).toMatchObject([{ name: "orders", requestToken: expect.any(String) }]);

    // Whoever looks meanwhile sees what is going on.
    expect((await bench.plan(definitions)).changes).toMatchObject([
      { name: "orders", action: "create", digest: first.plan.changes[0]?.digest },
      { name: "stock", action: "no-op" },
    ]);

    const second = await bench.apply(definitions, { within: 60 * MINUTE });
    expect(second.result.outcome).toBe("applied");
    expect(resultFor(second, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(bench.tokens("CreateResource", "orders")).toHaveLength(1);
    expect(await bench.deps.ledger.intents()).toEqual([]);
    expect((await bench.apply(definitions)).result.outcome).toBe("no-changes");
  });

  it("keeps nobody from planning, though AWS shows the connection before the operation ends", async () => {
    const bench = await startApplyBench({ settleMs: 20 * MINUTE });
    const definitions = [keyed(bench, "orders")];
    await bench.apply(definitions, { within: MINUTE });
    bench.clock.advance(15 * MINUTE);
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    expect((await bench.plan(definitions)).diagnostics).toEqual([]);
  });

  it("leaves half of the next run's time to what is new", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 60 * MINUTE }] });
    await bench.apply([keyed(bench, "orders")], { within: MINUTE });
    const second = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")], { within: 10 * MINUTE });
    expect(second.result.outcome).toBe("continued");
    expect(resultFor(second, "stock").status).toBe("applied");
  });

  it("and is an update does not lose the credential", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * MINUTE });
    const definitions = [keyed(bench, "orders", { Description: "v2" })];
    expect((await bench.apply(definitions, { within: MINUTE })).result.outcome).toBe("continued");
    expect((await bench.apply(definitions, { within: 60 * MINUTE })).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(bench.tokens("UpdateResource")).toHaveLength(1);
  });

  it("and fails after the run is planned anew by the next one", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 20 * MINUTE }] });
    bench.aws.addFault({ kind: "fail", code: "InternalFailure" });
    await bench.apply([keyed(bench, "orders")], { within: MINUTE });
    const second = await bench.apply([keyed(bench, "orders")], { within: 60 * MINUTE });
    expect(resultFor(second, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(new Set(bench.tokens("CreateResource")).size).toBe(2);
  });

  it("and that AWS has forgotten is planned anew", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 20 * MINUTE }] });
    await bench.apply([keyed(bench, "orders")], { within: MINUTE });
    bench.clock.advance(8 * 24 * 60 * MINUTE);
    bench.aws.removeConnection("orders");
    const second = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(second, "orders")).toMatchObject({ action: "create", status: "applied" });
  });

  it("and cannot be looked up stays open, while the rest goes on", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 20 * MINUTE }] });
    await bench.apply([keyed(bench, "orders")], { within: MINUTE });
    bench.aws.addFault({ kind: "access-denied", operation: "GetResourceRequestStatus", times: 1 });
    const denied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(resultFor(denied, "orders").error).toContain("cannot be read");
    expect(resultFor(denied, "stock").status).toBe("applied");
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    expect((await bench.apply(definitions, { within: 60 * MINUTE })).result.outcome).toBe("applied");
    expect(bench.tokens("CreateResource", "orders")).toHaveLength(1);
  });
});

describe("a create that AWS may never have heard of", () => {
  it("is not asked for again while the target is frozen", async () => {
    const bench = await startApplyBench();
    const { resources } = bench.deps.aws;
    const create = async (): Promise<never> => {
      throw new Error("died");
    };
    const died = bench.apply([keyed(bench, "orders")], { aws: { resources: { ...resources, create } } });
    await expect(died).rejects.toThrow("died");
    const freeze = { frozen: async () => "an incident" };
    const frozen = await bench.apply([keyed(bench, "orders")], { aws: { freeze } });
    expect(resultFor(frozen, "orders")).toMatchObject({ status: "failed", error: expect.stringContaining("frozen") });
    expect(bench.aws.connectionNames()).toEqual([]);
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });
});

describe("a run that has more to do than its time allows", () => {
  it("begins nothing any more, and the next runs do the rest", async () => {
    const bench = await startApplyBench();
    const wanted = Array.from({ length: 80 }, (_, index) => keyed(bench, `c-${index}`));
    const { resources } = bench.deps.aws;
    const create: typeof resources.create = async (...call) => {
      bench.clock.advance(100);
      return await resources.create(...call);
    };
    const first = await bench.apply(wanted, { within: 1_000, aws: { resources: { ...resources, create } } });
    expect(first.result).toMatchObject({ outcome: "continued", reason: "still-running" });
    expect(bench.tokens("CreateResource").length).toBeLessThan(wanted.length);
    expect(first.result.results.map(({ status }) => status)).toEqual(wanted.map(() => "continued"));
    expect(first.result.results.filter(({ error }) => error?.includes("before it was begun") === true)).not.toEqual([]);
    expect((await bench.apply(wanted)).result.outcome).toBe("applied");
    expect(new Set(bench.tokens("CreateResource")).size).toBe(wanted.length);
  });
});

describe("the time of the next poll", () => {
  it("is AWS's RetryAfter", async () => {
    const bench = await startApplyBench({ settleMs: 8_000, faults: [{ kind: "retry-after", milliseconds: 9_000 }] });
    await bench.apply([keyed(bench, "orders")]);
    const polls = bench.aws.requests().filter(({ operation }) => operation === "GetResourceRequestStatus");
    expect(polls).toHaveLength(1);
    expect(Math.max(...bench.clock.sleeps)).toBe(9_000);
  });

  it("is half a minute ahead at most, whatever AWS's clock says", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "retry-after", milliseconds: 24 * 60 * MINUTE }] });
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
    expect(Math.max(...bench.clock.sleeps)).toBe(30_000);
  });

  it("lies between a tenth of a second and ten where AWS names none", async () => {
    const bench = await startApplyBench({ settleMs: 5 * MINUTE });
    await bench.apply([keyed(bench, "orders")]);
    expect(Math.max(...bench.clock.sleeps)).toBeLessThanOrEqual(10_000);
    // Shorter ones are the rate limit's.
    expect(Math.min(...bench.clock.sleeps.filter((wait) => wait > 10))).toBeGreaterThanOrEqual(100);
  });
});

describe("a run that is told to stop", () => {
  it("rejects with the reason, gives the lock back, keeps its intents, and the next run goes on", async () => {
    const bench = await startApplyBench({ settleMs: 5 * MINUTE });
    const stop = new AbortController();
    const reason = new Error("the invocation ends");
    const { clock } = bench;
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    const stopping = bench.apply(definitions, {
      signal: stop.signal,
      clock: {
        now: () => clock.now(),
        sleep: async (...call) => {
          await clock.sleep(...call);
          stop.abort(reason);
        },
      },
    });
    await expect(stopping).rejects.toBe(reason);
    expect((await bench.deps.ledger.intents()).map(({ name }) => name)).toEqual(["orders", "stock"]);
    const calls = bench.aws.requests().length;

    clock.advance(2 * SETTLE_MS);
    expect(bench.aws.requests()).toHaveLength(calls);
    const next = await bench.apply(definitions);
    expect(next.result.outcome).toBe("applied");
    expect(bench.tokens("CreateResource")).toHaveLength(2);
  });
});
