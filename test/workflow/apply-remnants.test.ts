import { describe, expect, it } from "vitest";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  resultFor,
  startApplyBench,
  storedKey,
} from "../support/apply-bench.ts";

/** How many creates of a name took effect: AWS took them, and no repetition of a token counts twice. */
function creates(bench: ApplyBench, name: string): number {
  return new Set(bench.tokens("CreateResource", name)).size;
}

describe("a create that failed after it made the connection", () => {
  it("says so, and the next apply completes it with an update, whatever it lacks", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    const failed = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(failed, "orders").error).toMatch(
      /^AWS failed the create of "orders" with NotStabilized: .* the next apply completes it$/,
    );
    expect(bench.tokens("DeleteResource")).toEqual([]);
    expect(await bench.deps.ledger.records()).toMatchObject([{ name: "orders", state: "incomplete", generation: 1 }]);
    expect(await bench.deps.ledger.intents()).toEqual([]);

    bench.aws.changeConnection("orders", { Description: "half" });
    const second = await bench.apply([keyed(bench, "orders")]);
    expect(second.result.outcome).toBe("applied");
    expect(resultFor(second, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(bench.aws.storedConnection("orders")?.properties["Description"]).toBe("orders");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect([creates(bench, "orders"), bench.tokens("UpdateResource").length]).toEqual([1, 1]);
    const [record] = await bench.deps.ledger.records();
    expect(record).toMatchObject({ generation: 1, authorization: "AUTHORIZED" });
    expect(record).toMatchObject({ state: "applied", begun: null });
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("no-changes");
  });

  it("is the same change in the next plan: who reviewed it has reviewed that", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    const failed = await bench.apply([keyed(bench, "orders")]);
    const next = await bench.plan([keyed(bench, "orders")]);
    expect(next.diagnostics).toEqual([]);
    expect(next.digest).toBe(failed.plan.digest);
    expect(next.changes[0]).toMatchObject({ action: "create", reason: "an earlier run did not finish it" });
  });

  it("keeps nothing else in the folder from being applied", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant", name: "orders" }] });
    await bench.apply([keyed(bench, "orders")]);
    const applied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(applied.result.outcome).toBe("applied");
  });

  it("for a passing reason is completed in the same run", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant", code: "ServiceInternalError" }] });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect([creates(bench, "orders"), bench.tokens("UpdateResource").length]).toEqual([1, 1]);
  });

  it("and whose definition is gone since is deleted", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    const applied = await bench.apply([]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual([]);
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("and that somebody took away since is another creation", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ generation: 2 });
  });

  it("while nobody looked is found by the next run", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }, { kind: "slow", milliseconds: 600_000 }] });
    const first = await bench.apply([keyed(bench, "orders")], { within: 60_000 });
    expect(first.result.outcome).toBe("continued");
    bench.clock.advance(900_000);
    const second = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(second, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(creates(bench, "orders")).toBe(1);
  });

  it("that cannot be looked for stays an intent, for the next run to look", async () => {
    const bench = await startApplyBench({
      faults: [{ kind: "remnant" }, { kind: "access-denied", operation: "DescribeConnection" }],
    });
    const first = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(first, "orders").error).toContain("whether something was left behind cannot be told");
    expect(await bench.deps.ledger.intents()).toMatchObject([{ name: "orders" }]);
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
    expect(creates(bench, "orders")).toBe(1);
  });

  it("and whose repair fails stays to be completed", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "UpdateResource" });
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders").status).toBe("failed");
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });
});

describe("a create that failed and left nothing", () => {
  it("is planned as it was", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "fail", code: "NotStabilized" }] });
    await bench.apply([keyed(bench, "orders")]);
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ generation: 1 });
  });
});

describe("a connection that was there before", () => {
  it("is never taken for what a failed create left, and never touched", async () => {
    const bench = await startApplyBench();
    await bench.apply([{ ...keyed(bench, "theirs"), id: "theirs" }]);
    const made = bench.aws.storedConnection("theirs")?.arn;
    bench.clock.advance(60_000);
    // The plan does not see it, so that the create is tried; AWS fails it for another reason than the name.
    bench.aws.addFault({ kind: "fail", code: "NotStabilized", operation: "CreateResource" });
    const { ledger, aws } = bench.deps;
    const { resources } = aws;
    const blind = { ...resources, read: async () => undefined };
    const inventory = { page: async () => ({ items: [], next: undefined }) };
    const lost = { ...ledger, records: async () => [] };
    const applied = await bench.apply([keyed(bench, "theirs")], { aws: { resources: blind, inventory }, ledger: lost });
    expect(resultFor(applied, "theirs").error).toContain(`there is a connection "theirs" that Bridgehead did not make`);
    expect(bench.aws.storedConnection("theirs")?.arn).toBe(made);
    expect([bench.tokens("UpdateResource"), bench.tokens("DeleteResource")]).toEqual([[], []]);
  });
});

describe("a connection that somebody else made meanwhile", () => {
  const isUntouched = (bench: ApplyBench, name: string): void => {
    expect(storedKey(bench, name)).toBe("key-of-another");
    expect([bench.tokens("UpdateResource", name), bench.tokens("DeleteResource", name)]).toEqual([[], []]);
  };

  it("after what a failed create left was taken away is not completed", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    await makeAsAnother(bench, "orders");
    const second = await bench.apply([keyed(bench, "orders")]);
    expect(resultFor(second, "orders").error).toContain(`there is a connection "orders" that Bridgehead did not make`);
    const third = await bench.apply([keyed(bench, "orders")]);
    expect(third.plan.diagnostics).toMatchObject([{ code: "name-taken" }]);
    isUntouched(bench, "orders");
  });

  it("is not deleted with the definition of what a failed create left", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    await makeAsAnother(bench, "orders");
    expect(resultFor(await bench.apply([]), "orders").status).toBe("failed");
    expect((await bench.apply([])).result.outcome).toBe("no-changes");
    isUntouched(bench, "orders");
  });

  it("is not what a run made that died before AWS was asked", async () => {
    const bench = await startApplyBench();
    const dying: typeof bench.deps.aws.resources = {
      ...bench.deps.aws.resources,
      create: async () => {
        throw new Error("died");
      },
    };
    await expect(bench.apply([keyed(bench, "orders")], { aws: { resources: dying } })).rejects.toThrow("died");
    await makeAsAnother(bench, "orders");
    const next = await bench.apply([keyed(bench, "orders")]);
    expect(next.plan.diagnostics).toMatchObject([{ code: "name-taken" }]);
    isUntouched(bench, "orders");
  });
});

describe("a create whose first answer was lost", () => {
  it.each(["first", "conflict", "anew", "anew-after-failure"] as const)(
    "takes effect once where AWS answers the second with: %s",
    async (answers) => {
      const bench = await startApplyBench({
        faults: [
          { kind: "reset", when: "after", operation: "CreateResource" },
          { kind: "token-replay", answers, every: 1 },
        ],
      });
      const first = await bench.apply([keyed(bench, "orders")]);
      bench.aws.clearFaults();
      const { outcome } =
        first.result.outcome === "applied" ? first.result : (await bench.apply([keyed(bench, "orders")])).result;
      expect(outcome).toBe("applied");
      expect(storedKey(bench, "orders")).toBe("key-of-orders");
      expect((await bench.deps.ledger.records())[0]).toMatchObject({ generation: 1 });
      expect(bench.tokens("DeleteResource")).toEqual([]);
    },
  );
});
