import { describe, expect, it } from "vitest";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  resultFor,
  startApplyBench,
  storedKey,
  writes,
} from "../support/apply-bench.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { isHeldForGood } from "../../workflows/engine/plan/review/review.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/** `orders` with version 1 of its parameter, whatever the newest is. */
function pinned(bench: ApplyBench, changes = {}) {
  const parameter = "/bridgehead/orders";
  if (!bench.aws.hasParameter(parameter)) bench.aws.putParameter({ name: parameter, value: "first" });
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: `{{resolve:ssm-secure:${parameter}:1}}` };
  return defined(apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters: key }, ...changes }));
}

const { signal } = new AbortController();
/** As the connection is that somebody else made. */
const theirs = { ApiKeyName: "theirs", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/orders}}" };

const codes = ({ plan }: Awaited<ReturnType<ApplyBench["apply"]>>): readonly string[] =>
  plan.diagnostics.map(({ code, severity, about }) => `${severity} ${code} ${about?.identifier}`);

describe("a parameter that is gone", () => {
  it("stops nothing where nothing has to be written with it", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders"), keyed(bench, "billing")]);
    const orders = keyed(bench, "orders");
    bench.aws.deleteParameter("/bridgehead/orders");
    const changed = await bench.apply([orders, keyed(bench, "billing", { Description: "changed" })]);
    expect(codes(changed)).toEqual(["warning parameter-not-found orders"]);
    expect(changed.result).toMatchObject({ outcome: "applied" });
    expect(resultFor(changed, "billing")).toMatchObject({ action: "update", status: "applied" });
    expect(await bench.apply([orders, keyed(bench, "billing", { Description: "changed" })])).toMatchObject({
      result: { outcome: "no-changes" },
    });
  });

  it("stops what has to be written with it, whoever accepts, until the parameter is there: by the same definition", async () => {
    const bench = await startApplyBench();
    const wanted = [keyed(bench, "orders", { Description: "changed" }), keyed(bench, "billing")];
    bench.aws.deleteParameter("/bridgehead/orders");
    const first = await bench.apply(wanted);
    expect(codes(first)).toEqual(["error parameter-not-found orders"]);
    expect(first.result).toMatchObject({ outcome: "held", reason: "stopped-by-error" });
    expect(resultFor(first, "orders")).toMatchObject({ status: "held" });
    expect(resultFor(first, "orders").error).toContain("there is no parameter /bridgehead/orders");
    expect(resultFor(first, "orders").error).not.toContain("correct the definition");
    expect(resultFor(first, "billing")).toMatchObject({ status: "applied" });
    expect(writes(bench)).toEqual(["CreateResource billing"]);
    expect(first.plan.changes.map((change) => [change.name, isHeldForGood(change, first.plan)])).toEqual([
      ["billing", false],
      ["orders", true],
    ]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "made anew" });
    expect((await bench.apply(wanted)).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("made anew");
  });

  it("keeps the digest of the change that waits for it, so that its review holds", async () => {
    const bench = await startApplyBench();
    const wanted = [keyed(bench, "orders")];
    const [before] = (await bench.plan(wanted)).changes;
    bench.aws.deleteParameter("/bridgehead/orders");
    const [without] = (await bench.plan(wanted)).changes;
    expect(without?.digest).toBe(before?.digest);
  });
});

describe("a parameter that is made anew after runs that found it gone", () => {
  it.each([
    ["changed nothing of its connection", {}],
    ["changed what is Bridgehead's own of it", { protect: true }],
  ] as const)("is sent, where they %s", async (_, own) => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    const orders = keyed(bench, "orders");
    const asked = { ...orders, options: { ...orders.options, ...own } };
    bench.aws.deleteParameter("/bridgehead/orders");
    await bench.apply([asked]);
    expect((await bench.deps.ledger.records())[0]?.parameters).toMatchObject([{ version: 1 }]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "made anew" });
    const again = await bench.apply([asked]);
    expect(resultFor(again, "orders")).toMatchObject({ action: "update", status: "applied" });
    expect(storedKey(bench, "orders")).toBe("made anew");
    expect((await bench.apply([asked])).result.outcome).toBe("no-changes");
  });

  it("is sent to what was taken over before it was there, and drift says so", async () => {
    const bench = await startApplyBench();
    await makeAsAnother(bench, "orders");
    const { Description: _, ...model } = apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters: theirs } });
    const orders = defined(model);
    const adopting = { ...orders, options: { ...orders.options, adopt: true as const } };
    expect(resultFor(await bench.apply([adopting]), "orders")).toMatchObject({ action: "adopt", writes: false });
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "the right one" });
    const { plan } = await detectDrift(githubAdvice("connections"), bench.deps, { signal });
    expect(plan.findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^parameter \/bridgehead\/orders of "orders" was made since it was taken over.*has not seen/,
      ),
    ]);
    expect((await bench.apply([adopting])).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("the right one");
  });
});

describe("a pinned version that is no longer kept", () => {
  it("is known at the plan, and says what to do that helps", async () => {
    const bench = await startApplyBench();
    await bench.apply([pinned(bench)]);
    for (let version = 2; version <= 101; version += 1) {
      bench.aws.putParameter({ name: "/bridgehead/orders", value: `number ${version}` });
    }
    expect(codes(await bench.apply([pinned(bench)]))).toEqual(["warning parameter-version-not-found orders"]);
    const changed = await bench.apply([pinned(bench, { Description: "changed" })]);
    expect(codes(changed)).toEqual(["error parameter-version-not-found orders"]);
    expect(resultFor(changed, "orders").error).toMatch(/from 2 on; pin a version that exists/);
    expect(resultFor(changed, "orders").error).not.toContain("plan again");
    expect(writes(bench)).toEqual(["CreateResource orders"]);
  });

  it("that is pinned and the oldest that is kept is fine", async () => {
    const bench = await startApplyBench();
    const orders = pinned(bench);
    for (let version = 2; version <= 100; version += 1) {
      bench.aws.putParameter({ name: "/bridgehead/orders", value: `number ${version}` });
    }
    expect((await bench.apply([orders])).result.outcome).toBe("applied");
    expect(storedKey(bench, "orders")).toBe("first");
  });
});

it("a warning stops nothing that is to be written", async () => {
  const bench = await startApplyBench();
  const expires = new Date(bench.clock.now() + 24 * 3_600_000);
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-of-orders", expires });
  const applied = await bench.apply([keyed(bench, "orders")]);
  expect(codes(applied)).toEqual(["warning parameter-expires orders"]);
  expect(applied.result.outcome).toBe("applied");
});

it("a SecureString where a plain parameter was stops what would disclose it, and is said of what has it not", async () => {
  const bench = await startApplyBench();
  const name = "/bridgehead/about";
  bench.aws.putParameter({ name, value: "Orders of the shop", type: "String" });
  const described = keyed(bench, "orders", { Description: `{{resolve:ssm:${name}}}` });
  await bench.apply([described]);
  bench.aws.deleteParameter(name);
  bench.aws.putParameter({ name, value: "canary-of-the-shop" });
  const again = await bench.apply([described]);
  expect(codes(again)).toEqual(["error secure-parameter-in-plain-reference orders"]);
  expect(JSON.stringify(bench.aws.storedConnection("orders"))).not.toContain("canary-of-the-shop");
});
