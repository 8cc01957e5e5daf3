import { describe, expect, it } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Model } from "../../workflows/engine/kinds/model.ts";
import { planDefinitions } from "../../workflows/plan-target.ts";
import type { ResourceRecord } from "../../workflows/ports/ledger.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { type ApplyBench, keyed, makeAsAnother, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, options } from "../support/definitions.ts";

const { signal } = new AbortController();

describe("a survey of a connection that was edited", () => {
  it.each<[string, Partial<ResourceRecord>]>([
    ["was not made to the end", { state: "incomplete", begun: { digest: null, desired: {}, before: null } }],
    ["is in doubt", { state: "in-doubt", begun: { digest: null, desired: null, before: {} } }],
  ])("and that %s tells of a run, and of no drift", async (_, changes) => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.changeConnection("orders", { Description: "by hand" });
    const { ledger } = bench.deps;
    const records = async () => (await ledger.records()).map((record) => ({ ...record, ...changes }));
    const deps = { ...bench.deps, ledger: { ...ledger, records } };
    expect(await readStatus(deps, { signal })).toMatchObject([{ name: "orders", inProgress: true }]);
    expect((await detectDrift(githubAdvice("connections"), deps, { signal })).plan).toMatchObject({
      changes: [],
      findings: [],
    });
    expect((await detectDrift(githubAdvice("connections"), bench.deps, { signal })).plan.changes).toHaveLength(1);
  });
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
    const broken = {
      code: "x",
      severity: "error",
      message: "m",
      hint: null,
      file: "a.ts",
      line: 1,
      column: 1,
    } as const;
    const set = { definitions: [keyed(bench, "orders")], diagnostics: [broken], literals: bench.literals };
    const before = bench.aws.requests().length;
    expect((await planDefinitions(set, "all", bench.deps, { signal })).plan.digest).toBeNull();
    expect(bench.aws.requests()).toHaveLength(before);
  });

  it("of an adoption that goes on in AWS is of one still", async () => {
    const bench = await startApplyBench();
    await makeAsAnother(bench, "orders");
    const adopting = { ...keyed(bench, "orders"), options: { ...options, adopt: true } };
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * 60_000, operation: "UpdateResource" });
    const { result, plan } = await bench.apply([adopting], { within: 60_000 });
    expect(result.outcome).toBe("continued");
    expect((await bench.plan([adopting])).changes).toMatchObject([
      { action: "adopt", digest: plan.changes[0]?.digest },
    ]);
  });
});
