import { describe, expect, it } from "vitest";
import { planJson, resultJson } from "../../../cli/plan-json.ts";
import { buildPlan, keysToRead, type PlanInput, restrictPlan } from "../../../workflows/engine/plan/build.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import { changedBetween } from "../../../workflows/engine/plan/review/changed-keys.ts";
import { chosenBy } from "../../../workflows/engine/plan/choose.ts";
import type { Definition } from "../../../workflows/engine/definition/definition.ts";
import { partsOf } from "../../../workflows/engine/plan/own-part.ts";
import { compareKeys, type Key, keyText } from "../../../workflows/engine/values/key.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { advance, type ApplyEvent, noProgress } from "../../../workflows/engine/plan/write/progress.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import { changeDigest } from "../../../workflows/engine/plan/replacement.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { evidenceFrom } from "../../../workflows/apply/review/evidence.ts";
import { summarise } from "../../../workflows/apply/summarise.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import { noProgress as noBranchProgress } from "../../../workflows/ports/progress.ts";
import { crate, crateKey, crateModel, crateOf, pairOf, yard } from "../../support/crates.ts";
import { declaredOf } from "../../support/declared.ts";
import { apiKeyModel, keyOf, lookAt, planInput, recordOf, someDiagnostic } from "../../support/definitions.ts";
import { mergedPull } from "../../support/pull-requests.ts";

/* A connection and a crate that are both called "orders". */

const [connection, box] = pairOf("orders");
const larger = crateOf(crateModel("orders", { Size: 2 }));

const untold = { begun: null, arn: null, authorization: null, told: null };
const recordOfCrate = (name: string): PlanRecord => {
  const desired = crateModel(name);
  const { Code: _, ...live } = desired;
  const { key, id, file, options } = crateOf(desired);
  return { key, name, id, file, options, desired, live, parameters: [], ...untold, state: "applied" };
};
const records = [recordOf(apiKeyModel("orders")), recordOfCrate("orders")];

function inputOf(definitions: readonly Definition[], more: Partial<PlanInput> = {}): PlanInput {
  return { ...planInput({ definitions, records }), kinds: yard, ...more };
}

const keys = (of: readonly { readonly key: Key }[]) => of.map(({ key }) => key);

describe("what a plan reads", () => {
  it("is the one that changes, or goes", () => {
    expect(keysToRead(inputOf([connection, box]))).toEqual([]);
    expect(keysToRead(inputOf([connection, larger]))).toEqual([crateKey("orders")]);
    expect(keysToRead(inputOf([connection]))).toEqual([crateKey("orders")]);
    expect(keysToRead(inputOf([box]))).toEqual([keyOf("orders")]);
  });
});

describe("a plan", () => {
  const plan = buildPlan(inputOf([connection, box], { records: [] }));

  it("that is restricted to one of them has the remarks on that one", () => {
    const restricted = restrictPlan(plan, ({ key }) => key.type === crate.type);
    expect(keys(restricted.changes)).toEqual([crateKey("orders")]);
    expect(restricted.findings.map(({ about }) => about?.key)).toEqual([crateKey("orders")]);
    expect(restricted.counts.create).toBe(1);
  });

  it("that is restricted keeps the remarks on all of it", () => {
    const emptied = buildPlan(inputOf([]));
    expect(restrictPlan(emptied, () => false).findings).toMatchObject([{ code: "emptied-folder", about: null }]);
  });

  it("says of the one that a pull request does not change that it comes from elsewhere", () => {
    const hasChanged = changedBetween(declaredOf([]), declaredOf([box]), false);
    const isOwn = ({ key, file }: Change) => hasChanged({ key, file: file ?? "" });
    const { own, others } = partsOf(plan, { isOwn, isOwnAt: () => false, base: [], changesPolicy: false });
    expect(others.map(({ key }) => key)).toEqual([keyOf("orders")]);
    expect(own.counts.create).toBe(1);
    expect(own.findings.map(({ about }) => about?.key)).toEqual([crateKey("orders")]);
  });

  it("has another digest for each", () => {
    const of = (key: Key): string => changeDigest({ action: "create", key, desired: {}, live: null, options: null });
    expect(of(keyOf("orders"))).not.toBe(of(crateKey("orders")));
    const replacing = (key: Key): string =>
      changeDigest({
        action: "replace",
        key: keyOf("a"),
        desired: {},
        live: null,
        options: null,
        replaces: { key, live: {} },
      });
    expect(replacing(keyOf("orders"))).not.toBe(replacing(crateKey("orders")));
  });

  it("is shown as JSON with the types", () => {
    const warning = someDiagnostic("warning");
    const of = (definition: Definition, name: string) => {
      const change = plan.changes.find(({ id }) => id === definition.id);
      const { file, line, id } = definition;
      const { digest, properties } = change ?? {};
      const reason = "the definition is new";
      return { type: name, id, name: "orders", stack: null, action: "create", reason, digest, file, line, properties };
    };
    const [mine, others] = ["AWS::Events::Connection", "Test::Yard::Crate"] as const;
    expect(planJson({ ...plan, diagnostics: [warning] })).toEqual({
      digest: plan.digest,
      accept: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: plan.counts,
      changes: [of(connection, mine), of(box, others)],
      diagnostics: [warning],
      findings: [mine, others].map((type) => ({
        code: "new-destination",
        level: "warn",
        message: expect.stringContaining("for the first time"),
        type,
        name: "orders",
        stack: null,
      })),
    });
    const emptied = planJson(buildPlan(inputOf([])));
    expect(emptied).toMatchObject({ findings: [{ code: "emptied-folder", type: null, name: null }] });
  });
});

describe("what a plan says of a crate", () => {
  const [, record] = records as [PlanRecord, PlanRecord];
  const text = keyText(crateKey("orders"));
  const planned = (definitions: readonly Definition[], now: Model | null, known: readonly PlanRecord[] = [record]) =>
    buildPlan(inputOf(definitions, { records: known, live: new Map([[text, now === null ? null : lookAt(now)]]) }));
  const reason = (...of: Parameters<typeof planned>) => planned(...of).changes.map((change) => change.reason);
  const adopting = { ...box, options: { ...box.options, adopt: true } };

  it("is said in its own words", () => {
    const retained = { ...record, options: { ...record.options, removal: "retain" as const } };
    expect(reason([box], null)).toEqual(["the crate no longer exists"]);
    expect(reason([], null)).toEqual(["the definition is gone, and so is the crate"]);
    expect(reason([], record.live, [retained])).toEqual([
      "the definition is gone; the crate stays, as its removal says",
    ]);
    expect(reason([box], { Name: "orders", Size: 9 })).toEqual(["the crate was changed outside Bridgehead"]);
    expect(reason([adopting], { Name: "orders", Size: 9 }, [])).toEqual([
      "the definition takes over a crate that exists and is not as it says",
    ]);
  });

  it("says as JSON of an adoption alone whether it writes", () => {
    const writes = (size: number, known: readonly PlanRecord[]) => {
      const plan = planned([adopting], { Name: "orders", Size: size }, known);
      return (planJson(plan) as { changes: readonly { writes?: boolean }[] }).changes.map((change) => change.writes);
    };
    expect(writes(1, [])).toEqual([false]);
    expect(writes(9, [])).toEqual([true]);
    expect(writes(9, [record])).toEqual([undefined]);
  });

  it("that is not managed is said in its own words", () => {
    expect(planned([box], record.live, []).diagnostics).toMatchObject([
      {
        message: 'a crate named "orders" exists already, and Bridgehead does not manage it',
        hint: expect.stringContaining("take the crate over"),
      },
    ]);
    expect(planned([adopting], { Name: "Orders" }, []).diagnostics).toMatchObject([
      { message: expect.stringContaining('the crate named "orders" has something else') },
    ]);
  });
});

describe("a name", () => {
  const items = keys([connection, box]).map((key) => ({ key, name: "orders" }));

  it("means both, and the one that TYPE/NAME says", () => {
    expect(chosenBy(items, "orders")).toEqual(items);
    expect(chosenBy(items, "Test::Yard::Crate/orders")).toEqual([items[1]]);
    expect(chosenBy(items, "Test::Yard::Shed/orders")).toEqual([]);
  });

  it("is what people say, where AWS knows the resource by something else", () => {
    const item = { key: crateKey("arn:1"), name: "orders" };
    expect(chosenBy([item], "Test::Yard::Crate/orders")).toEqual([item]);
    expect(chosenBy([item], "Test::Yard::Crate/arn:1")).toEqual([]);
  });
});

describe("results", () => {
  const change = (key: Key) => ({ key, id: "orders", name: "orders", action: "create" }) as const;
  const nothing = { allowed: [], held: [] };

  it("are sorted by key, and shown as JSON with the types and no keys", () => {
    const shown = [change(crateKey("orders")), change(keyOf("orders"))].map((each) =>
      resultOf(each, { status: "applied" }),
    );
    const result = summarise(shown, nothing, yard);
    expect(keys(result.results)).toEqual([keyOf("orders"), crateKey("orders")].toSorted(compareKeys));
    expect(resultJson(result)).toEqual({
      outcome: "applied",
      reason: "applied",
      results: ["AWS::Events::Connection", "Test::Yard::Crate"].map((type) => ({
        type,
        id: "orders",
        name: "orders",
        action: "create",
        status: "applied",
        error: null,
        authorization: null,
        arn: null,
      })),
    });
  });

  it("are judged by the state that their own kind waits for", () => {
    const refused = (key: Key) => resultOf(change(key), { status: "failed", authorization: "DEAUTHORIZED" });
    expect(summarise([refused(keyOf("orders"))], nothing, yard).reason).toBe("not-authorized");
    expect(summarise([refused(crateKey("orders"))], nothing, yard).reason).toBe("change-failed");
  });
});

it("progress is that of each", () => {
  const change = (key: Key) => ({ key, name: "orders", action: "create" }) as const;
  const ended = { ...resultOf({ ...change(keyOf("orders")), id: "orders" }, { status: "applied" }) };
  const events: readonly ApplyEvent[] = [
    { kind: "planned", count: 2 },
    { kind: "started", change: change(keyOf("orders")) },
    { kind: "started", change: change(crateKey("orders")) },
    { kind: "submitted", change: change(crateKey("orders")), requestToken: "token" },
  ];
  const half = events.reduce(advance, noProgress);
  expect([...half.running.values()].map(({ key, step }) => [key, step])).toEqual([
    [keyOf("orders"), "beginning"],
    [crateKey("orders"), "submitted"],
  ]);
  expect(keys([...advance(half, { kind: "ended", result: ended }).running.values()])).toEqual([crateKey("orders")]);
});

it("a digest that was published for one of them reviews no other", async () => {
  const digest = "1".repeat(64);
  const published: PublishedPlan = {
    repository: 1,
    pullRequest: 7,
    head: "h",
    base: "b",
    digest,
    engine: "engine",
    policy: [],
    publishedAt: 0,
    changes: { [keyText(crateKey("orders"))]: digest },
  };
  const pull = mergedPull({ head: "h", mergedAt: 1, mergeCommit: "m" });
  const evidenceOf = evidenceFrom(
    { progress: noBranchProgress, records: [], merged: [] },
    {
      kinds: yard,
      causes: { of: async () => ({ from: "a", to: "b", pull }), since: async () => [], stored: async () => null },
      ledger: { publicationBefore: async () => published },
      repository: 1,
      engine: "engine",
      isApproved: async () => true,
    },
  );
  const { changes } = buildPlan(inputOf([connection, box], { records: [] }));
  const kindsOf = await Promise.all(changes.map(async (change) => (await evidenceOf({ ...change, digest })).kind));
  expect(keys(changes)).toEqual([keyOf("orders"), crateKey("orders")]);
  expect(kindsOf).toEqual(["unreviewed", "reviewed"]);
});
