import { describe, expect, it } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Key } from "../../workflows/engine/values/key.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { type ApplyBench, keyed, makeAsAnother, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, options, someDiagnostic } from "../support/definitions.ts";

const { signal } = new AbortController();

describe("a survey of a connection that was left half-done", () => {
  const drift = async (bench: ApplyBench) =>
    (await detectDrift(githubAdvice("connections"), bench.deps, { signal })).plan.findings;

  it("says that an update did not get to its end, and that EventBridge cannot use it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "no", operation: "UpdateResource" });
    await bench.apply([keyed(bench, "orders", { Description: "v2" })]);
    expect(await drift(bench)).toMatchObject([
      {
        code: "drift",
        message: expect.stringMatching(/^an earlier change of "orders" did not get to its end: AWS may have something/),
      },
      { code: "not-authorized" },
    ]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([
      { state: "incomplete", inProgress: false, usable: false, live: { exists: true, matches: false } },
    ]);
  });

  it("says so of a create, whatever has its name by then", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    await bench.apply([keyed(bench, "orders")]);
    expect(await drift(bench)).toMatchObject([
      { message: expect.stringMatching(/^an earlier change of "orders" did not get to its end/) },
    ]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([{ state: "incomplete", inProgress: false }]);
  });

  it("says that it is not known whether a change took effect", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "DeleteResource" });
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection" });
    await bench.apply([]);
    expect(await drift(bench)).toMatchObject([
      {
        message: expect.stringMatching(/^whether an earlier change of "orders" took effect is not known: AWS may have/),
      },
    ]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([{ state: "in-doubt" }]);
  });

  it("leaves out what a run is at", async () => {
    const bench = await startApplyBench({ settleMs: 600_000 });
    await bench.apply([keyed(bench, "orders")], { within: 60_000 });
    expect(await drift(bench)).toEqual([]);
  });
});

it("a survey that is to read less leaves out what it did not read, and takes none of it for gone", async () => {
  const bench = await startApplyBench();
  await bench.apply([keyed(bench, "orders"), keyed(bench, "billing"), keyed(bench, "stock")]);
  for (const name of ["orders", "billing"]) bench.aws.changeConnection(name, { Description: "by hand" });
  const choose = (unknown: readonly Key[]) => unknown.filter(({ identifier }) => identifier === "orders");
  const scope = { choose };
  const { plan, unread, drifted } = await detectDrift(githubAdvice("connections"), bench.deps, { signal }, scope);
  expect(plan.changes.map(({ name, action }) => [name, action])).toEqual([
    ["orders", "update"],
    ["stock", "no-op"],
  ]);
  expect(unread.map(({ name }) => name)).toEqual(["billing"]);
  expect(drifted.map(({ causes }) => causes)).toEqual([["changed"]]);
});

it("what is ignored is in no plan where nothing else differs, and is counted", async () => {
  const bench = await startApplyBench();
  await bench.apply([keyed(bench, "orders"), keyed(bench, "billing")]);
  for (const name of ["orders", "billing"]) bench.aws.changeConnection(name, { Description: "by hand" });
  const scope = { ignored: { orders: ["/Description"] } };
  const { plan, drifted } = await detectDrift(githubAdvice("connections"), bench.deps, { signal }, scope);
  expect(plan.changes.map(({ name }) => name)).toEqual(["billing"]);
  expect(plan.findings.map(({ about }) => about?.name)).toEqual(["billing"]);
  expect(drifted.filter(({ ignored }) => ignored.length === 1)).toMatchObject([{ causes: [], edited: [] }]);
});

describe("a survey of a connection whose parameter", () => {
  const messages = async (bench: ApplyBench) =>
    (await detectDrift(githubAdvice("connections"), bench.deps, { signal })).plan.findings.map(
      ({ message }) => message,
    );

  it("was made anew says that its version is the same again", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.deleteParameter("/bridgehead/orders");
    bench.clock.advance(60_000);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "another" });
    expect(await messages(bench)).toEqual([
      expect.stringContaining('parameter /bridgehead/orders of "orders" was rotated and has version 1 again'),
    ]);
  });

  it("is gone says so in the status, and of no other", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    bench.aws.deleteParameter("/bridgehead/orders");
    const status = await readStatus(bench.deps, { signal });
    expect(status.map(({ record }) => record.parameters)).toEqual([
      [{ path: "/bridgehead/orders", version: 1, newest: null, missing: true }],
      [{ path: "/bridgehead/stock", version: 1, newest: 1 }],
    ]);
  });

  it("was rotated, and is pinned elsewhere, tells the versions of what follows it", async () => {
    const bench = await startApplyBench();
    const pinned = { Key: "x-old", Value: "{{resolve:ssm-secure:/bridgehead/orders:1}}", IsValueSecret: true };
    const { AuthParameters } = apiKeyModel("orders");
    const parameters = { ...(AuthParameters as Model), InvocationHttpParameters: { HeaderParameters: [pinned] } };
    await bench.apply([keyed(bench, "orders", { AuthParameters: parameters })]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "another" });
    expect(await messages(bench)).toEqual([expect.stringContaining("rotated from version 1 to 2")]);
  });

  it("was rotated names no line, since a record has none", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "another" });
    expect((await messages(bench))[0]).toContain("rotated from version 1 to 2");
    const { plan } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
    expect(plan.changes).toMatchObject([{ action: "update", file: "orders.ts", line: null }]);
  });
});

describe("a plan", () => {
  it("with an error in a definition calls nobody", async () => {
    const bench = await startApplyBench();
    const broken = someDiagnostic("error");
    const set = { definitions: [keyed(bench, "orders")], diagnostics: [broken], literals: bench.literals };
    const before = bench.aws.requests().length;
    expect((await planDefinitions(set, "all", bench.deps, { signal })).plan.digest).toBeNull();
    expect(bench.aws.requests()).toHaveLength(before);
  });

  it("of an adoption that goes on in AWS is of what was reviewed, and does not call it untouched", async () => {
    const bench = await startApplyBench();
    await makeAsAnother(bench, "orders");
    const adopting = { ...keyed(bench, "orders"), options: { ...options, adopt: true } };
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * 60_000, operation: "UpdateResource" });
    const { result, plan } = await bench.apply([adopting], { within: 60_000 });
    expect(result.outcome).toBe("continued");
    expect((await bench.plan([adopting])).changes).toMatchObject([
      { action: "update", digest: plan.changes[0]?.digest },
    ]);
  });
});
