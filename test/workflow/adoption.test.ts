import { describe, expect, it } from "vitest";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import type { SurveyDeps } from "../../workflows/plan/survey.ts";
import { detectDrift } from "../../workflows/detect-drift.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import {
  type ApplyBench,
  keyed,
  reviewBy,
  reviewedIn,
  reviewedWhere,
  resultFor,
  SETTLE_MS,
  startApplyBench,
  storedKey,
} from "../support/apply-bench.ts";
import { apiKeyModel, keyOf, nameOf } from "../support/definitions.ts";
import { Death, dyingAt, throughCalls } from "../support/port-calls.ts";

/** With AWS's own words: nothing was sent, so that they quote no credential. */
const UNREADABLE = /cannot be read \(.* not authorized to perform: events:DescribeConnection.*\); run the apply again/;
const signal = AbortSignal.timeout(60_000);
const names = Array.from({ length: 40 }, (_, index) => `c-${String(index).padStart(2, "0")}`);

/** Makes connections as people did before there was Bridgehead, each with a key that only AWS has. */
async function makeByHand({ deps, clock }: ApplyBench, models: readonly Model[]): Promise<void> {
  for (const model of models) {
    const name = nameOf(model);
    const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: `theirs-${name}` } };
    const text = new SecretText(JSON.stringify({ ...model, AuthParameters }));
    await deps.aws.resources.create(keyOf(name), text, `by-hand-${name}-${clock.now()}`, signal);
  }
  clock.advance(SETTLE_MS * 2);
}

const withOwn = (definition: Definition, own: Partial<DefinitionOptions>): Definition => ({
  ...definition,
  options: { ...definition.options, ...own },
});

function adopting(bench: ApplyBench, name: string, own: Partial<DefinitionOptions> = {}, changes: Model = {}) {
  return withOwn(keyed(bench, name, changes), { adopt: true, ...own });
}

async function startWith(which: readonly string[]): Promise<ApplyBench> {
  const bench = await startApplyBench();
  await makeByHand(
    bench,
    which.map((name) => apiKeyModel(name)),
  );
  return bench;
}

const updates = (bench: ApplyBench): number =>
  bench.aws.requests().filter(({ operation }) => /^Update(?:Resource|Connection)$/.test(operation)).length;
const reads = (bench: ApplyBench): number =>
  bench.aws
    .requests()
    .filter(({ operation, name }) => operation === "GetParameters" && name?.startsWith("/bridgehead/") === true).length;
const unwritten = async ({ deps }: ApplyBench): Promise<readonly string[]> =>
  (await deps.ledger.records()).filter((record) => record.unwritten === true).map(({ name }) => name);
const surveying = ({ deps }: ApplyBench): SurveyDeps => deps;

async function takenOver(name = "orders"): Promise<{ readonly bench: ApplyBench; readonly definition: Definition }> {
  const bench = await startWith([name]);
  const definition = adopting(bench, name);
  expect((await bench.apply([definition])).result.outcome).toBe("applied");
  return { bench, definition };
}

/** What a process has that dies once everything but its record is there. */
function diesBeforeSettling(bench: ApplyBench) {
  return throughCalls(bench, async ({ name, make }) => {
    if (name === "settleIntent") throw new Death("the process is gone");
    return await make();
  });
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
    if (intent?.record === undefined || intent.record === null || lease === undefined) throw new Error("it was begun");
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
