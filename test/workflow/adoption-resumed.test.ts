import { describe, expect, it } from "vitest";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import {
  type ApplyBench,
  resultFor,
  reviewBy,
  reviewedIn,
  reviewedWhere,
  SETTLE_MS,
  storedKey,
} from "../support/apply-bench.ts";
import { keyOf } from "../support/definitions.ts";
import { Death, dyingAt, throughCalls } from "../support/port-calls.ts";
import { adopting, reads, startWith, UNREADABLE, unwritten } from "./adoptions.ts";

const signal = AbortSignal.timeout(60_000);

/** What a process has that dies once everything but its record is there. */
function diesBeforeSettling(bench: ApplyBench) {
  return throughCalls(bench, async ({ name, make }) => {
    if (name === "settleIntent") throw new Death("the process is gone");
    return await make();
  });
}

describe("a run that dies while it takes over", () => {
  const exported = "/bridgehead-arns/orders";
  const own = { exportArn: exported } as const;

  async function endState({ aws, deps }: ApplyBench) {
    const records = await deps.ledger.records();
    return {
      key: aws.storedConnection("orders")?.properties,
      exported: aws.hasParameter(exported),
      records: records.map(({ name, desired, live, options, state, unwritten: mark }) => ({
        name,
        desired,
        live,
        options,
        state,
        mark,
      })),
      intents: await deps.ledger.intents(),
      updates: aws.requests().filter(({ operation }) => operation === "UpdateResource").length,
    };
  }

  async function diesAt(calls: number) {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders", own);
    const review = reviewedIn(await bench.plan([definition]));
    await bench.apply([definition], { ...throughCalls(bench, dyingAt(calls)), review }).catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
    return { bench, definition, review };
  }

  it("at any point, is ended by the next one as if nothing had happened", async () => {
    const whole = await startWith(["orders"]);
    let calls = 0;
    const counted = throughCalls(whole, async ({ number, make }) => {
      calls = number;
      return await make();
    });
    await whole.apply([adopting(whole, "orders", own)], counted);
    const expected = await endState(whole);
    expect(expected).toMatchObject({
      updates: 0,
      exported: true,
      records: [{ mark: true, options: own }],
      intents: [],
    });
    expect(calls).toBeGreaterThan(5);
    for (let point = 0; point < calls; point += 1) {
      const { bench, definition, review } = await diesAt(point);
      const { result } = await bench.apply([definition], { review });
      expect({ point, outcome: result.outcome }).toEqual({
        point,
        outcome: expect.stringMatching(/^(?:applied|no-changes)$/),
      });
      expect({ point, ...(await endState(bench)) }).toEqual({ point, ...expected });
    }
  });

  it("goes on with what it handed on once the target is not frozen any more", async () => {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders", own);
    const dying = diesBeforeSettling(bench);
    await expect(bench.apply([definition], dying)).rejects.toThrow(Death);
    expect(bench.aws.hasParameter(exported)).toBe(true);
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection", times: 1 });
    expect(resultFor(await bench.apply([definition]), "orders").error).toMatch(UNREADABLE);
    const freeze = { frozen: async () => "an incident" };
    const frozen = await bench.apply([definition], { aws: { freeze } });
    expect(resultFor(frozen, "orders")).toMatchObject({
      status: "failed",
      error: expect.stringContaining("an incident"),
    });
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect(resultFor(await bench.apply([definition]), "orders")).toMatchObject({ status: "applied", writes: false });
    expect(await unwritten(bench)).toEqual(["orders"]);
    expect(reads(bench)).toBe(0);
  });

  it("leaves the next plan to decide what somebody has changed since, which tells what had been begun", async () => {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders", own);
    const dying = diesBeforeSettling(bench);
    await expect(bench.apply([definition], dying)).rejects.toThrow(Death);
    const patch = [
      { op: "replace", path: "/Description", value: "by hand" },
      { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: "other" },
    ];
    await bench.deps.aws.resources.update(keyOf("orders"), new SecretText(JSON.stringify(patch)), "by-hand", signal);
    bench.clock.advance(SETTLE_MS * 2);
    const next = await bench.apply([definition], { review: reviewedWhere(() => false) });
    expect(resultFor(next, "orders")).toMatchObject({
      status: "held",
      error: expect.stringMatching(
        /; an earlier run had begun it: somebody changed "orders" since it was planned; run/,
      ),
    });
    expect(next.result.outcome).toBe("held");
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("leaves what somebody has come to manage since as it is", async () => {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders", own);
    const dying = diesBeforeSettling(bench);
    await expect(bench.apply([definition], dying)).rejects.toThrow(Death);
    const { ledger } = bench.deps;
    const [intent] = await ledger.intents();
    const lease = await ledger.acquire("another", 60_000);
    if (intent?.record === undefined || intent.record === null || "heldUntil" in lease) throw new Error("it was begun");
    const { unwritten: _, ...theirs } = { ...intent.record, arn: intent.arn, run: "another" };
    await ledger.putRecord(lease, theirs);
    await ledger.release(lease);
    await bench.apply([definition], { review: reviewBy(() => false) });
    expect(await ledger.records()).toMatchObject([{ run: "another" }]);
    expect(await unwritten(bench)).toEqual([]);
    expect(await ledger.intents()).toEqual([]);
  });

  it("has taken nothing over where its definition went meanwhile", async () => {
    const bench = await startWith(["orders"]);
    const definition = adopting(bench, "orders");
    await expect(bench.apply([definition], throughCalls(bench, dyingAt("putIntent")))).rejects.toThrow(Death);
    expect(await bench.deps.ledger.intents()).toHaveLength(1);
    const { plan, result } = await bench.apply([], { review: reviewBy(() => true) });
    expect([plan.changes, result.outcome]).toEqual([[], "no-changes"]);
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });
});

it("a run that died while it wrote over what it took over leaves a plan that does not call that untouched", async () => {
  const bench = await startWith(["orders"]);
  const definition = adopting(bench, "orders", { adopt: "write" });
  const dying = diesBeforeSettling(bench);
  const before = await bench.plan([definition]);
  await expect(bench.apply([definition], dying)).rejects.toThrow(Death);
  const equal = adopting(bench, "orders");
  const [change] = (await bench.plan([equal])).changes;
  expect(change).toMatchObject({ action: "update", reason: expect.stringContaining("did not get to the end") });
  expect(change?.digest).toBe(before.changes[0]?.digest);
  // What nobody defines any more is nobody's to delete.
  expect((await bench.plan([])).changes).toEqual([]);
  expect((await bench.apply([equal])).result.outcome).toBe("applied");
  expect(storedKey(bench, "orders")).toBe("key-of-orders");
  expect((await bench.apply([equal])).result.outcome).toBe("no-changes");
});
