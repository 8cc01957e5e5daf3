import { describe, expect, it } from "vitest";
import { keyed, makeAsAnother, resultFor, reviewBy, reviewedIn, startApplyBench } from "../support/apply-bench.ts";
import {
  applied,
  holdsArn,
  isTheirs,
  orders,
  PARAMETER,
  puts,
  recordIn,
  SECRET,
  signal,
  theirs,
  withExports,
} from "./own-properties-support.ts";

describe("an export", () => {
  it("of either ARN is written once, by the create or by itself, and is no other's", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    expect(await holdsArn(bench)).toBe(true);
    const both = orders(bench, { exportArn: PARAMETER, exportSecretArn: SECRET });
    const { plan, result } = await bench.apply([both]);
    expect(plan.changes).toMatchObject([
      { action: "configure", properties: [{ path: "/exportSecretArn", before: null, after: SECRET }] },
    ]);
    expect(plan.findings.map(({ message }) => message)).toEqual([
      `the ARN of the secret of "orders" is written to ${SECRET}, which does not exist yet`,
    ]);
    expect(result.outcome).toBe("applied");
    expect(await holdsArn(bench, SECRET)).toBe(true);
    await bench.apply([orders(bench, both.options, "v2")]);
    expect(puts(bench)).toBe(2);
  });

  it("to somebody's parameter is held, and the parameter is as it was", async () => {
    const bench = await applied({});
    bench.aws.putParameter(theirs);
    const definition = orders(bench, { exportArn: PARAMETER });
    const { plan, result } = await bench.apply([definition, keyed(bench, "stock")], {
      review: reviewedIn(await bench.plan([definition, keyed(bench, "stock")])),
    });
    expect(plan.counts).toMatchObject({ configure: 1, create: 1 });
    expect(result).toMatchObject({ outcome: "held", reason: "blocked-by-finding" });
    expect(resultFor({ result } as never, "stock").status).toBe("applied");
    expect(await isTheirs(bench)).toBe(true);
    // No acceptance clears it, and were it allowed it would not be overwritten all the same.
    const accepted = await bench.apply([definition, keyed(bench, "stock")]);
    expect(resultFor(accepted, "orders").status).toBe("held");
    const allowed = await bench.apply([definition, keyed(bench, "stock")], {
      review: reviewBy(
        ({ name }) => name === "orders",
        () => false,
      ),
    });
    expect(resultFor(allowed, "orders")).toMatchObject({
      status: "failed",
      error: `its ARN was not written to ${PARAMETER} (there is such a parameter, and Bridgehead did not make it)`,
    });
    expect(await isTheirs(bench)).toBe(true);
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null } });
  });

  it("goes below the prefix alone, whoever accepted the plan", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: "/shop/arns/orders" });
    expect((await bench.apply([definition])).result.outcome).toBe("held");
    const { result } = await bench.apply([definition], { review: reviewBy(() => true) });
    expect(result.results).toMatchObject([
      { status: "failed", error: expect.stringContaining("not below /bridgehead-") },
    ]);
    expect(puts(bench)).toBe(0);
  });

  it("does not overwrite a parameter that somebody made since the plan", async () => {
    const bench = await startApplyBench();
    const definition = orders(bench, { exportArn: PARAMETER });
    const { exports } = bench.deps.aws;
    const late = withExports(bench, {
      async create(...call) {
        if (!bench.aws.hasParameter(PARAMETER)) bench.aws.putParameter(theirs);
        return await exports.create(...call);
      },
    });
    const { result } = await bench.apply([definition], late);
    expect(result.results).toMatchObject([
      { action: "create", status: "failed", error: expect.stringMatching(/^applied, but its ARN was not written/) },
    ]);
    expect(await isTheirs(bench)).toBe(true);
    const next = await bench.plan([definition]);
    expect(next.changes).toMatchObject([{ action: "configure", properties: [{ path: "/exportArn", before: null }] }]);
    expect(next.findings).toMatchObject([{ code: "export-not-ours", level: "block" }]);
  });

  it("goes along with a replacement, over what Bridgehead wrote", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    const old = bench.aws.storedConnection("orders")?.arn ?? "";
    const renamed = { ...keyed(bench, "orders-2"), id: "orders" };
    const definition = { ...renamed, options: { ...renamed.options, exportArn: PARAMETER } };
    const { plan, result } = await bench.apply([definition]);
    expect(plan.changes).toMatchObject([{ action: "replace" }]);
    expect(plan.findings.map(({ message }) => message)).toContain(
      `the ARN of "orders-2" is written to ${PARAMETER}, which Bridgehead wrote before, and overwrites`,
    );
    expect(result.outcome).toBe("applied");
    const arn = bench.aws.storedConnection("orders-2")?.arn ?? "";
    expect(arn).not.toBe(old);
    expect(await bench.deps.aws.exports.holds(PARAMETER, arn, signal)).toBe(true);
  });

  it("is written again for a resource that somebody made anew", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    bench.aws.removeConnection("orders");
    bench.clock.advance(10_000);
    await makeAsAnother(bench, "orders");
    expect(await holdsArn(bench)).toBe(false);
    expect((await bench.apply([orders(bench, { exportArn: PARAMETER })])).result.outcome).toBe("applied");
    expect(await holdsArn(bench)).toBe(true);
  });

  it("that goes away or moves leaves its parameter, which is no longer Bridgehead's", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    const moved = orders(bench, { exportArn: SECRET });
    const { plan } = await bench.apply([moved]);
    expect(plan.findings.map(({ code }) => code)).toEqual(["export-written", "export-left"]);
    expect(await holdsArn(bench)).toBe(true);
    const back = await bench.plan([orders(bench, { exportArn: PARAMETER })]);
    expect(back.findings.map(({ code }) => code)).toEqual(["export-not-ours", "export-left"]);
  });

  it("asks whether parameters exist for what would be written alone", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    const asked = () => bench.aws.requests().filter(({ operation }) => operation === "DescribeParameters").length;
    const before = asked();
    await bench.plan([orders(bench, { exportArn: PARAMETER, protect: true })]);
    // That of the credential.
    expect(asked() - before).toBe(1);
    await bench.plan([orders(bench, { exportArn: "/shop/arns/orders" })]);
    expect(asked() - before).toBe(2);
  });
});
