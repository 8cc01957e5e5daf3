import { describe, expect, it } from "vitest";
import { LEASE_MS } from "../../workflows/apply/lease.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { type Answer, Refusal } from "../../workflows/ports/answer.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import type { Progress } from "../../workflows/ports/resources.ts";
import { readStatus } from "../../workflows/read-status.ts";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  resultFor,
  startApplyBench,
  storedKey,
} from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/* Histories in which a weaker machine touched what is another's, forgot what it had begun, or lost AWS's reason. */

const MINUTE = 60_000;
const { signal } = new AbortController();

function withOtherKey(bench: ApplyBench): Definition {
  bench.aws.putParameter({ name: "/bridgehead/other", value: "other" });
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/other}}" };
  return defined(apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters: key } }));
}

const planned = async (bench: ApplyBench, ...definitions: readonly Definition[]) =>
  (await bench.plan(definitions)).changes.map(({ action }) => action);

describe("what somebody made anew", () => {
  it("is not deleted after a delete of ours that nobody told the end of", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const { resources } = bench.deps.aws;
    const dying: typeof resources.delete = async (...call) => {
      await resources.delete(...call);
      throw new Error("died");
    };
    await expect(bench.apply([], { aws: { resources: { ...resources, delete: dying } } })).rejects.toThrow("died");
    bench.clock.advance(MINUTE);
    await makeAsAnother(bench, "orders");
    expect(resultFor(await bench.apply([]), "orders")).toMatchObject({ action: "forget", status: "applied" });
    expect(storedKey(bench, "orders")).toBe("key-of-another");
  });

  it("is not deleted with the definition of one whose update was left half-done", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource" });
    await bench.apply([keyed(bench, "orders", { Description: "v2" })]);
    expect(await bench.deps.ledger.records()).toMatchObject([{ state: "incomplete" }]);
    bench.aws.removeConnection("orders");
    await makeAsAnother(bench, "orders");
    expect(resultFor(await bench.apply([]), "orders")).toMatchObject({ action: "forget", status: "applied" });
    expect(storedKey(bench, "orders")).toBe("key-of-another");
  });

  it("is not taken for what a create of an earlier run made", async () => {
    const bench = await startApplyBench();
    const { resources } = bench.deps.aws;
    const dying: typeof resources.progress = async () => {
      throw new Error("died");
    };
    const wanted = [keyed(bench, "orders")];
    const first = bench.apply(wanted, { aws: { resources: { ...resources, progress: dying } } });
    await expect(first).rejects.toThrow("died");
    bench.clock.advance(3 * MINUTE);
    bench.aws.removeConnection("orders");
    await makeAsAnother(bench, "orders");
    expect((await bench.apply(wanted)).plan.diagnostics).toMatchObject([{ code: "name-taken" }]);
    expect(storedKey(bench, "orders")).toBe("key-of-another");
    expect(await bench.deps.ledger.records()).toEqual([]);
  });
});

describe("what AWS made for us", () => {
  it("is ours whether AWS's time of an operation is that of the request or that of its end", async () => {
    const bench = await startApplyBench({ settleMs: 5_000 });
    const { resources } = bench.deps.aws;
    let begunAt: number | null = null;
    const asDocumented = (progress: Answer<Progress>): Answer<Progress> => {
      if (progress instanceof Refusal) return progress;
      begunAt ??= progress.at;
      return { ...progress, at: begunAt };
    };
    const timed: typeof resources = {
      ...resources,
      create: async (...call) => asDocumented(await resources.create(...call)),
      progress: async (...call) => asDocumented(await resources.progress(...call)),
    };
    const made = await bench.apply([keyed(bench, "orders")], { aws: { resources: timed } });
    expect(resultFor(made, "orders")).toMatchObject({ action: "create", status: "applied" });
  });
});

function changeByHand(bench: ApplyBench, description: string): void {
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: "by-hand" };
  bench.aws.changeConnection("orders", { Description: description, AuthParameters: { ApiKeyAuthParameters: key } });
  bench.clock.advance(MINUTE);
}

describe("a key that somebody changed", () => {
  it("is sent again also where what they changed beside it is in the definition now", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.clock.advance(MINUTE);
    changeByHand(bench, "theirs");
    const accepted = keyed(bench, "orders", { Description: "theirs" });
    expect((await bench.plan([accepted])).changes).toMatchObject([
      { action: "update", suspectedAt: expect.any(Number) },
    ]);
    await bench.apply([accepted]);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await planned(bench, accepted)).toEqual(["no-op"]);
  });

  it("is not taken for what an update of an earlier run sent before that", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const wanted = keyed(bench, "orders", { Description: "v2" });
    const { resources } = bench.deps.aws;
    const dying: typeof resources.progress = async () => {
      throw new Error("died");
    };
    const first = bench.apply([wanted], { aws: { resources: { ...resources, progress: dying } } });
    await expect(first).rejects.toThrow("died");
    bench.clock.advance(MINUTE);
    expect((await bench.plan([wanted])).changes).toMatchObject([
      { action: "update", reason: expect.stringContaining("did not get to the end"), suspectedAt: null },
    ]);
    changeByHand(bench, "v2");
    expect(resultFor(await bench.apply([wanted]), "orders").status).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await planned(bench, wanted)).toEqual(["no-op"]);
  });
});

describe("what an earlier try did", () => {
  it("is not forgotten where a later one did nothing: the definition that goes back is sent", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    const { resources } = bench.deps.aws;
    let updates = 0;
    const twice: typeof resources = {
      ...resources,
      update: async (...call) => {
        updates += 1;
        if (updates === 2) bench.aws.addFault({ kind: "fail", code: "InvalidRequest", operation: "UpdateResource" });
        return await resources.update(...call);
      },
      progress: async (...call) => {
        const progress = await resources.progress(...call);
        if (progress instanceof Refusal || updates !== 1 || progress.status !== "SUCCESS") return progress;
        return { ...progress, status: "FAILED", errorCode: "Throttling", message: "rate" };
      },
    };
    const failed = resultFor(await bench.apply([withOtherKey(bench)], { aws: { resources: twice } }), "orders");
    expect(failed.error).toContain("InvalidRequest");
    expect([updates, storedKey(bench, "orders")]).toEqual([2, "other"]);
    expect(await bench.deps.ledger.records()).toMatchObject([{ state: "incomplete" }]);
    expect((await bench.apply([before], { read: "changed" })).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });
});

describe("what a create left", () => {
  it("is made anew where no update leads from it to what is defined now", async () => {
    const bench = await startApplyBench();
    const configuration = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-00000000000000000";
    const privately = {
      InvocationConnectivityParameters: { ResourceParameters: { ResourceConfigurationArn: configuration } },
    };
    bench.aws.addFault({ kind: "remnant", code: "NotStabilized" });
    await bench.apply([keyed(bench, "orders", privately)]);
    expect(await bench.deps.ledger.records()).toMatchObject([{ state: "incomplete" }]);
    const wanted = keyed(bench, "orders");
    expect(await planned(bench, wanted)).toEqual(["replace"]);
    expect(resultFor(await bench.apply([wanted]), "orders")).toMatchObject({ action: "replace", status: "applied" });
    expect(await planned(bench, wanted)).toEqual(["no-op"]);
  });
});

it("an apply that changes nothing tells of what works no longer", async () => {
  const bench = await startApplyBench();
  const wanted = [keyed(bench, "orders")];
  await bench.apply(wanted);
  bench.aws.setConnectionState("orders", "DEAUTHORIZED", "refused");
  const again = await bench.apply(wanted);
  expect(again.result.outcome).toBe("failed");
  expect(resultFor(again, "orders").error).toContain("DEAUTHORIZED");
});

describe("what was let go while a run slept", () => {
  it("is not taken back, and not deleted, for what that run asked of AWS", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    const { resources } = bench.deps.aws;
    const sleeping: typeof resources.update = async (...call) => {
      bench.clock.advance(5 * MINUTE);
      await bench.apply([{ ...before, options: { ...before.options, removal: "retain" } }]);
      await bench.apply([]);
      return await resources.update(...call);
    };
    const wanted = [keyed(bench, "orders", { Description: "v2" })];
    const slept = await bench.apply(wanted, { aws: { resources: { ...resources, update: sleeping } } });
    expect(resultFor(slept, "orders").status).toBe("in-doubt");
    bench.clock.advance(MINUTE);
    expect((await bench.apply([])).result.outcome).toBe("no-changes");
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });
});

describe("an update of a run that lost its lock", () => {
  it("is in the next plan, in drift and in the status before anybody applies, and the apply does just that", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    const { resources } = bench.deps.aws;
    const sleeping: typeof resources.update = async (...call) => {
      bench.clock.advance(2 * LEASE_MS);
      await bench.apply([before]);
      bench.clock.advance(2 * LEASE_MS);
      return await resources.update(...call);
    };
    const slept = await bench.apply([withOtherKey(bench)], { aws: { resources: { ...resources, update: sleeping } } });
    expect(slept.result).toMatchObject({ outcome: "failed", reason: "lock-lost" });
    expect(resultFor(slept, "orders").status).toBe("in-doubt");
    bench.clock.advance(MINUTE);
    expect(storedKey(bench, "orders")).toBe("other");

    const shown = await bench.plan([before]);
    const reason = "an earlier change of it did not get to the end";
    expect(shown.changes).toMatchObject([{ action: "update", reason: expect.stringContaining(reason) }]);
    const { plan: drift } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
    expect(drift.findings).toMatchObject([{ message: expect.stringContaining("took effect is not known") }]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([{ state: "in-doubt", inProgress: false }]);
    const applied = await bench.apply([before]);
    expect(applied.plan.digest).toBe(shown.digest);
    expect(applied.result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });

  it("leaves nothing in doubt that AWS did not take", async () => {
    const bench = await startApplyBench();
    const before = keyed(bench, "orders");
    await bench.apply([before]);
    const { resources } = bench.deps.aws;
    const refusing: typeof resources.update = async ({ identifier }) => {
      bench.clock.advance(2 * LEASE_MS);
      await bench.apply([before]);
      bench.clock.advance(2 * LEASE_MS);
      const code = "ConcurrentOperationException";
      return new Refusal({ kind: "busy", code, operation: "UpdateResource", subject: identifier, detail: "" });
    };
    const slept = await bench.apply([withOtherKey(bench)], { aws: { resources: { ...resources, update: refusing } } });
    expect(resultFor(slept, "orders")).toMatchObject({ status: "skipped", error: "the lock was lost" });
    expect(await bench.deps.ledger.intents()).toEqual([]);
    expect((await bench.plan([before])).changes).toMatchObject([{ action: "no-op" }]);
  });
});

describe("a create that may be at work", () => {
  const call = { operation: "CreateResource", subject: "orders", detail: "" };
  it.each([
    {
      when: "its answer is one that nobody understands",
      answers: [new Refusal({ ...call, kind: "misunderstood", code: "UnexpectedAnswer" })],
    },
    {
      when: "its answer is lost, and AWS refuses the same request then",
      answers: [
        new Refusal({ ...call, kind: "retriable", code: "ECONNRESET" }),
        new Refusal({ ...call, kind: "denied", code: "ExpiredTokenException" }),
      ],
    },
  ])("is gone on with where $when", async ({ answers }) => {
    const bench = await startApplyBench({ settleMs: 30_000 });
    const wanted = [keyed(bench, "orders")];
    const { resources } = bench.deps.aws;
    const left = [...answers];
    const create: typeof resources.create = async (...given) => {
      if (left.length === answers.length) await resources.create(...given);
      return left.shift() as Refusal;
    };
    const failed = resultFor(await bench.apply(wanted, { aws: { resources: { ...resources, create } } }), "orders");
    expect(failed.error).toContain(answers.at(-1)?.code);
    bench.clock.advance(MINUTE);
    expect(resultFor(await bench.apply(wanted), "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(new Set(bench.tokens("CreateResource")).size).toBe(1);
  });

  it("keeps its mark while nobody can look, and what it made is completed", async () => {
    const bench = await startApplyBench();
    const wanted = [keyed(bench, "orders")];
    const { ledger } = bench.deps;
    let isLost = false;
    const losing: typeof ledger = {
      ...ledger,
      putIntent: async (lease, intent) => {
        isLost ||= intent.requestToken !== null;
        if (isLost) throw new LeaseLostError("lost");
        await ledger.putIntent(lease, intent);
      },
    };
    expect(resultFor(await bench.apply(wanted, { ledger: losing }), "orders").status).toBe("in-doubt");
    // Another run settled the intent meanwhile, so that the mark alone is left.
    const lease = await ledger.acquire("another", MINUTE);
    if ("heldUntil" in lease) throw new Error("the lock is held");
    for (const intent of await ledger.intents()) if (!intent.isMark) await ledger.settleIntent(lease, intent, {});
    await ledger.release(lease);
    bench.clock.advance(MINUTE);
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection", times: 2 });
    await expect(bench.apply(wanted)).rejects.toThrow("AccessDeniedException");
    expect(await ledger.intents()).toMatchObject([{ isMark: true }]);
    bench.aws.clearFaults();
    const done = await bench.apply(wanted);
    expect(resultFor(done, "orders")).toMatchObject({ action: "create", status: "applied" });
    expect(await ledger.intents()).toEqual([]);
    expect(bench.tokens("CreateResource")).toHaveLength(1);
  });

  it("is not forgotten where its parameter is gone, so that AWS cannot be asked again", async () => {
    const bench = await startApplyBench();
    const { resources } = bench.deps.aws;
    const wanted = [keyed(bench, "orders")];
    const dying: typeof resources.create = async (...call) => {
      await resources.create(...call);
      throw new Error("died");
    };
    await expect(bench.apply(wanted, { aws: { resources: { ...resources, create: dying } } })).rejects.toThrow("died");
    bench.aws.deleteParameter("/bridgehead/orders");
    await bench.apply([]);
    expect(await bench.deps.ledger.intents()).toHaveLength(1);
    bench.clock.advance(2 * 60 * MINUTE);
    const later = await bench.apply([]);
    expect(resultFor(later, "orders")).toMatchObject({ action: "delete", status: "applied" });
    expect(bench.aws.connectionNames()).toEqual([]);
  });
});

it.each([
  ["where an error stops the change", [], { outcome: "held", reason: "stopped-by-error" }],
  [
    "where the definitions cannot be planned",
    [{ code: "wrong", severity: "error", message: "wrong", hint: null, file: "a.ts", line: 1, column: 1 }],
    { outcome: "failed", reason: "definitions-invalid" },
  ],
] as const)("what AWS failed after a run died is told also %s", async (_, diagnostics, ending) => {
  const bench = await startApplyBench();
  bench.aws.addFault({ kind: "fail", code: "InvalidRequest", message: "no such thing" });
  const { resources } = bench.deps.aws;
  const dying: typeof resources.progress = async () => {
    throw new Error("died");
  };
  const wanted = [keyed(bench, "orders")];
  await expect(bench.apply(wanted, { aws: { resources: { ...resources, progress: dying } } })).rejects.toThrow("died");
  bench.clock.advance(MINUTE);
  await makeAsAnother(bench, "orders");
  const { result } = await bench.apply(wanted, { diagnostics });
  expect(result).toMatchObject(ending);
  expect(result.results).toMatchObject([{ name: "orders" }]);
  expect(result.results[0]?.error).toMatch(/InvalidRequest: no such thing \(request token .*Bridgehead did not make/);
});

it.each(["update", "delete"] as const)(
  "a client token that AWS has seen leads to the %s that our lost request began, and to no other",
  async (action) => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const operation = action === "update" ? "UpdateResource" : "DeleteResource";
    bench.aws.addFault({ kind: "reset", when: "after", operation });
    bench.aws.addFault({ kind: "token-replay", answers: "conflict", every: 1 });
    const wanted = action === "update" ? [keyed(bench, "orders", { Description: "v2" })] : [];
    const applied = await bench.apply(wanted);
    expect(resultFor(applied, "orders")).toMatchObject({ action, status: "applied", error: null });
    expect(new Set(bench.tokens(operation)).size).toBe(1);
    expect((await bench.apply(wanted)).result.outcome).toBe("no-changes");
  },
);

it("a failure says why also where AWS has forgotten the operation", async () => {
  const bench = await startApplyBench();
  const { resources } = bench.deps.aws;
  const call = { operation: "CreateResource", subject: "orders", detail: "" };
  const used = { kind: "token-used", code: "ClientTokenConflictException", requestToken: crypto.randomUUID() } as const;
  const forgetful: typeof resources = {
    ...resources,
    create: async () => new Refusal({ ...call, ...used }),
    progress: async () => new Refusal({ ...call, kind: "not-found", code: "RequestTokenNotFoundException" }),
  };
  const applied = await bench.apply([keyed(bench, "orders")], { aws: { resources: forgetful } });
  expect(resultFor(applied, "orders").error).toContain('AWS no longer knows the create of "orders"');
});
