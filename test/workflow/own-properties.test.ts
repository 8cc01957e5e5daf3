import { describe, expect, it } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { makeAsAnother } from "../support/apply-bench.ts";
import { applied, orders, PARAMETER, puts, recordIn, signal } from "./own-properties-support.ts";

describe("a change of own properties", () => {
  it("is planned as one, recorded whole, and sends AWS nothing", async () => {
    const bench = await applied({ protect: true, removal: "retain" });
    const before = bench.tokens("UpdateResource").length;
    const { plan, result } = await bench.apply([orders(bench, {})]);
    expect(plan.counts).toMatchObject({ configure: 1, update: 0, "no-op": 0 });
    expect(plan.changes).toMatchObject([
      {
        action: "configure",
        properties: [
          { path: "/protect", before: true, after: false, sensitive: false, readable: true, recorded: null },
          { path: "/removal", before: "retain", after: "delete" },
        ],
      },
    ]);
    expect(result).toMatchObject({ outcome: "applied", results: [{ action: "configure", status: "applied" }] });
    expect(bench.tokens("UpdateResource")).toHaveLength(before);
    expect(puts(bench)).toBe(0);
    expect(await recordIn(bench)).toMatchObject({ run: "run-2", options: { protect: false, removal: "delete" } });
    expect(await bench.deps.ledger.intents()).toEqual([]);
    expect((await bench.apply([orders(bench, {})])).result.outcome).toBe("no-changes");
  });

  it("changes nothing while it is held", async () => {
    const bench = await applied({ protect: true });
    const { result } = await bench.apply([orders(bench, {})], {
      review: async ({ plan }) => ({
        allowed: [],
        held: plan.changes.map((change) => ({ change, cause: "not-reviewed", why: "nobody saw it" })),
      }),
    });
    expect(result.outcome).toBe("held");
    expect(await recordIn(bench)).toMatchObject({ options: { protect: true } });
    // A file that moved is no change, and takes nothing of it along.
    const moved = { ...orders(bench, { protect: true }), file: "moved.ts" };
    expect((await bench.apply([moved])).result.outcome).toBe("no-changes");
    expect(await recordIn(bench)).toMatchObject({ file: "moved.ts", options: { protect: true } });
  });

  it("is part of an update, before which the record says what was", async () => {
    const bench = await applied({ protect: true });
    const { plan } = await bench.apply([orders(bench, {}, "v2")]);
    expect(plan.changes).toMatchObject([
      { action: "update", properties: [{ path: "/Description" }, { path: "/protect", before: true, after: false }] },
    ]);
    expect(await recordIn(bench)).toMatchObject({ options: { protect: false } });
  });

  it("of a resource that its service cannot use says so", async () => {
    const bench = await applied({});
    bench.aws.setConnectionState("orders", "DEAUTHORIZED", null);
    const { result } = await bench.apply([orders(bench, { protect: true })]);
    expect(result).toMatchObject({
      outcome: "failed",
      reason: "not-authorized",
      results: [{ action: "configure", status: "failed", authorization: "DEAUTHORIZED" }],
    });
    expect(await recordIn(bench)).toMatchObject({ options: { protect: true }, authorization: "DEAUTHORIZED" });
  });
});

it("a look at what somebody made anew tells nothing of own properties", async () => {
  const bench = await applied({ exportArn: PARAMETER });
  bench.aws.removeConnection("orders");
  bench.clock.advance(10_000);
  await makeAsAnother(bench, "orders");
  const { plan } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
  expect(plan.findings.map(({ message }) => message).join()).toContain("made anew");
  expect(plan.findings.map(({ message }) => message).join()).not.toContain("exportArn");
});
