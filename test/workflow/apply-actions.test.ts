import { describe, expect, it } from "vitest";
import { need } from "../../workflows/ports/answer.ts";
import { defined, options } from "../support/definitions.ts";
import { keyed, resultFor, startApplyBench, storedKey } from "../support/apply-bench.ts";

describe("an apply", () => {
  it("creates with the parameter's value, and its record says what AWS has", async () => {
    const bench = await startApplyBench();
    const applied = await bench.apply([keyed(bench, "orders")]);

    expect(applied.result).toMatchObject({ outcome: "applied", reason: "applied" });
    expect(resultFor(applied, "orders")).toMatchObject({
      action: "create",
      status: "applied",
      authorization: "AUTHORIZED",
      arn: bench.aws.storedConnection("orders")?.arn,
    });
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    const [record] = await bench.deps.ledger.records();
    expect(record).toMatchObject({ name: "orders", generation: 1, authorization: "AUTHORIZED", run: "run-1" });
    expect(JSON.stringify(record)).not.toContain("key-of-orders");
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("does nothing the second time, and writes nothing to AWS", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    await bench.apply(definitions);
    const before = bench.aws.requests().length;
    const again = await bench.apply(definitions);
    expect(again.result).toEqual({ outcome: "no-changes", reason: "no-changes", results: [] });
    const later = bench.aws.requests().slice(before);
    expect(later.map(({ operation }) => operation)).toEqual(["DescribeParameters", "ListConnections"]);
  });

  it("keeps the credential when only the description changes", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const applied = await bench.apply([keyed(bench, "orders", { Description: "v2" })]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "update", status: "applied" });
    expect(bench.aws.storedConnection("orders")?.properties["Description"]).toBe("v2");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });

  it("sends a rotated parameter's newest version", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "rotated" });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.plan.changes[0]?.reason).toBe("a parameter was rotated");
    expect(storedKey(bench, "orders")).toBe("rotated");
  });

  it("deletes what no definition asks for any more, and its record with it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    const applied = await bench.apply([keyed(bench, "stock")]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual(["stock"]);
    expect((await bench.deps.ledger.records()).map(({ name }) => name)).toEqual(["stock"]);
  });

  it("forgets what is gone already, without asking AWS to delete it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    const applied = await bench.apply([]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "forget", status: "applied" });
    expect(bench.tokens("DeleteResource")).toEqual([]);
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("takes a delete for done when the connection went between the plan and the delete", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const { resources } = bench.deps.aws;
    const applied = await bench.apply([], {
      aws: {
        resources: {
          ...resources,
          delete: (...call) => {
            bench.aws.removeConnection("orders");
            return resources.delete(...call);
          },
        },
      },
    });
    expect(resultFor(applied, "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("leaves a retained connection in AWS and forgets it", async () => {
    const bench = await startApplyBench();
    await bench.apply([{ ...keyed(bench, "orders"), options: { ...options, removal: "retain" } }]);
    const applied = await bench.apply([]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "forget", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
  });

  it("adopts a connection that is there only when it is told to", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    await bench.apply([{ ...keyed(bench, "orders"), options: { ...options, removal: "retain" } }]);
    await bench.apply([]);

    const stopped = await bench.apply([keyed(bench, "orders", { Description: "adopted" }), keyed(bench, "other")]);
    expect(stopped.result).toMatchObject({ outcome: "held", reason: "stopped-by-error" });
    expect(stopped.plan.diagnostics.map(({ code }) => code)).toEqual(["name-taken"]);
    expect(resultFor(stopped, "orders").error).toMatch(/exists already.*; choose another name, or set `adopt: true`/);
    expect(resultFor(stopped, "other")).toMatchObject({ action: "create", status: "applied" });

    const adopting = { ...keyed(bench, "orders", { Description: "adopted" }), options: { ...options, adopt: true } };
    const adopted = await bench.apply([adopting, keyed(bench, "other")]);
    expect(resultFor(adopted, "orders")).toMatchObject({ action: "adopt", status: "applied" });
    expect(bench.aws.storedConnection("orders")?.properties["Description"]).toBe("adopted");
    expect((await bench.apply([adopting, keyed(bench, "other")])).result.outcome).toBe("no-changes");
  });

  it("creates a connection of the same name anew after it was deleted, as another generation", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders")).toMatchObject({ action: "create" });
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ generation: 2 });
    expect(new Set(bench.tokens("CreateResource")).size).toBe(2);
  });

  it("makes again what it deleted an hour ago, though AWS remembers the first creation's token", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    await bench.apply([]);
    bench.clock.advance(3_600_000);
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
  });

  it("sends a credential that stands in the file, and keeps only its fingerprint", async () => {
    const bench = await startApplyBench();
    const ApiKeyValue = `{{literal:${bench.literals.add("hunter2-hunter2")}}}`;
    const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x", ApiKeyValue } };
    const applied = await bench.apply([defined({ Name: "orders", AuthorizationType: "API_KEY", AuthParameters })]);
    expect(applied.result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("hunter2-hunter2");
    expect(JSON.stringify([applied, await bench.deps.ledger.records()])).not.toContain("hunter2");
  });

  it("follows a definition to another file, and changes nothing in AWS for it", async () => {
    const deauthorized = { kind: "end-state", state: "DEAUTHORIZED", reason: "no" } as const;
    const bench = await startApplyBench({ faults: [deauthorized, { kind: "end-early" }] });
    await bench.apply([keyed(bench, "orders")]);
    await bench.apply([{ ...keyed(bench, "orders"), id: "moved", file: "moved.ts" }]);
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ id: "moved", file: "moved.ts" });
    expect(bench.tokens("UpdateResource")).toEqual([]);
  });
});

describe("a property that AWS has added to connections since", () => {
  it("is left alone: what it is in AWS is neither a change nor a failure", async () => {
    const bench = await startApplyBench();
    const { resources } = bench.deps.aws;
    const newer: typeof resources = {
      ...resources,
      async read(...call) {
        const found = need(await resources.read(...call));
        if (found === undefined) return undefined;
        return { ...found, properties: { ...found.properties, Added: "by AWS", AlsoAdded: { In: ["a", "list"] } } };
      },
    };
    const aws = { resources: newer };
    expect((await bench.apply([keyed(bench, "orders")], { aws })).result.outcome).toBe("applied");
    const updated = await bench.apply([keyed(bench, "orders", { Description: "v2" })], { aws });
    expect(resultFor(updated, "orders")).toMatchObject({ action: "update", status: "applied" });
    const again = await bench.apply([keyed(bench, "orders", { Description: "v2" })], { aws });
    expect(again.result.outcome).toBe("no-changes");
  });
});

describe("a connection that gets another name", () => {
  it("exists under the new one before the old one goes", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    await bench.apply([{ ...keyed(bench, "orders-v2"), id: "orders" }]);
    const writes = bench.aws.requests().filter(({ operation }) => /^(?:Create|Delete)Resource$/.test(operation));
    expect(writes.map(({ name }) => name)).toEqual(["orders", "orders-v2", "orders"]);
    expect(bench.aws.connectionNames()).toEqual(["orders-v2"]);
  });

  it("stays under the old one while the new one fails", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "fail", code: "InvalidRequest", name: "orders-v2" });
    const applied = await bench.apply([{ ...keyed(bench, "orders-v2"), id: "orders" }]);
    expect(resultFor(applied, "orders-v2").status).toBe("failed");
    expect(resultFor(applied, "orders")).toMatchObject({ action: "delete", status: "skipped" });
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
  });
});
