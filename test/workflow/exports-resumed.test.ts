import { describe, expect, it } from "vitest";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { LEASE_MS, takeLock } from "../../workflows/apply/lease.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import {
  type ApplyBench,
  keyed,
  resultFor,
  reviewBy,
  reviewedIn,
  SETTLE_MS,
  startApplyBench,
} from "../support/apply-bench.ts";
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
  it("that fails after its create is still the change that was reviewed", async () => {
    const bench = await startApplyBench();
    const definition = orders(bench, { exportArn: PARAMETER, protect: true });
    const shown = await bench.plan([definition]);
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    expect((await bench.apply([definition], { review: reviewedIn(shown) })).result.outcome).toBe("failed");
    expect(await recordIn(bench)).toMatchObject({ state: "applied", options: { exportArn: null, protect: true } });
    // Not so what asks for more than that.
    const more = orders(bench, { ...definition.options, removal: "retain" });
    expect((await bench.apply([more], { review: reviewedIn(shown) })).result.outcome).toBe("held");
    const second = await bench.apply([definition], { review: reviewedIn(shown) });
    expect(second.result).toMatchObject({ outcome: "applied", results: [{ action: "configure" }] });
    expect(await holdsArn(bench)).toBe(true);
    expect(await recordIn(bench)).toMatchObject({ begun: null, options: { exportArn: PARAMETER } });
  });

  it("that fails keeps nothing of its change, and comes again", async () => {
    const bench = await applied({ protect: true });
    const definition = orders(bench, { exportArn: PARAMETER });
    const shown = await bench.plan([definition]);
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    const { result } = await bench.apply([definition], { review: reviewedIn(shown) });
    // Nothing of it can quote a credential: AWS's own words stay.
    const error = expect.stringContaining("is not authorized to perform: ssm:PutParameter");
    expect(result.results).toMatchObject([{ action: "configure", status: "failed", error }]);
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null, protect: true } });
    expect(await bench.deps.ledger.intents()).toEqual([]);
    expect((await bench.apply([definition], { review: reviewedIn(shown) })).result.outcome).toBe("applied");
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: PARAMETER, protect: false } });
  });

  it("of which one half failed is Bridgehead's where it was written", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: PARAMETER, exportSecretArn: SECRET });
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", name: SECRET, times: 1 });
    const { result } = await bench.apply([definition]);
    expect(result.results).toMatchObject([{ error: expect.stringContaining("the ARN of its secret was not written") }]);
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null }, written: [PARAMETER] });
    const next = await bench.plan([definition]);
    expect(next.findings.map(({ level }) => level)).toEqual(["warn", "warn"]);
    expect((await bench.apply([definition])).result.outcome).toBe("applied");
    expect(await recordIn(bench)).not.toHaveProperty("written");
  });

  it("whose run died after it was written is Bridgehead's, and goes on", async () => {
    const bench = await applied({ protect: true });
    const definition = orders(bench, { exportArn: PARAMETER });
    const shown = await bench.plan([definition]);
    const { exports } = bench.deps.aws;
    const dying = withExports(bench, {
      async create(...call) {
        await exports.create(...call);
        throw new Error("died");
      },
    });
    await expect(bench.apply([definition], { review: reviewedIn(shown), ...dying })).rejects.toThrow("died");
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null, protect: true } });
    // Whoever looks meanwhile sees the same change, and no resource in doubt.
    expect((await bench.plan([definition])).changes).toMatchObject([{ action: "configure" }]);
    const next = await bench.apply([definition], { review: reviewedIn(shown) });
    expect(next.result).toMatchObject({ outcome: "applied", results: [{ action: "configure", status: "applied" }] });
    expect(await recordIn(bench)).toMatchObject({
      state: "applied",
      options: { exportArn: PARAMETER, protect: false },
    });
    expect(await holdsArn(bench)).toBe(true);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("whose run lost the lock while it wrote is for the next one to note", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: PARAMETER });
    const { exports } = bench.deps.aws;
    const napping = withExports(bench, {
      async create(...call) {
        const answer = await exports.create(...call);
        bench.clock.advance(2 * LEASE_MS);
        const another = await takeLock(bench.deps.ledger, "another", bench);
        if (!("heldUntil" in another)) await another.release();
        return answer;
      },
    });
    const lost = await bench.apply([definition], napping);
    expect(lost.result).toMatchObject({ outcome: "failed", reason: "lock-lost" });
    expect(resultFor(lost, "orders")).toMatchObject({ action: "configure", status: "skipped" });
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null } });
    expect((await bench.apply([definition])).result.outcome).toBe("applied");
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: PARAMETER } });
  });

  it("whose run died before it was written does not make another's parameter Bridgehead's", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: PARAMETER });
    const create = async (): Promise<never> => {
      throw new Error("died");
    };
    await expect(bench.apply([definition], withExports(bench, { create }))).rejects.toThrow("died");
    bench.aws.putParameter(theirs);
    const next = await bench.apply([definition]);
    expect(next.plan.findings).toMatchObject([{ code: "export-not-ours" }]);
    expect(await isTheirs(bench)).toBe(true);
  });

  it("cannot be told of a dead run while nobody may look, and nothing else is begun", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: PARAMETER });
    const create = async (): Promise<never> => {
      throw new Error("died");
    };
    await expect(bench.apply([definition], withExports(bench, { create }))).rejects.toThrow("died");
    const refusal = { kind: "denied", code: "AccessDeniedException", operation: "GetParameters", detail: "" } as const;
    const holds = async () => new Refusal({ ...refusal, subject: PARAMETER });
    const blind = await bench.apply([definition], withExports(bench, { holds }));
    expect(resultFor(blind, "orders")).toMatchObject({ status: "failed", error: expect.stringContaining("refused") });
    expect(bench.aws.hasParameter(PARAMETER)).toBe(false);
    expect((await bench.apply([definition])).result.outcome).toBe("applied");
  });

  it("that fails with a replacement stays Bridgehead's parameter", async () => {
    const bench = await applied({ exportArn: PARAMETER });
    const renamed = { ...keyed(bench, "orders-2"), id: "orders" };
    const definition = { ...renamed, options: { ...renamed.options, exportArn: PARAMETER } };
    const shown = await bench.plan([definition]);
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    expect((await bench.apply([definition], { review: reviewedIn(shown) })).result.outcome).toBe("failed");
    await bench.apply([definition], { review: reviewedIn(shown) });
    const arn = bench.aws.storedConnection("orders-2")?.arn ?? "";
    expect(await bench.deps.aws.exports.holds(PARAMETER, arn, signal)).toBe(true);
    expect((await bench.apply([definition])).result.outcome).toBe("no-changes");
  });

  it("that failed does not stand for a later change of which nobody knows how it ended", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    await bench.apply([orders(bench, { exportArn: PARAMETER })]);
    const later = orders(bench, { exportArn: PARAMETER }, "v2");
    const shown = await bench.plan([later]);
    const { resources } = bench.deps.aws;
    const update: typeof resources.update = async (...call) => {
      await resources.update(...call);
      throw new Error("died");
    };
    await expect(bench.apply([later], { aws: { resources: { ...resources, update } } })).rejects.toThrow("died");
    bench.clock.advance(2 * SETTLE_MS);
    expect((await bench.plan([later])).changes).toMatchObject([{ action: "update", digest: shown.changes[0]?.digest }]);
    expect((await bench.apply([later], { review: reviewedIn(shown) })).result.outcome).toBe("applied");
  });

  it("of a create whose run died after it was written is taken for its own", async () => {
    const bench = await startApplyBench();
    const definition = orders(bench, { exportArn: PARAMETER });
    const { exports } = bench.deps.aws;
    const dying = withExports(bench, {
      async create(...call) {
        await exports.create(...call);
        throw new Error("died");
      },
    });
    await expect(bench.apply([definition], dying)).rejects.toThrow("died");
    expect((await bench.apply([definition])).result).toMatchObject({
      outcome: "applied",
      results: [{ action: "create", status: "applied" }],
    });
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: PARAMETER } });
    expect(puts(bench)).toBe(2);
  });

  it("that was given up after it failed leaves nothing to be finished", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    await bench.apply([orders(bench, { exportArn: PARAMETER })]);
    expect(await recordIn(bench)).toMatchObject({ begun: { options: { exportArn: PARAMETER } } });
    expect((await bench.apply([orders(bench, {})])).result.outcome).toBe("no-changes");
    expect(await recordIn(bench)).toMatchObject({ begun: null });
  });

  it("that is to go on reads no credential", async () => {
    const bench = await applied({});
    const definition = orders(bench, { exportArn: PARAMETER });
    const dying = withExports(bench, {
      create: async () => {
        throw new Error("died");
      },
    });
    await expect(bench.apply([definition], dying)).rejects.toThrow("died");
    const reads = () => bench.aws.requests().filter(({ name }) => name === "/bridgehead/orders:1").length;
    const before = reads();
    expect((await bench.apply([definition])).result.outcome).toBe("applied");
    // Neither what it finds begun nor what it changes sends one.
    expect(reads() - before).toBe(0);
  });
});

describe("what was not made yet", () => {
  it("has handed nothing on, while its create goes on", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "slow", milliseconds: 20 * 60_000 }] });
    const definition = orders(bench, { exportArn: PARAMETER });
    await bench.apply([definition], { within: 60_000 });
    bench.aws.putParameter(theirs);
    expect((await bench.plan([definition])).findings).toContainEqual(
      expect.objectContaining({ code: "export-not-ours", level: "block" }),
    );
    const second = await bench.apply([definition], { within: 60 * 60_000, review: reviewBy(() => true) });
    expect(resultFor(second, "orders").error).toContain("Bridgehead did not make it");
    expect(await isTheirs(bench)).toBe(true);
  });

  it("has handed nothing on, where its create failed half-way", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant", code: "AccessDenied", every: 1 }] });
    bench.aws.addFault({ kind: "fail", code: "AccessDenied", operation: "UpdateResource", every: 1 });
    const definition = orders(bench, { exportArn: PARAMETER, protect: true });
    expect((await bench.apply([definition])).result.outcome).toBe("failed");
    expect(await recordIn(bench)).toMatchObject({ state: "incomplete", options: { exportArn: null, protect: true } });
    bench.aws.clearFaults();
    bench.aws.putParameter(theirs);
    const second = await bench.apply([definition], { review: reviewBy(() => true) });
    expect(resultFor(second, "orders").error).toContain("Bridgehead did not make it");
    expect(await isTheirs(bench)).toBe(true);
  });
});

describe("a replacement by one of the same name", () => {
  const configuration = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-00000000000000000";
  const both = { exportArn: PARAMETER, exportSecretArn: SECRET };

  /** A private connection, which can only become a public one by being made anew. */
  function privately(bench: ApplyBench, own: Partial<DefinitionOptions>): Definition {
    const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };
    const definition = keyed(bench, "orders", { InvocationConnectivityParameters: path });
    return { ...definition, options: { ...definition.options, ...own } };
  }

  it("whose export fails keeps the parameter Bridgehead's", async () => {
    const bench = await startApplyBench();
    await bench.apply([privately(bench, { exportArn: PARAMETER })]);
    const definition = orders(bench, { exportArn: PARAMETER });
    const shown = await bench.plan([definition]);
    expect(shown.changes).toMatchObject([{ action: "replace" }]);
    bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", times: 1 });
    expect((await bench.apply([definition], { review: reviewedIn(shown) })).result.outcome).toBe("failed");
    expect(await recordIn(bench)).toMatchObject({ options: { exportArn: null }, written: [PARAMETER] });
    expect(await holdsArn(bench)).toBe(false);
    const next = await bench.apply([definition], { review: reviewedIn(shown) });
    expect(next.result).toMatchObject({ outcome: "applied", results: [{ action: "configure" }] });
    expect(await holdsArn(bench)).toBe(true);
  });

  it.each([
    ["which it wrote", false],
    ["of which it wrote one", true],
  ])("that ends half-way keeps the parameters %s", async (_, isHalf) => {
    const bench = await startApplyBench();
    await bench.apply([privately(bench, isHalf ? {} : both)]);
    if (isHalf) bench.aws.addFault({ kind: "access-denied", operation: "PutParameter", name: SECRET, times: 1 });
    await bench.apply([privately(bench, both)]);
    expect((await recordIn(bench))?.written).toEqual(isHalf ? [PARAMETER] : undefined);
    const definition = orders(bench, both);
    const shown = await bench.plan([definition]);
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "CreateResource" });
    const failed = await bench.apply([definition], { review: reviewedIn(shown) });
    expect(resultFor(failed, "orders").error).toContain("the new one is not there yet");
    const next = await bench.apply([definition], { review: reviewedIn(shown) });
    expect(next.result).toMatchObject({ outcome: "applied", results: [{ action: "create" }] });
    expect([await holdsArn(bench), await holdsArn(bench, SECRET)]).toEqual([true, true]);
  });
});
