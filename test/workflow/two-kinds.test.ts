import { describe, expect, it } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { parseConfig } from "../../workflows/engine/config.ts";
import type { Definition } from "../../workflows/engine/definition.ts";
import { keyText } from "../../workflows/engine/kinds/key.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";
import type { Described, Verdict } from "../../workflows/engine/kinds/resource-kind.ts";
import type { Model } from "../../workflows/engine/kinds/model.ts";
import { type Change, pendingChanges, type Plan } from "../../workflows/engine/plan.ts";
import type { ChangeResult } from "../../workflows/engine/result.ts";
import { type HeldChange, type Review, reviewPlan } from "../../workflows/engine/review.ts";
import { SecretText } from "../../workflows/engine/secret-text.ts";
import { importConnections } from "../../workflows/import-connections.ts";
import { planDefinitions } from "../../workflows/plan-target.ts";
import { LeaseLostError } from "../../workflows/ports/ledger.ts";
import { CloudError } from "../../workflows/ports/resources.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { renderPlanCheck } from "../../workflows/render/check.ts";
import {
  type ApplyBench,
  type ApplyBenchOptions,
  makeAsAnother,
  reviewedIn,
  SETTLE_MS,
  startApplyBench,
  storedKey,
} from "../support/apply-bench.ts";
import { crate, crateKey, crateModel, crateOf, yard } from "../support/crates.ts";
import { apiKeyModel, defined, keyOf, options } from "../support/definitions.ts";
import { pullRequestContext } from "../support/render-case.ts";

/* A connection and a crate that are both called "orders": whatever is done to one is done to that one alone. */

const MINUTE = 60_000;
const { signal } = new AbortController();

const connectionOf = (changes: Model = {}, more: Partial<Definition> = {}): Definition =>
  defined(apiKeyModel("orders", changes), more);
const crateOrders = (changes: Model = {}, more: Partial<Definition> = {}): Definition =>
  crateOf(crateModel("orders", changes), more);

async function startYard(given: ApplyBenchOptions = {}): Promise<ApplyBench> {
  const bench = await startApplyBench({ kinds: yard, ...given });
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-of-orders" });
  bench.aws.putParameter({ name: "/bridgehead/crates/orders", value: "code-of-orders" });
  return bench;
}

/** With both in place. */
async function startWithBoth(connection = connectionOf(), box = crateOrders()): Promise<ApplyBench> {
  const bench = await startYard();
  expect((await bench.apply([connection, box])).result.outcome).toBe("applied");
  return bench;
}

const kindOf = ({ key }: Pick<ChangeResult, "key">): string => (key.type === crate.type ? "crate" : "connection");
const told = (results: readonly ChangeResult[]) =>
  results.map((result) => `${kindOf(result)}: ${result.action} ${result.status}`);
const pending = (plan: Plan) => pendingChanges(plan).map((change) => `${kindOf(change)}: ${change.action}`);
const about = (plan: Plan) =>
  plan.findings.map((finding) => `${finding.code}: ${finding.about === null ? "all" : kindOf(finding.about)}`);

async function drift({ deps }: ApplyBench): Promise<Plan> {
  return (await detectDrift(githubAdvice("connections"), deps, signal)).plan;
}

const unreviewed = (change: Change): HeldChange => ({ change, cause: "not-reviewed", why: "nobody reviewed it" });

/** A plan where everything that can be asked about has a user: with what was asked about, by key, and its ARN. */
async function askedOf({ deps, literals }: ApplyBench, definitions: readonly Definition[]) {
  const asked = new Map<string, string>();
  const dependents: ApplyBench["deps"]["aws"]["dependents"] = {
    async dependents(key, arn) {
      asked.set(keyText(key), arn);
      return ["shop"];
    },
  };
  const set = { definitions, diagnostics: [], literals };
  const { plan } = await planDefinitions(set, "all", { ...deps, aws: { ...deps.aws, dependents } }, signal);
  return { asked, plan };
}

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
    const live = await bench.deps.aws.resources.read(crateKey("orders"), signal);
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
      (await secrets.read(...call)).filter(({ path }) => path !== "/bridgehead/crates/orders");
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
    bench.aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "no" });
    const first = await bench.apply([connectionOf(), crateOrders()]);
    expect(first.result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    const second = await bench.apply([connectionOf(), crateOrders({ Size: 2 })]);
    expect(told(second.result.results)).toEqual(["connection: no-op failed", "crate: update applied"]);
  });

  it("tells of the one that it did not begin when it lost the lock", async () => {
    const bench = await startYard();
    const { ledger } = bench.deps;
    const putIntent: typeof ledger.putIntent = () => Promise.reject(new LeaseLostError("the lease is lost"));
    const held = (plan: Plan): Review => ({
      allowed: plan.changes.filter(({ key }) => key.type === crate.type),
      held: plan.changes.filter(({ key }) => key.type !== crate.type).map(unreviewed),
      noticed: [],
    });
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
    expect(await readStatus(bench.deps, signal)).toMatchObject([{ type: crate.type, inProgress: false }]);

    await bench.apply([connectionOf(), crateOrders({}, { file: "b.ts" })], { within: MINUTE });
    expect(await bench.deps.ledger.records()).toMatchObject([{ key: crateKey("orders"), file: "b.ts" }]);
    const changed = [connectionOf(), crateOrders({ Size: 2 })];
    const nothing = (plan: Plan): Review => ({ allowed: [], held: pendingChanges(plan).map(unreviewed), noticed: [] });
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
    expect((await readStatus(bench.deps, signal)).map(({ inProgress }) => inProgress)).toEqual([true, false]);
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
        ? Promise.reject(new CloudError(denied))
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
  const heldCreates = ({ changes }: Plan): Review => ({
    allowed: changes.filter(({ action }) => action === "delete"),
    held: changes.filter(({ action }) => action !== "delete").map(unreviewed),
    noticed: [],
  });

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
      review: ({ changes }) => ({
        allowed: changes.filter(({ name }) => name === "second"),
        held: changes.filter(({ name }) => name === "first").map(unreviewed),
        noticed: [],
      }),
    });
    expect(told(kept.result.results).slice(0, 2)).toEqual(["connection: delete held", "connection: delete applied"]);
    await bench.apply([third]);
    expect(bench.aws.connectionNames()).toEqual(["third"]);
  });
});

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
    const adopting = connectionOf({ AuthParameters: auth }, { options: { ...options, adopt: true } });
    const plan = await bench.plan([adopting, crateOrders()]);
    expect(pending(plan)).toEqual(["connection: adopt"]);
    expect(plan.changes[0]?.properties.map(({ path }) => path)).toEqual([
      "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
    ]);
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

  it("shows a remark on one of them at its own definition", async () => {
    const bench = await startWithBoth();
    bench.aws.putParameter({ name: "/bridgehead/other", value: "code" });
    const changed = crateOrders({ Code: "{{resolve:ssm-secure:/bridgehead/other}}" });
    const plan = await bench.plan([connectionOf({ Description: "v2" }), changed]);
    expect(about(plan)).toEqual(["new-destination: crate"]);
    const { annotations } = renderPlanCheck(plan, pullRequestContext);
    expect(annotations).toMatchObject([{ path: "connections/orders-crate.ts", line: 7 }]);
  });
});

describe("a review", () => {
  it("of both is one of each", async () => {
    const bench = await startYard();
    const both = [connectionOf(), crateOrders()];
    const review = reviewedIn(await bench.plan(both));
    expect((await bench.apply(both, { review })).result.outcome).toBe("applied");
  });

  it("of one of them is none of the other", async () => {
    const bench = await startYard();
    const shown = await bench.plan([crateOrders()]);
    const { result, plan } = await bench.apply([connectionOf(), crateOrders()], { review: reviewedIn(shown) });
    expect(told(result.results)).toEqual(["connection: create held", "crate: create applied"]);
    expect(about(plan)).toEqual(["new-destination: connection", "new-destination: crate"]);
  });

  it("that nobody made holds the one that sends a secret to a new place, and not the other", async () => {
    const bench = await startWithBoth();
    bench.aws.putParameter({ name: "/bridgehead/other", value: "code" });
    const changed = crateOrders({ Code: "{{resolve:ssm-secure:/bridgehead/other}}" });
    const { result } = await bench.apply([connectionOf({ Description: "v2" }), changed], {
      review: (plan) => reviewPlan(plan, { has: () => false }, null),
    });
    expect(told(result.results)).toEqual(["connection: update applied", "crate: update held"]);
  });

  it("holds the one that is protected, and not the other", async () => {
    const box = crateOrders({}, { options: { ...options, protect: true } });
    const bench = await startWithBoth(connectionOf(), box);
    bench.aws.putParameter({ name: "/bridgehead/stock", value: "key-of-stock" });
    const { result, plan } = await bench.apply([defined(apiKeyModel("stock"))], {
      review: (all) => reviewPlan(all, { has: () => true }, null),
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
    expect(await readStatus(bench.deps, signal)).toMatchObject([
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
    expect(await readStatus(bench.deps, signal)).toMatchObject([
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

describe("a kind whose service has states, and another name than EventBridge", () => {
  const verdicts: Readonly<Record<string, Verdict>> = { OPEN: "good", SHUT: "bad" };
  const locked = {
    ...crate,
    service: "Yard",
    // What it says is given to each test.
    supplement: () => undefined,
    ready: {
      verdict: (state: string) => verdicts[state] ?? "open",
      consequence: "nothing goes into this crate",
      remedy: "Open it",
    },
  };
  const kinds = createKinds([yard.all[0], locked]);
  const shut: Described = { state: "SHUT", reason: null, createdAt: null, arn: null, model: {} };
  const saying = (described: Described | undefined) => ({ services: { describe: async () => described } });

  async function startShut(): Promise<ApplyBench> {
    const bench = await startYard();
    const { result } = await bench.apply([crateOrders()], { kinds, aws: saying(shut) });
    expect(result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    expect(result.results).toMatchObject([{ error: "applied, but Yard says SHUT", authorization: "SHUT" }]);
    return bench;
  }

  it("is surveyed in its words", async () => {
    const { deps } = await startShut();
    const at = (described: Described) => ({ ...deps, kinds, aws: { ...deps.aws, ...saying(described) } });
    const findings = async (described: Described) =>
      (await detectDrift(githubAdvice("connections"), at(described), signal)).plan.findings;
    expect(await findings(shut)).toMatchObject([
      {
        code: "not-authorized",
        message: 'Yard says SHUT of "orders": nothing goes into this crate. Open it, then apply the crate again',
      },
    ]);
    expect(await findings({ ...shut, state: null })).toEqual([]);
    const usable = async (state: string | null) => (await readStatus(at({ ...shut, state }), signal))[0]?.usable;
    expect([await usable("OPEN"), await usable("SHUT"), await usable(null)]).toEqual([true, false, false]);
  });

  it("is asked again in its words", async () => {
    const bench = await startShut();
    const again = async (described: Described | undefined) =>
      (await bench.apply([crateOrders()], { kinds, aws: saying(described) })).result.results.map(({ error }) => error);
    expect(await again(undefined)).toEqual([
      "Yard does not know the crate any more: a re-run reads it and creates it again",
    ]);
    expect(await again(shut)).toEqual(["applied, but Yard says SHUT"]);
    expect(await again({ ...shut, state: "OPEN" })).toEqual([null]);
    expect(await again(shut)).toEqual([]);
  });

  it("is doubted in its words where Cloud Control does not find a resource", async () => {
    const bench = await startShut();
    const resources = { ...bench.deps.aws.resources, read: async () => undefined };
    const { result } = await bench.apply([], { kinds, aws: { ...saying(shut), resources } });
    expect(result.results).toMatchObject([
      { action: "forget", status: "failed", error: expect.stringContaining("but Yard does") },
    ]);
  });

  it("is completed later, in its words, where a create that failed made one", async () => {
    const bench = await startYard();
    bench.aws.addFault({ kind: "remnant" });
    const made = { ...shut, createdAt: bench.clock.now() + MINUTE, arn: "arn:1" };
    const { result } = await bench.apply([crateOrders()], { kinds, aws: saying(made) });
    expect(result.results).toMatchObject([
      { status: "failed", error: expect.stringContaining("the crate was made all the same") },
    ]);
  });

  it("is doubted in its words where a create failed", async () => {
    const bench = await startYard();
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", every: 1 });
    const resources = { ...bench.deps.aws.resources, read: async () => undefined };
    const made = { ...shut, createdAt: bench.clock.now(), arn: "arn:1" };
    const { result } = await bench.apply([crateOrders()], { kinds, aws: { ...saying(made), resources } });
    expect(result.results).toMatchObject([
      { status: "failed", error: expect.stringContaining("Yard has the crate, Cloud Control not yet") },
    ]);
  });
});

describe("an import", () => {
  async function importFrom(bench: ApplyBench, names: readonly string[] = [], all: readonly Definition[] = []) {
    const evaluate = () => Promise.reject(new Error("an import evaluated files"));
    const definitions = { evaluator: { evaluate }, fingerprintKey: new SecretText("key") };
    const request = { names, defined: all, config: parseConfig(undefined, yard) };
    const { drafts, skipped } = await importConnections(
      request,
      { ...bench.deps, aws: bench.terminal, definitions },
      signal,
    );
    return { drafted: drafts.map(({ type, name }) => `${type}/${name}`), skipped };
  }

  async function makeCrate({ deps, clock }: ApplyBench, name: string): Promise<void> {
    const text = new SecretText(JSON.stringify({ Name: name }));
    await deps.aws.resources.create(crateKey(name), text, `make-${name}`, signal);
    clock.advance(2 * SETTLE_MS);
  }

  async function startUnmanaged(): Promise<ApplyBench> {
    const bench = await startYard();
    await makeAsAnother(bench, "orders");
    await makeCrate(bench, "orders");
    return bench;
  }

  it("takes all by type and then by name, those of a name, or the one that TYPE/NAME says", async () => {
    const bench = await startUnmanaged();
    await makeCrate(bench, "a");
    const [connection, box] = ["AWS::Events::Connection/orders", "Test::Yard::Crate/orders"];
    expect(await importFrom(bench)).toEqual({ drafted: [connection, "Test::Yard::Crate/a", box], skipped: [] });
    expect(await importFrom(bench, ["orders"])).toEqual({ drafted: [connection, box], skipped: [] });
    expect(await importFrom(bench, [box])).toEqual({ drafted: [box], skipped: [] });
  });

  it("skips the one that is managed, and the one that is defined", async () => {
    const bench = await startUnmanaged();
    const { drafted, skipped } = await importFrom(bench, [], [connectionOf()]);
    expect(drafted).toEqual(["Test::Yard::Crate/orders"]);
    expect(skipped).toMatchObject([{ type: keyOf("").type, reason: "defined" }]);

    const other = await startYard();
    await other.apply([connectionOf()]);
    await makeCrate(other, "orders");
    const second = await importFrom(other);
    expect(second.drafted).toEqual(["Test::Yard::Crate/orders"]);
    expect(second.skipped).toMatchObject([{ type: keyOf("").type, reason: "managed" }]);
  });

  it("skips what a run is at, which will have a record", async () => {
    const bench = await startYard({ settleMs: 20 * MINUTE });
    await bench.apply([crateOrders()], { within: MINUTE });
    bench.clock.advance(30 * MINUTE);
    expect(await importFrom(bench)).toMatchObject({ drafted: [], skipped: [{ type: crate.type, reason: "managed" }] });
  });

  it("finds names alike that differ by case only within a type", async () => {
    const bench = await startYard();
    await makeCrate(bench, "Orders");
    expect((await importFrom(bench, [], [connectionOf()])).drafted).toEqual(["Test::Yard::Crate/Orders"]);
    expect((await importFrom(bench, [], [crateOrders()])).skipped).toMatchObject([{ reason: "name-case" }]);
  });

  it("says of a name that nothing has that there is no such resource", async () => {
    const { skipped } = await importFrom(await startYard(), ["nowhere"]);
    expect(skipped).toMatchObject([
      { type: null, name: "nowhere", message: expect.stringContaining("there is no resource of that name") },
    ]);
  });
});
