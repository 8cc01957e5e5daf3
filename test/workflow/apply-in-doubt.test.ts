import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  resultFor,
  reviewedIn,
  startApplyBench,
  storedKey,
} from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/** The connection with another key, and another description. */
function withOtherKey(bench: ApplyBench): Definition {
  if (!bench.aws.hasParameter("/bridgehead/other"))
    bench.aws.putParameter({ name: "/bridgehead/other", value: "other" });
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/other}}" };
  return defined(apiKeyModel("orders", { Description: "v2", AuthParameters: { ApiKeyAuthParameters: key } }));
}

/** The process dies when AWS has taken the operation, before it knows the request token. */
function dyingAfter(bench: ApplyBench, operation: "create" | "update" | "delete") {
  const { resources } = bench.deps.aws;
  const die = async (taken: Promise<unknown>): Promise<never> => {
    await taken;
    throw new Error("died");
  };
  return {
    resources: {
      ...resources,
      ...(operation === "create" && {
        create: (...call: Parameters<typeof resources.create>) => die(resources.create(...call)),
      }),
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

describe("a change of the credential alone that took effect", () => {
  const ends: readonly [string, (bench: ApplyBench, wanted: Definition) => Promise<void>][] = [
    [
      "and of which the run never learned",
      async (bench, wanted) =>
        await expect(bench.apply([wanted], { aws: dyingAfter(bench, "update") })).rejects.toThrow("died"),
    ],
    [
      "though AWS failed it",
      async (bench, wanted) => {
        bench.aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource" });
        expect((await bench.apply([wanted])).result.outcome).toBe("failed");
      },
    ],
  ];

  it.each(ends)("%s, is not taken for somebody else's", async (_, end) => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "rotated" });
    bench.clock.advance(60_000);
    await end(bench, before);
    bench.clock.advance(60_000);
    expect(storedKey(bench, "orders")).toBe("rotated");
    const [change] = (await bench.plan([before])).changes;
    expect(change).toMatchObject({
      action: "update",
      reason: "an earlier change of it did not get to the end; a parameter was rotated",
    });
  });
});

describe("an adoption of which the run never learned how it ended", () => {
  async function dying(): Promise<{ readonly bench: ApplyBench; readonly adopting: Definition }> {
    const bench = await startApplyBench();
    await makeAsAnother(bench, "orders");
    const definition = keyed(bench, "orders", { Description: "v2" });
    const adopting = { ...definition, options: { ...definition.options, adopt: true } };
    await expect(bench.apply([adopting], { aws: dyingAfter(bench, "update") })).rejects.toThrow("died");
    bench.clock.advance(60_000);
    return { bench, adopting };
  }

  it("takes nothing over: without its definition the connection stays, and nothing is managed", async () => {
    const { bench } = await dying();
    expect((await bench.apply([])).plan.changes).toEqual([]);
    expect((await bench.apply([])).plan.changes).toEqual([]);
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("is an adoption in the next plan, of what is there by then: nobody knows who wrote its credential", async () => {
    const { bench, adopting } = await dying();
    const adopted = resultFor(await bench.apply([adopting]), "orders");
    expect(adopted).toMatchObject({ action: "adopt", status: "applied", writes: false });
    expect(await bench.deps.ledger.records()).toMatchObject([{ unwritten: true }]);
    expect((await bench.apply([adopting])).result.outcome).toBe("no-changes");
  });

  it("sends everything once more where it is to write", async () => {
    const { bench, adopting } = await dying();
    const writing = { ...adopting, options: { ...adopting.options, adopt: "write" } as const };
    expect(resultFor(await bench.apply([writing]), "orders")).toMatchObject({ action: "adopt", status: "applied" });
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await bench.deps.ledger.records()).not.toMatchObject([{ unwritten: true }]);
    expect((await bench.apply([writing])).result.outcome).toBe("no-changes");
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

it("a create of a run that died and that AWS failed is told by the next run, though nobody defines it any more", async () => {
  const bench = await startApplyBench();
  bench.aws.addFault({ kind: "cancel", when: "before", operation: "CreateResource" });
  await expect(bench.apply([keyed(bench, "orders")], { aws: dyingAfter(bench, "create") })).rejects.toThrow("died");
  bench.clock.advance(60_000);
  const next = await bench.apply([]);
  expect(next.plan.changes).toEqual([]);
  expect(next.result.outcome).toBe("failed");
  expect(resultFor(next, "orders")).toMatchObject({ status: "failed", error: expect.stringContaining("cancelled") });
});
