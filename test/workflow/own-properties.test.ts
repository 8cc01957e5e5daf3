import { describe, expect, it } from "vitest";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { LEASE_MS, takeLock } from "../../workflows/apply/lease.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { ArnExports } from "../../workflows/ports/parameters.ts";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  reviewedIn,
  resultFor,
  SETTLE_MS,
  startApplyBench,
  reviewBy,
} from "../support/apply-bench.ts";

const PARAMETER = "/bridgehead-arns/orders";
const SECRET = "/bridgehead-arns/orders-secret";
const { signal } = new AbortController();

/** The definition of `orders`. */
function orders(bench: ApplyBench, own: Partial<DefinitionOptions>, description = "orders"): Definition {
  const definition = keyed(bench, "orders", { Description: description });
  return { ...definition, options: { ...definition.options, ...own } };
}

async function applied(own: Partial<DefinitionOptions>): Promise<ApplyBench> {
  const bench = await startApplyBench();
  expect((await bench.apply([orders(bench, own)])).result.outcome).toBe("applied");
  return bench;
}

const recordIn = async ({ deps }: ApplyBench) => (await deps.ledger.records()).find(({ name }) => name === "orders");
const puts = ({ aws }: ApplyBench): number =>
  aws.requests().filter(({ operation }) => operation === "PutParameter").length;

/** Whether the parameter holds the ARN that the connection has now. */
async function holdsArn(bench: ApplyBench, parameter = PARAMETER): Promise<boolean> {
  const stored = bench.aws.storedConnection("orders");
  const arn = parameter === SECRET ? stored?.secretArn : stored?.arn;
  return (await bench.deps.aws.exports.holds(parameter, arn ?? "", signal)) === true;
}

const theirs = { name: PARAMETER, value: "theirs", type: "String" } as const;
const isTheirs = async (bench: ApplyBench): Promise<boolean> =>
  (await bench.deps.aws.exports.holds(PARAMETER, "theirs", signal)) === true;

/** An apply whose exports are other than the bench's. */
function withExports(bench: ApplyBench, exports: Partial<ArnExports>) {
  return { aws: { exports: { ...bench.deps.aws.exports, ...exports } } };
}

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
        const another = await takeLock(bench.deps.ledger, "another", bench.clock);
        await another?.release();
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

it("a look at what somebody made anew tells nothing of own properties", async () => {
  const bench = await applied({ exportArn: PARAMETER });
  bench.aws.removeConnection("orders");
  bench.clock.advance(10_000);
  await makeAsAnother(bench, "orders");
  const { plan } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
  expect(plan.findings.map(({ message }) => message).join()).toContain("made anew");
  expect(plan.findings.map(({ message }) => message).join()).not.toContain("exportArn");
});
