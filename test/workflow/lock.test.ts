import { keyText } from "../../workflows/engine/values/key.ts";
import { describe, expect, it } from "vitest";
import { applyBranch } from "../../workflows/apply/apply-branch.ts";
import type { ApplyBranchDeps } from "../../workflows/apply/context.ts";
import { LEASE_MS, takeLock } from "../../workflows/apply/lease.ts";
import { CALLS_AT_ONCE } from "../../workflows/calls/map-concurrently.ts";
import { keyed, resultFor, startApplyBench } from "../support/apply-bench.ts";

describe("the target's lock", () => {
  it("turns a second run away before it reads anything", async () => {
    const bench = await startApplyBench();
    const keeper = await takeLock(bench.deps.ledger, "first", bench);
    // Nothing beyond the lock is asked: the rest of the dependencies is never touched.
    const deps = { ledger: bench.deps.ledger, clock: bench.clock } as unknown as ApplyBranchDeps;
    const request = {
      run: "second",
      read: "all" as const,
      announce: true,
      connection: null,
      deadline: bench.clock.now() + 1000,
      accept: async () => null,
      select: (): never => {
        throw new Error("a run without the lock planned");
      },
    };
    expect(await applyBranch(request, deps, new AbortController().signal)).toMatchObject({
      outcome: "refused",
      reason: "target-locked",
      heldUntil: bench.clock.now() + LEASE_MS,
    });
    if (!("heldUntil" in keeper)) await keeper.release();
    expect(await takeLock(bench.deps.ledger, "second", bench)).not.toHaveProperty("heldUntil");
  });

  it("is kept for as long as an operation takes", async () => {
    const bench = await startApplyBench({ settleMs: 8 * LEASE_MS });
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });

  it("is kept while reads are throttled", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "throttle", operation: "GetResourceRequestStatus", every: 3 });
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });

  it("that is lost ends the run: nothing more is written, and what was not begun says so", async () => {
    const bench = await startApplyBench();
    // One more than go at once.
    const names = Array.from({ length: CALLS_AT_ONCE + 1 }, (_, index) => `c${String(index).padStart(2, "0")}`);
    const last = names.at(-1) ?? "";
    const definitions = names.map((name) => keyed(bench, name));
    const { ledger, aws } = bench.deps;
    const { resources } = aws;
    let thief: string | undefined;
    const steal = async (): Promise<void> => {
      if (thief !== undefined) return;
      thief = "another";
      bench.clock.advance(2 * LEASE_MS);
      await ledger.acquire(thief, LEASE_MS);
    };
    const applied = await bench.apply(definitions, {
      aws: {
        resources: {
          ...resources,
          progress: async (...call) => {
            await steal();
            return await resources.progress(...call);
          },
        },
      },
    });
    expect(applied.result).toMatchObject({ outcome: "failed", reason: "lock-lost" });
    expect(resultFor(applied, last)).toMatchObject({ status: "skipped", error: "the lock was lost" });
    expect(await ledger.records()).toEqual([]);
    const begun = (await ledger.intents()).map(({ name }) => name);
    const asked = new Set(names.filter((name) => bench.tokens("CreateResource", name).length > 0));
    expect(asked.size).toBeGreaterThan(0);
    expect(begun).toEqual(expect.arrayContaining([...asked]));
    expect([...asked, ...begun]).not.toContain(last);

    bench.clock.advance(2 * LEASE_MS);
    expect((await bench.apply(definitions)).result.outcome).toBe("applied");
    expect(names.map((name) => new Set(bench.tokens("CreateResource", name)).size)).toEqual(names.map(() => 1));
  });

  it("that is lost after something was done reports that as done", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    await bench.apply([definitions[0]!, definitions[1]!]);
    const { ledger, aws } = bench.deps;
    const { resources } = aws;
    const applied = await bench.apply([keyed(bench, "orders", { Description: "v2" })], {
      aws: {
        resources: {
          ...resources,
          delete: async (...call) => {
            bench.clock.advance(2 * LEASE_MS);
            await ledger.acquire("another", LEASE_MS);
            return await resources.delete(...call);
          },
        },
      },
    });
    expect(applied.result.reason).toBe("lock-lost");
    expect(resultFor(applied, "orders")).toMatchObject({ action: "update", status: "applied" });
    expect(resultFor(applied, "stock")).toMatchObject({ action: "delete", status: "in-doubt" });
  });
});

it("a ledger that fails for one change ends the run, and nothing goes on writing after it", async () => {
  const bench = await startApplyBench();
  const { ledger } = bench.deps;
  const failure = new Error("the disk is full");
  let ended = false;
  const late: string[] = [];
  const failing = bench.apply(
    ["a", "b", "c"].map((name) => keyed(bench, name)),
    {
      ledger: {
        ...ledger,
        putIntent: (lease, intent) => {
          if (ended) late.push(intent.name);
          return intent.name === "b" ? Promise.reject(failure) : ledger.putIntent(lease, intent);
        },
        settleIntent: (lease, intent, settlement) => {
          if (ended) late.push(keyText(intent.key));
          return ledger.settleIntent(lease, intent, settlement);
        },
      },
    },
  );
  await expect(failing).rejects.toBe(failure);
  ended = true;
  expect((await ledger.records()).map(({ name }) => name)).toEqual(["a", "c"]);
  expect(late).toEqual([]);
});
