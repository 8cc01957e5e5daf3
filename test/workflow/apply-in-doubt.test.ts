import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition.ts";
import { type ApplyBench, keyed, resultFor, reviewedIn, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/** The connection with another key, and another description. */
function withOtherKey(bench: ApplyBench): Definition {
  if (!bench.aws.hasParameter("/bridgehead/other"))
    bench.aws.putParameter({ name: "/bridgehead/other", value: "other" });
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/other}}" };
  return defined(apiKeyModel("orders", { Description: "v2", AuthParameters: { ApiKeyAuthParameters: key } }));
}

/** The process dies when AWS has taken the operation, before it knows the request token. */
function dyingAfter(bench: ApplyBench, operation: "update" | "delete") {
  const { resources } = bench.deps.aws;
  const die = async (taken: Promise<unknown>): Promise<never> => {
    await taken;
    throw new Error("died");
  };
  return {
    resources: {
      ...resources,
      ...(operation === "update" && {
        update: (...call: Parameters<typeof resources.update>) => die(resources.update(...call)),
      }),
      ...(operation === "delete" && {
        delete: (...call: Parameters<typeof resources.delete>) => die(resources.delete(...call)),
      }),
    },
  };
}

describe("a change that took effect though AWS failed it, and whose definition goes back to what it was", () => {
  it("is undone when it was an update: the old credential is sent again", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource" });
    expect((await bench.apply([withOtherKey(bench)])).result.outcome).toBe("failed");
    expect(storedKey(bench, "orders")).toBe("other");

    const back = await bench.apply([before], { read: "changed" });
    expect(back.plan.changes).toMatchObject([
      { action: "update", reason: expect.stringContaining("did not get to the end") },
    ]);
    expect(back.result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ state: "applied", begun: null });
    expect((await bench.apply([before], { read: "changed" })).result.outcome).toBe("no-changes");
  });

  it("is undone when it was a delete: the connection is created again", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection" });
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "DeleteResource" });
    expect((await bench.apply([])).result.outcome).toBe("failed");
    expect(bench.aws.connectionNames()).toEqual([]);

    const back = await bench.apply([before], { read: "changed" });
    expect(resultFor(back, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
  });

  it("is undone when the run died and never learned what AWS did", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    await expect(bench.apply([withOtherKey(bench)], { aws: dyingAfter(bench, "update") })).rejects.toThrow("died");
    bench.clock.advance(60_000);
    expect(storedKey(bench, "orders")).toBe("other");
    expect((await bench.apply([before], { read: "changed" })).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });
});

describe("a reviewed update that took effect though AWS failed it", () => {
  it("goes on in the next run, without another review of where its secret goes", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const wanted = [withOtherKey(bench)];
    const shown = await bench.plan(wanted);
    expect(shown.findings).toMatchObject([{ code: "new-destination" }]);
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource" });
    expect((await bench.apply(wanted, { review: reviewedIn(shown) })).result.outcome).toBe("failed");
    expect((await bench.apply(wanted, { review: reviewedIn(shown) })).result.outcome).toBe("applied");
  });
});

describe("a delete that AWS failed", () => {
  it("is done all the same when the connection is gone", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "DeleteResource" });
    expect(resultFor(await bench.apply([]), "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("and of which nothing is known leaves its record in doubt, and the next run deletes it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "DeleteResource" });
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection" });
    const failed = resultFor(await bench.apply([]), "orders");
    expect(failed.status).toBe("failed");
    expect(failed.error).toMatch(/^AWS failed the delete of "orders" with InternalFailure: .*cannot be read/);
    expect(await bench.deps.ledger.records()).toMatchObject([{ name: "orders", state: "in-doubt" }]);
    expect((await bench.apply([])).result.outcome).toBe("applied");
    expect(bench.aws.connectionNames()).toEqual([]);
  });
});
