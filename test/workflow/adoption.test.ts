import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { SurveyDeps } from "../../workflows/plan/survey.ts";
import { detectDrift } from "../../workflows/detect-drift.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { type ApplyBench, reviewedIn, reviewedWhere, resultFor, SETTLE_MS, storedKey } from "../support/apply-bench.ts";
import { apiKeyModel, keyOf } from "../support/definitions.ts";
import { throughCalls } from "../support/port-calls.ts";
import { adopting, makeByHand, reads, startWith, UNREADABLE, unwritten, withOwn } from "./adoptions.ts";

const signal = AbortSignal.timeout(60_000);
const names = Array.from({ length: 40 }, (_, index) => `c-${String(index).padStart(2, "0")}`);

const updates = (bench: ApplyBench): number =>
  bench.aws.requests().filter(({ operation }) => /^Update(?:Resource|Connection)$/.test(operation)).length;
const surveying = ({ deps }: ApplyBench): SurveyDeps => deps;

async function takenOver(name = "orders"): Promise<{ readonly bench: ApplyBench; readonly definition: Definition }> {
  const bench = await startWith([name]);
  const definition = adopting(bench, name);
  expect((await bench.apply([definition])).result.outcome).toBe("applied");
  return { bench, definition };
}

describe("forty connections that are as they are defined", () => {
  it("are taken over without a request that writes, and no credential is read", async () => {
    const bench = await startWith(names);
    const definitions = names.map((name) => adopting(bench, name));
    const plan = await bench.plan(definitions);
    expect(plan.counts).toMatchObject({ adopt: 40 });
    expect(new Set(plan.findings.map(({ code }) => code))).toEqual(new Set(["new-destination"]));
    const { result } = await bench.apply(definitions, { review: reviewedIn(plan) });
    expect(result.outcome).toBe("applied");
    expect(result.results.filter(({ status, writes }) => status === "applied" && writes === false)).toHaveLength(40);
    // Who stored its credential, and whether AWS has tried it, nobody here knows.
    expect(result.results.filter(({ standing }) => standing !== undefined)).toEqual([]);
    expect(updates(bench)).toBe(0);
    expect(reads(bench)).toBe(0);
    expect(names.map((name) => storedKey(bench, name))).toEqual(names.map((name) => `theirs-${name}`));
    expect((await unwritten(bench)).toSorted()).toEqual(names);
    expect((await bench.apply(definitions)).result.outcome).toBe("no-changes");
    expect(updates(bench)).toBe(0);
  });

  it("are written where one of them differs: that one, and no other, and the plan says so", async () => {
    const bench = await startWith(names);
    const definitions = names.map((name) => adopting(bench, name, {}, name === "c-07" ? { Description: "other" } : {}));
    const plan = await bench.plan(definitions);
    const overwriting = plan.findings.filter(({ code }) => code === "overwrites-credential");
    expect(overwriting.map(({ about }) => about?.name)).toEqual(["c-07"]);
    await bench.apply(definitions);
    expect(updates(bench)).toBe(1);
    expect(storedKey(bench, "c-07")).toBe("key-of-c-07");
    expect(storedKey(bench, "c-08")).toBe("theirs-c-08");
    expect(await unwritten(bench)).toHaveLength(39);
  });

  it("are held where nobody reviewed that, as every adoption is", async () => {
    const bench = await startWith(["orders"]);
    const applied = await bench.apply([adopting(bench, "orders")], { review: reviewedWhere(() => false) });
    expect(resultFor(applied, "orders")).toMatchObject({ status: "held", writes: false });
    const writing = await bench.plan([adopting(bench, "orders", { adopt: "write" })]);
    const other = await bench.apply([adopting(bench, "orders")], { review: reviewedIn(writing) });
    expect(resultFor(other, "orders").status).toBe("held");
  });
});

describe("a connection that was taken over as it was", () => {
  it("is said to be stored by nobody: not by its status, and not by a change of its own properties", async () => {
    const { bench } = await takenOver();
    const [status] = await readStatus(surveying(bench), { signal: AbortSignal.timeout(10_000) });
    expect(status).toMatchObject({ unwritten: true, authorization: "AUTHORIZED", usable: true });
    expect(status).not.toHaveProperty("standing");
    const configured = resultFor(await bench.apply([adopting(bench, "orders", { protect: true })]), "orders");
    expect(configured).toMatchObject({ action: "configure", status: "applied", authorization: "AUTHORIZED" });
    expect(configured).not.toHaveProperty("standing");
  });

  it("is written by the first rotation, whose secret and destination the adoption's plan named", async () => {
    const { bench, definition } = await takenOver();
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "rotated" });
    const uncaused = reviewedWhere(() => false);
    const rotated = await bench.apply([definition], { review: uncaused });
    expect(resultFor(rotated, "orders")).toMatchObject({ action: "update", status: "applied" });
    expect(rotated.plan.findings).toMatchObject([{ code: "overwrites-credential", about: { name: "orders" } }]);
    expect(storedKey(bench, "orders")).toBe("rotated");
    expect(await unwritten(bench)).toEqual([]);
    // From now on it is as every other.
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "rotated again" });
    await bench.apply([definition], { review: uncaused });
    expect(storedKey(bench, "orders")).toBe("rotated again");
  });

  it('is written by `adopt: "write"`, and only once', async () => {
    const { bench, definition } = await takenOver();
    const forced = withOwn(definition, { adopt: "write" });
    expect(resultFor(await bench.apply([forced], { read: "changed" }), "orders")).toMatchObject({ action: "update" });
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await unwritten(bench)).toEqual([]);
    expect((await bench.apply([forced])).result.outcome).toBe("no-changes");
    expect(updates(bench)).toBe(1);
  });

  it("is written with the first change of its definition", async () => {
    const { bench } = await takenOver();
    await bench.apply([adopting(bench, "orders", {}, { Description: "v2" })]);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await unwritten(bench)).toEqual([]);
  });

  it("keeps its credential, and the mark, while nothing is written", async () => {
    const { bench, definition } = await takenOver();
    const moved = { ...withOwn(definition, { adopt: false, protect: true }), file: "elsewhere.ts" };
    expect(resultFor(await bench.apply([moved]), "orders")).toMatchObject({ action: "configure", status: "applied" });
    const again = { ...moved, id: "elsewhere" };
    expect((await bench.apply([again])).result.outcome).toBe("no-changes");
    expect(await bench.deps.ledger.records()).toMatchObject([{ id: "elsewhere", unwritten: true }]);
    expect(storedKey(bench, "orders")).toBe("theirs-orders");
    expect(updates(bench)).toBe(0);
  });

  it("keeps the mark where an update never reached AWS", async () => {
    const { bench } = await takenOver();
    bench.aws.addFault({ kind: "access-denied", operation: "UpdateResource" });
    const applied = await bench.apply([adopting(bench, "orders", {}, { Description: "v2" })]);
    expect(resultFor(applied, "orders").status).toBe("failed");
    expect(await unwritten(bench)).toEqual(["orders"]);
    expect(storedKey(bench, "orders")).toBe("theirs-orders");
  });

  it("is no drift, and `status` says that its credential is not ours", async () => {
    const { bench } = await takenOver();
    const advice = { file: (file: string) => file, restore: () => "apply" };
    const drift = await detectDrift(advice, surveying(bench), { signal });
    expect([drift.plan.findings, drift.plan.counts["no-op"]]).toEqual([[], 1]);
    expect(await readStatus(surveying(bench), { signal })).toMatchObject([
      { unwritten: true, live: { matches: true } },
    ]);
    const patch = [
      { op: "replace", path: "/Description", value: "by hand" },
      { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "other" },
    ];
    await bench.deps.aws.resources.update(keyOf("orders"), new SecretText(JSON.stringify(patch)), "by-hand", signal);
    bench.clock.advance(SETTLE_MS * 2);
    const edited = await detectDrift(advice, surveying(bench), { signal });
    expect(edited.plan.findings).toMatchObject([
      {
        message: expect.stringContaining(
          "The next apply of this connection overwrites it, and with it the credential, which Bridgehead has not seen.",
        ),
      },
    ]);
    await bench.apply([adopting(bench, "orders", { adopt: "write" })]);
    expect((await readStatus(surveying(bench), { signal }))[0]).not.toHaveProperty("unwritten");
  });
});

describe("a connection that somebody touched between the plan and the apply", () => {
  /** Applies a plan of which somebody changes what it is about, right before the run looks again. */
  async function changedBefore(change: (bench: ApplyBench) => void | Promise<void>) {
    const bench = await startWith(["orders"]);
    let isChanged = false;
    const own = throughCalls(bench, async ({ name, make }) => {
      const answer = await make();
      if (name === "putIntent" && !isChanged) {
        isChanged = true;
        await change(bench);
      }
      return answer;
    });
    const applied = await bench.apply([adopting(bench, "orders")], own);
    return { bench, result: resultFor(applied, "orders") };
  }

  it("is left alone, and nothing is recorded", async () => {
    const { bench, result } = await changedBefore(async ({ deps, clock }) => {
      const patch = [
        { op: "replace", path: "/Description", value: "by hand" },
        { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "other" },
      ];
      await deps.aws.resources.update(keyOf("orders"), new SecretText(JSON.stringify(patch)), "by-hand", signal);
      clock.advance(SETTLE_MS * 2);
    });
    expect(result).toMatchObject({ status: "failed", error: expect.stringContaining('somebody changed "orders"') });
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("is not another of its name", async () => {
    const { bench, result } = await changedBefore(async (bench) => {
      bench.aws.removeConnection("orders");
      await makeByHand(bench, [apiKeyModel("orders")]);
    });
    expect(result).toMatchObject({ status: "failed", error: expect.stringContaining('somebody made "orders" anew') });
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("is nothing where it is gone", async () => {
    const { bench, result } = await changedBefore(({ aws }) => aws.removeConnection("orders"));
    expect(result).toMatchObject({ status: "failed", error: expect.stringContaining("no longer there") });
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("may have got another credential: nobody has seen it, and it stays as it is", async () => {
    const { bench, result } = await changedBefore(async ({ deps, clock }) => {
      const patch = [{ op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "newer" }];
      await deps.aws.resources.update(keyOf("orders"), new SecretText(JSON.stringify(patch)), "by-hand", signal);
      clock.advance(SETTLE_MS * 2);
    });
    expect(result).toMatchObject({ status: "applied", writes: false });
    expect(storedKey(bench, "orders")).toBe("newer");
    expect((await bench.plan([adopting(bench, "orders")])).counts).toMatchObject({ "no-op": 1 });
  });

  it("is not taken over while somebody is at it", async () => {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders");
    bench.aws.setConnectionState("orders", "UPDATING", null);
    expect(resultFor(await bench.apply([definition], { within: 60_000 }), "orders").status).toBe("continued");
    expect(await bench.deps.ledger.records()).toEqual([]);
    bench.aws.setConnectionState("orders", "AUTHORIZED", null);
    expect(resultFor(await bench.apply([definition]), "orders").status).toBe("applied");
  });

  it("says nothing of why it does not work: the service may quote a credential that nobody can mask", async () => {
    const bench = await startWith(["orders"]);
    bench.aws.setConnectionState("orders", "DEAUTHORIZED", "theirs-orders was refused");
    const { result } = await bench.apply([adopting(bench, "orders")]);
    expect(result.results).toMatchObject([{ status: "failed", authorization: "DEAUTHORIZED" }]);
    expect(JSON.stringify(result)).not.toContain("theirs");
    expect(await unwritten(bench)).toEqual(["orders"]);
  });

  it("is left for later where it cannot be read", async () => {
    const bench = await startWith(["orders"]);
    const own = throughCalls(bench, async ({ name, make }) => {
      const answer = await make();
      if (name === "putIntent") bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection" });
      return answer;
    });
    const { error, status } = resultFor(await bench.apply([adopting(bench, "orders")], own), "orders");
    expect([status, error]).toEqual(["failed", expect.stringMatching(UNREADABLE)]);
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect((await bench.apply([adopting(bench, "orders")])).result.outcome).toBe("applied");
  });
});
