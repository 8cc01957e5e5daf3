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
  writes,
} from "../support/apply-bench.ts";

const configuration = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-00000000000000000";
const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };

const isPrivate = (bench: ApplyBench): Definition => keyed(bench, "orders", { InvocationConnectivityParameters: path });
const isPublic = (bench: ApplyBench): Definition => keyed(bench, "orders");

describe("a private connection that is to be public", () => {
  it("is planned as a replacement, with its dependents and its new destination", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    const plan = await bench.plan([isPublic(bench)]);
    expect(plan.changes).toMatchObject([{ name: "orders", action: "replace", replaces: { name: "orders" } }]);
    expect(plan.counts).toMatchObject({ replace: 1, update: 0 });
    expect(plan.findings).toMatchObject([{ code: "new-destination", about: { name: "orders" } }]);
  });

  it("is deleted and made anew, with another ARN and another generation", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    const before = bench.aws.storedConnection("orders")?.arn;
    const applied = await bench.apply([isPublic(bench)]);
    expect(applied.result.outcome).toBe("applied");
    expect(resultFor(applied, "orders")).toMatchObject({ action: "replace", authorization: "AUTHORIZED" });
    expect(writes(bench)).toEqual(["CreateResource orders", "DeleteResource orders", "CreateResource orders"]);
    expect(bench.aws.storedConnection("orders")?.arn).not.toBe(before);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await bench.deps.ledger.records()).toMatchObject([{ name: "orders", generation: 2 }]);
    expect((await bench.apply([isPublic(bench)])).result.outcome).toBe("no-changes");
  });

  it("stays as it is when it cannot be deleted", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    bench.aws.addFault({ kind: "fail", code: "AccessDenied", operation: "DeleteResource" });
    const failed = await bench.apply([isPublic(bench)]);
    expect(resultFor(failed, "orders")).toMatchObject({ action: "replace", status: "failed" });
    expect(writes(bench)).toEqual(["CreateResource orders", "DeleteResource orders"]);
    expect((await bench.apply([isPublic(bench)])).result.outcome).toBe("applied");
  });

  it("that is deleted and cannot be made is created by the next run, as what was reviewed", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "CreateResource" });
    const failed = await bench.apply([isPublic(bench)]);
    expect(resultFor(failed, "orders").error).toMatch(/^the old one is deleted, and the new one is not there yet: AWS/);
    const next = await bench.plan([isPublic(bench)]);
    expect(next.changes).toMatchObject([{ action: "create", reason: "an earlier run did not finish it" }]);
    expect(next.changes[0]?.digest).toBe(failed.plan.changes[0]?.digest);
    expect((await bench.apply([isPublic(bench)])).result.outcome).toBe("applied");
  });

  it("and whose deletion outlasts the run is made by the next one", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * 60_000, operation: "DeleteResource" });
    const first = await bench.apply([isPublic(bench)], { within: 60_000 });
    expect(resultFor(first, "orders")).toMatchObject({ action: "replace", status: "continued" });
    const second = await bench.apply([isPublic(bench)], { within: 60 * 60_000 });
    expect(second.result.outcome).toBe("applied");
    expect(bench.aws.storedConnection("orders")?.properties).not.toHaveProperty("InvocationConnectivityParameters");
  });

  it("and whose deletion AWS did and failed is made in the same run", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "DeleteResource" });
    expect((await bench.apply([isPublic(bench)])).result.outcome).toBe("applied");
  });

  it("and whose deletion AWS took before the run died is made by the next one, without another review", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    const review = reviewedIn(await bench.plan([isPublic(bench)]));
    const { resources } = bench.deps.aws;
    const dying: typeof resources = {
      ...resources,
      delete: async (...call) => {
        await resources.delete(...call);
        throw new Error("died");
      },
    };
    const died = bench.apply([isPublic(bench)], { review, aws: { resources: dying } });
    await expect(died).rejects.toThrow("died");
    bench.clock.advance(60_000);
    const second = await bench.apply([isPublic(bench)], { review });
    expect(second.result.outcome).toBe("applied");
    expect(await bench.deps.ledger.records()).toMatchObject([{ name: "orders", generation: 2 }]);
  });

  it("is not made on top of a connection that somebody made when the name was free", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "CreateResource" });
    await bench.apply([isPublic(bench)]);
    await makeAsAnother(bench, "orders");
    const second = await bench.apply([isPublic(bench)]);
    expect(resultFor(second, "orders").error).toContain("that Bridgehead did not make");
    expect(storedKey(bench, "orders")).toBe("key-of-another");
    expect((await bench.apply([isPublic(bench)])).plan.diagnostics).toMatchObject([{ code: "name-taken" }]);
  });

  it("is never taken over like that from somebody else", async () => {
    const bench = await startApplyBench();
    await bench.apply([isPrivate(bench)]);
    const [record] = await bench.deps.ledger.records();
    const ledger = { ...bench.deps.ledger, records: async () => [] };
    const definition = isPublic(bench);
    const adopting = { ...definition, options: { ...definition.options, adopt: true } };
    const refused = await bench.apply([adopting], { ledger });
    expect(record).toBeDefined();
    expect(refused.plan.diagnostics).toMatchObject([
      { code: "name-taken", message: expect.stringContaining("private") },
    ]);
    expect(writes(bench)).toEqual(["CreateResource orders"]);
  });
});

describe("two definitions that swap their names", () => {
  it("are two updates: a name is the connection, whatever its id", async () => {
    const bench = await startApplyBench();
    const first = { ...keyed(bench, "a", { Description: "first" }), id: "first" };
    const second = { ...keyed(bench, "b", { Description: "second" }), id: "second" };
    await bench.apply([first, second]);
    const arns = ["a", "b"].map((name) => bench.aws.storedConnection(name)?.arn);
    const swapped = [
      { ...keyed(bench, "b", { Description: "first" }), id: "first" },
      { ...keyed(bench, "a", { Description: "second" }), id: "second" },
    ];
    const applied = await bench.apply(swapped);
    expect(applied.plan.counts).toMatchObject({ update: 2, replace: 0, create: 0, delete: 0 });
    expect(applied.result.outcome).toBe("applied");
    expect(["a", "b"].map((name) => bench.aws.storedConnection(name)?.arn)).toEqual(arns);
    expect((await bench.deps.ledger.records()).map(({ name, id }) => [name, id])).toEqual([
      ["a", "second"],
      ["b", "first"],
    ]);
  });
});

describe("a replacement under another name", () => {
  it("whose old connection cannot be deleted keeps both, and the next run deletes it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "DeleteResource" });
    const renamed = [{ ...keyed(bench, "orders-v2"), id: "orders" }];
    const failed = await bench.apply(renamed);
    expect(resultFor(failed, "orders-v2").status).toBe("applied");
    expect(resultFor(failed, "orders").status).toBe("failed");
    expect(bench.aws.connectionNames()).toEqual(["orders", "orders-v2"]);
    const second = await bench.apply(renamed);
    expect(resultFor(second, "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual(["orders-v2"]);
  });

  it("that left a remnant is completed before the old one goes, as the same reviewed change", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "remnant", name: "orders-v2" });
    const renamed = [{ ...keyed(bench, "orders-v2"), id: "orders" }];
    const failed = await bench.apply(renamed);
    expect(resultFor(failed, "orders")).toMatchObject({ status: "skipped" });
    expect((await bench.plan(renamed)).digest).toBe(failed.plan.digest);
    expect((await bench.apply(renamed)).result.outcome).toBe("applied");
    expect(bench.aws.connectionNames()).toEqual(["orders-v2"]);
    expect(new Set(bench.tokens("CreateResource", "orders-v2")).size).toBe(1);
  });
});

describe("a connection that somebody changes between the plan and the write", () => {
  it("is not overwritten: AWS refuses the patch, the result says why, and the next run plans anew", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const { resources } = bench.deps.aws;
    const wanted = [keyed(bench, "orders", { Description: "v2" })];
    const stale = await bench.apply(wanted, {
      aws: {
        resources: {
          ...resources,
          update: (...call) => {
            bench.aws.changeConnection("orders", { Description: "theirs" });
            return resources.update(...call);
          },
        },
      },
    });
    expect(resultFor(stale, "orders").error).toMatch(
      /^UpdateResource of "orders" was refused with ValidationException .*; somebody changed it since it was planned; run the apply again, which plans anew$/,
    );
    expect(bench.aws.storedConnection("orders")?.properties["Description"]).toBe("theirs");
    const next = await bench.apply(wanted);
    expect(next.plan.changes[0]?.reason).toContain("changed outside");
    expect(next.result.outcome).toBe("applied");
  });
});
