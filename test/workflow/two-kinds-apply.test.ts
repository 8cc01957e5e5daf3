import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { need, Refusal } from "../../workflows/ports/answer.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { type ApplyBench, reviewBy, storedKey } from "../support/apply-bench.ts";
import { crate, crateKey, yard } from "../support/crates.ts";
import { apiKeyModel, defined, keyOf } from "../support/definitions.ts";

import {
  connectionOf,
  crateOrders,
  startYard,
  startWithBoth,
  kindOf,
  told,
  pending,
  drift,
  askedOf,
} from "./start-yard.ts";

const MINUTE = 60_000;
const { signal } = new AbortController();

const writes = ({ aws }: ApplyBench): number =>
  aws.requests().filter(({ operation }) => /^(?:Create|Update|Delete)Resource$/.test(operation)).length;

describe("an apply", () => {
  it("gives each its own secret and record, and has nothing to do after that", async () => {
    const bench = await startYard();
    const both = [connectionOf(), crateOrders()];
    expect(told((await bench.apply(both)).result.results)).toEqual([
      "connection: create applied",
      "crate: create applied",
    ]);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(bench.aws.storedResource(crate.type, "orders")?.properties).toMatchObject({ Code: "code-of-orders" });
    const tokens = bench.tokens("CreateResource");
    expect(new Set(tokens).size).toBe(2);
    expect(await bench.deps.ledger.records()).toMatchObject([
      { key: keyOf("orders"), arn: expect.stringContaining(":connection/orders/"), authorization: "AUTHORIZED" },
      { key: crateKey("orders"), authorization: null, live: { Size: 1 } },
    ]);
    const before = writes(bench);
    expect((await bench.apply(both)).result.outcome).toBe("no-changes");
    expect(writes(bench)).toBe(before);
  });

  it("waits for no state of a crate, which has none", async () => {
    const bench = await startYard();
    await bench.apply([crateOrders()]);
    const reads = bench.aws.requests().filter(({ operation }) => operation === "GetResource");
    // For the plan, and to read back what was made.
    expect(reads).toHaveLength(2);
  });

  it("records no ARN of a kind that has none, whatever a property of that name says", async () => {
    const bench = await startYard();
    const kinds = createKinds([yard.all[0], { ...crate, arn: null }]);
    const { result } = await bench.apply([crateOrders()], { kinds });
    expect(result.results).toMatchObject([{ status: "applied", arn: null }]);
    const live = need(await bench.deps.aws.resources.read(crateKey("orders"), signal));
    expect(live?.properties["Arn"]).toEqual(expect.any(String));
    // Nobody can be asked who uses it.
    expect((await askedOf(bench, [])).asked).toEqual(new Map());
  });

  it("changes one of them", async () => {
    const bench = await startWithBoth();
    const next = [connectionOf(), crateOrders({ Size: 2 })];
    expect(told((await bench.apply(next)).result.results)).toEqual(["crate: update applied"]);
    expect(
      told((await bench.apply([connectionOf({ Description: "v2" }), next[1] as Definition])).result.results),
    ).toEqual(["connection: update applied"]);
  });

  it("deletes one of them", async () => {
    const bench = await startWithBoth();
    expect(told((await bench.apply([connectionOf()], { read: "changed" })).result.results)).toEqual([
      "crate: delete applied",
    ]);
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    expect((await bench.deps.ledger.records()).map(({ key }) => key)).toEqual([keyOf("orders")]);
  });

  it("fails for one of them where its parameter cannot be used", async () => {
    const bench = await startYard();
    const { secrets } = bench.deps.aws;
    const read: typeof secrets.read = async (...call) =>
      need(await secrets.read(...call)).filter(({ path }) => path !== "/bridgehead/crates/orders");
    const { result } = await bench.apply([connectionOf(), crateOrders()], { aws: { secrets: { read } } });
    expect(told(result.results)).toEqual(["connection: create applied", "crate: create failed"]);
    expect(result).toMatchObject({ outcome: "failed", reason: "change-failed" });
  });

  it("fails for both, and tells of each which resource that was", async () => {
    const bench = await startWithBoth();
    const arns = (await bench.deps.ledger.records()).map(({ arn }) => arn);
    bench.aws.addFault({ kind: "fail", code: "InvalidRequest", operation: "UpdateResource", times: 2 });
    const { result } = await bench.apply([connectionOf({ Description: "v2" }), crateOrders({ Size: 2 })]);
    expect(told(result.results)).toEqual(["connection: update failed", "crate: update failed"]);
    expect(result.results.map(({ arn }) => arn)).toEqual(arns);
  });

  it("calls a replacement only what is one", async () => {
    const bench = await startYard();
    const stock = defined(apiKeyModel("stock"), { id: "orders" });
    bench.aws.putParameter({ name: "/bridgehead/stock", value: "key-of-stock" });
    await bench.apply([stock, crateOrders()]);
    const { result } = await bench.apply([connectionOf(), crateOrders({ Size: 2 })]);
    expect(told(result.results)).toEqual([
      "connection: replace applied",
      "crate: update applied",
      "connection: delete applied",
    ]);
  });

  it("follows both to other files", async () => {
    const bench = await startWithBoth();
    await bench.apply([connectionOf({}, { file: "a.ts" }), crateOrders({}, { file: "b.ts" })]);
    expect(await bench.deps.ledger.records()).toMatchObject([
      { key: keyOf("orders"), file: "a.ts" },
      { key: crateKey("orders"), file: "b.ts" },
    ]);
  });

  it("asks again for the connection that was not authorised, though the crate changes", async () => {
    const bench = await startYard();
    bench.aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "no", name: "orders" });
    bench.aws.addFault({ kind: "end-early", name: "orders" });
    const first = await bench.apply([connectionOf(), crateOrders()]);
    expect(first.result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    const second = await bench.apply([connectionOf(), crateOrders({ Size: 2 })]);
    expect(told(second.result.results)).toEqual(["connection: no-op failed", "crate: update applied"]);
  });

  it("tells of the one that it did not begin when it lost the lock", async () => {
    const bench = await startYard();
    const { ledger } = bench.deps;
    const putIntent: typeof ledger.putIntent = () => Promise.reject(new LeaseLostError("the lease is lost"));
    const held = reviewBy(({ key }) => key.type === crate.type);
    const { result } = await bench.apply([connectionOf(), crateOrders()], {
      ledger: { ...ledger, putIntent },
      review: held,
    });
    expect(result.reason).toBe("lock-lost");
    expect(told(result.results)).toEqual(["connection: create held", "crate: create skipped"]);
  });
});

describe("an operation that outlasts the run", () => {
  it("keeps nobody from the other one, and only its own resource is at work", async () => {
    const bench = await startYard();
    await bench.apply([crateOrders()]);
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * MINUTE });
    const both = [connectionOf(), crateOrders()];
    expect(told((await bench.apply(both, { within: MINUTE })).result.results)).toEqual([
      "connection: create continued",
    ]);

    bench.clock.advance(5 * MINUTE);
    const plan = await bench.plan(both);
    expect(plan.diagnostics).toEqual([]);
    expect(pending(plan)).toEqual(["connection: create"]);
    expect((await drift(bench)).changes.map(kindOf)).toEqual(["crate"]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([{ type: crate.type, inProgress: false }]);

    await bench.apply([connectionOf(), crateOrders({}, { file: "b.ts" })], { within: MINUTE });
    expect(await bench.deps.ledger.records()).toMatchObject([{ key: crateKey("orders"), file: "b.ts" }]);
    const changed = [connectionOf(), crateOrders({ Size: 2 })];
    const nothing = reviewBy(
      () => false,
      ({ action }) => action !== "no-op",
    );
    const held = await bench.apply(changed, { within: MINUTE, review: nothing });
    expect(told(held.result.results)).toEqual(["connection: create continued", "crate: update held"]);
    expect(told((await bench.apply(changed, { within: MINUTE })).result.results)).toEqual([
      "connection: create continued",
      "crate: update applied",
    ]);
    expect((await bench.apply(changed, { within: 60 * MINUTE })).result.outcome).toBe("applied");
    expect(bench.tokens("CreateResource")).toHaveLength(2);
  });

  it("is planned beside what AWS shows of it already", async () => {
    const bench = await startYard({ settleMs: 20 * MINUTE });
    await bench.apply([crateOrders()], { within: 60 * MINUTE });
    const both = [connectionOf(), crateOrders()];
    await bench.apply(both, { within: MINUTE });
    bench.clock.advance(15 * MINUTE);
    expect(bench.aws.connectionNames()).toEqual(["orders"]);
    const plan = await bench.plan(both);
    expect(plan.diagnostics).toEqual([]);
    expect(pending(plan)).toEqual(["connection: create"]);
  });

  it("and changes one of them leaves a survey of the other", async () => {
    const bench = await startWithBoth();
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * MINUTE });
    await bench.apply([connectionOf({ Description: "v2" }), crateOrders()], { within: MINUTE });
    expect((await drift(bench)).changes.map(kindOf)).toEqual(["crate"]);
    expect((await readStatus(bench.deps, { signal })).map(({ inProgress }) => inProgress)).toEqual([true, false]);
  });

  it("is continued, though the other one's parameter cannot be read", async () => {
    const bench = await startYard();
    const { resources, secrets } = bench.deps.aws;
    const create = () => Promise.reject(new Error("died"));
    const both = [connectionOf(), crateOrders()];
    await expect(bench.apply(both, { aws: { resources: { ...resources, create } } })).rejects.toThrow("died");
    expect(await bench.deps.ledger.intents()).toHaveLength(2);
    const denied = {
      kind: "denied",
      code: "AccessDeniedException",
      operation: "GetParameters",
      subject: "",
      detail: "",
    } as const;
    const read: typeof secrets.read = (wanted, stop) =>
      wanted.some(({ path }) => path.startsWith("/bridgehead/crates/"))
        ? Promise.resolve(new Refusal(denied))
        : secrets.read(wanted, stop);
    const { result } = await bench.apply(both, { aws: { secrets: { read } } });
    expect(told(result.results)).toEqual(["connection: create applied", "crate: create failed"]);
    expect(result.results.map(({ id }) => id)).toEqual(["orders", "orders-crate"]);
  });

  it("that was lost leaves its own record in doubt", async () => {
    const bench = await startWithBoth();
    const { resources } = bench.deps.aws;
    const update = () => Promise.reject(new Error("died"));
    const next = [connectionOf({ Description: "v2" }), crateOrders()];
    await expect(bench.apply(next, { aws: { resources: { ...resources, update } } })).rejects.toThrow("died");
    expect(told((await bench.apply(next)).result.results)).toEqual(["connection: update applied"]);
  });
});

describe("an id that goes to another resource", () => {
  const heldCreates = reviewBy(({ action }) => action === "delete");

  it("of another type keeps the one that it had from nothing", async () => {
    const bench = await startYard();
    await bench.apply([connectionOf()]);
    const { result } = await bench.apply([crateOrders({}, { id: "orders" })], { review: heldCreates });
    expect(told(result.results)).toEqual(["connection: delete applied", "crate: create held"]);
  });

  it("keeps all that it had until that is there", async () => {
    const bench = await startYard();
    const named = (name: string) => {
      bench.aws.putParameter({ name: `/bridgehead/${name}`, value: `key-of-${name}` });
      return defined(apiKeyModel(name), { id: "orders" });
    };
    await bench.apply([named("first")]);
    bench.aws.addFault({ kind: "fail", code: "InvalidRequest", name: "first" });
    await bench.apply([named("second")]);
    expect(bench.aws.connectionNames()).toEqual(["first", "second"]);
    const third = named("third");
    expect(told((await bench.apply([third], { review: heldCreates })).result.results)).toEqual([
      "connection: delete skipped",
      "connection: delete skipped",
      "connection: create held",
    ]);
    bench.aws.addFault({ kind: "slow", milliseconds: 20 * MINUTE });
    for (const _ of [1, 2]) {
      expect(told((await bench.apply([third], { within: MINUTE })).result.results)).toEqual([
        "connection: delete skipped",
        "connection: delete skipped",
        "connection: create continued",
      ]);
    }
    // One that stays for a reason of its own keeps no other.
    const kept = await bench.apply([third], {
      within: 60 * MINUTE,
      review: reviewBy(
        ({ name }) => name === "second",
        ({ name }) => name === "first",
      ),
    });
    expect(told(kept.result.results).slice(0, 2)).toEqual(["connection: delete held", "connection: delete applied"]);
    await bench.apply([third]);
    expect(bench.aws.connectionNames()).toEqual(["third"]);
  });
});
