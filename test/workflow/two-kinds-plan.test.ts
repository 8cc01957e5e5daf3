import { describe, expect, it } from "vitest";
import { keyText } from "../../workflows/engine/values/key.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { renderPlanCheck } from "../../workflows/render/check.ts";
import { makeAsAnother, reviewedIn, reviewedWhere, SETTLE_MS } from "../support/apply-bench.ts";
import { crate, crateKey, crateModel, crateOf, yard } from "../support/crates.ts";
import { apiKeyModel, defined, keyOf, options } from "../support/definitions.ts";
import { pullRequestContext } from "../support/render-case.ts";

import {
  connectionOf,
  crateOrders,
  startYard,
  startWithBoth,
  told,
  pending,
  about,
  drift,
  askedOf,
} from "./start-yard.ts";

const { signal } = new AbortController();

describe("a plan", () => {
  it("makes no replacement of a resource by one of another type", async () => {
    const bench = await startYard();
    await bench.apply([connectionOf()]);
    const moved = await bench.plan([
      crateOf(crateModel("stock", { Code: "{{resolve:ssm-secure:/bridgehead/crates/orders}}" }), { id: "orders" }),
    ]);
    expect(pending(moved)).toEqual(["connection: delete", "crate: create"]);
  });

  it("adopts one of them, and compares it with what its own service tells", async () => {
    const bench = await startYard();
    await bench.apply([crateOrders()]);
    const http = { HeaderParameters: [{ Key: "x-tenant", Value: "shop", IsValueSecret: false }] };
    const model = apiKeyModel("orders");
    const auth = { ...(model["AuthParameters"] as Model), InvocationHttpParameters: http };
    const sent = {
      ...model,
      AuthParameters: { ...auth, ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "theirs" } },
    };
    const text = new SecretText(JSON.stringify(sent));
    await bench.deps.aws.resources.create(keyOf("orders"), text, "another", signal);
    bench.clock.advance(2 * SETTLE_MS);
    const planned = async (adopt: true | "write") => {
      const adopting = connectionOf({ AuthParameters: auth }, { options: { ...options, adopt } });
      const plan = await bench.plan([adopting, crateOrders()]);
      expect(pending(plan)).toEqual(["connection: adopt"]);
      return plan.changes[0]?.properties.map(({ path }) => path);
    };
    expect(await planned(true)).toEqual([]);
    expect(await planned("write")).toEqual(["/AuthParameters/ApiKeyAuthParameters/ApiKeyValue"]);
  });

  it("says that there is no crate to adopt, though there is a connection of that name", async () => {
    const bench = await startYard();
    await bench.apply([connectionOf()]);
    const adopting = crateOrders({}, { options: { ...options, adopt: true } });
    expect(about(await bench.plan([connectionOf(), adopting]))).toEqual([
      "nothing-to-adopt: crate",
      "new-destination: crate",
    ]);
  });

  it("does not take a resource of another type for the one that has its name", async () => {
    const bench = await startYard();
    await makeAsAnother(bench, "orders");
    const plan = await bench.plan([crateOrders()]);
    expect(plan.diagnostics).toEqual([]);
    expect(pending(plan)).toEqual(["crate: create"]);
  });

  it("asks of each that goes who uses it, by its own ARN, and speaks of users where a kind has some", async () => {
    const bench = await startWithBoth();
    const arns = new Map((await bench.deps.ledger.records()).map(({ key, arn }) => [keyText(key), arn]));
    bench.aws.putParameter({ name: "/bridgehead/stock", value: "key-of-stock" });
    const { asked, plan } = await askedOf(bench, [defined(apiKeyModel("stock"))]);
    expect(asked).toEqual(arns);
    expect(about(plan).filter((each) => !each.startsWith("new-"))).toEqual(["dependents: connection"]);
  });

  it("asks of what is replaced who uses it, and of what stays nothing", async () => {
    const bench = await startWithBoth();
    bench.aws.putParameter({ name: "/bridgehead/stock", value: "key-of-stock" });
    const renamed = await askedOf(bench, [defined(apiKeyModel("stock"), { id: "orders" }), crateOrders({ Size: 2 })]);
    expect([...renamed.asked.keys()]).toEqual([keyText(keyOf("orders"))]);
    expect(renamed.plan.findings.filter(({ code }) => code === "dependents")).toMatchObject([
      { level: "warn", about: { key: keyOf("stock") } },
    ]);
  });

  it("shows a remark on one of them with its name and type", async () => {
    const bench = await startWithBoth();
    bench.aws.putParameter({ name: "/bridgehead/other", value: "code" });
    const changed = crateOrders({ Code: "{{resolve:ssm-secure:/bridgehead/other}}" });
    const plan = await bench.plan([connectionOf({ Description: "v2" }), changed]);
    expect(about(plan)).toEqual(["new-destination: crate"]);
    const { summary } = renderPlanCheck(plan, pullRequestContext);
    expect(summary).toContain("- Parameter /bridgehead/other goes to crate orders for the first time.");
  });
});

describe("a review", () => {
  it("of both is one of each", async () => {
    const bench = await startYard();
    const both = [connectionOf(), crateOrders()];
    const review = reviewedIn(await bench.plan(both), yard);
    expect((await bench.apply(both, { review })).result.outcome).toBe("applied");
  });

  it("of one of them is none of the other", async () => {
    const bench = await startYard();
    const shown = await bench.plan([crateOrders()]);
    const { result, plan } = await bench.apply([connectionOf(), crateOrders()], { review: reviewedIn(shown, yard) });
    expect(told(result.results)).toEqual(["connection: create held", "crate: create applied"]);
    expect(about(plan)).toEqual(["new-destination: connection", "new-destination: crate"]);
  });

  it("that nobody made holds the one that sends a secret to a new place, and not the other", async () => {
    const bench = await startWithBoth();
    bench.aws.putParameter({ name: "/bridgehead/other", value: "code" });
    const changed = crateOrders({ Code: "{{resolve:ssm-secure:/bridgehead/other}}" });
    const { result } = await bench.apply([connectionOf({ Description: "v2" }), changed], {
      review: reviewedWhere(() => false, yard),
    });
    expect(told(result.results)).toEqual(["connection: update applied", "crate: update held"]);
  });

  it("holds the one that is protected, and not the other", async () => {
    const box = crateOrders({}, { options: { ...options, protect: true } });
    const bench = await startWithBoth(connectionOf(), box);
    bench.aws.putParameter({ name: "/bridgehead/stock", value: "key-of-stock" });
    const { result, plan } = await bench.apply([defined(apiKeyModel("stock"))], {
      review: reviewedWhere(() => true, yard),
    });
    expect(about(plan)).toContain("protected: crate");
    expect(about(plan)).not.toContain("protected: connection");
    expect(told(result.results)).toEqual([
      "connection: delete applied",
      "crate: delete held",
      "connection: create applied",
    ]);
  });
});

describe("a survey", () => {
  it("tells which of them is gone", async () => {
    const bench = await startWithBoth();
    await bench.deps.aws.resources.delete(crateKey("orders"), "by-hand", signal);
    bench.clock.advance(2 * SETTLE_MS);
    const { findings } = await drift(bench);
    expect(findings).toMatchObject([
      { code: "drift", about: { key: crateKey("orders") }, message: expect.stringContaining("apply of this crate") },
    ]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([
      { type: keyOf("").type, id: "orders", live: { exists: true }, usable: true },
      { type: crate.type, id: "orders-crate", live: { exists: false }, usable: false },
    ]);
  });

  it("tells which of them was edited, and that a crate is usable without a state", async () => {
    const bench = await startWithBoth();
    bench.aws.changeResource(crate.type, "orders", { Size: 9 });
    bench.aws.deleteParameter("/bridgehead/crates/orders");
    const drifted = await drift(bench);
    expect(pending(drifted)).toEqual(["crate: update"]);
    expect(drifted.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining("The next apply of this crate overwrites it"),
      expect.stringContaining("The crate works on"),
    ]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([
      { live: { matches: true }, authorization: "AUTHORIZED", usable: true },
      { live: { differs: ["/Size"] }, authorization: null, usable: true },
    ]);
  });

  it("tells of the connection alone that it is not authorised", async () => {
    const bench = await startWithBoth();
    bench.aws.setConnectionState("orders", "DEAUTHORIZED", null);
    expect(about(await drift(bench))).toEqual(["not-authorized: connection"]);
  });
});
