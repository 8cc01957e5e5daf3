import { describe, expect, it } from "vitest";
import type { AppliedDefinitions } from "../../../workflows/apply/apply-definitions.ts";
import { isBarredBy, type Leaving, pendingAfter, pendingBeside } from "../../../workflows/apply/review/pending.ts";
import { halvesOf } from "../../../workflows/engine/plan/replacement.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import type { ChangeResult, ResultStatus } from "../../../workflows/engine/plan/write/result.ts";
import type { Evidence, HoldCause } from "../../../workflows/engine/plan/review/review.ts";
import type { ResourceRecord } from "../../../workflows/ports/ledger.ts";
import { noProgress, type PendingChange, type StoredCause } from "../../../workflows/ports/progress.ts";
import { apiKeyModel, definitionOf, keyOf, planInput, recordOf } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const names = ["orders", "stock"] as const;
const records: readonly ResourceRecord[] = names.map((name) => ({
  ...recordOf(apiKeyModel(name)),
  generation: 1,
  run: "run",
  commit: null,
  appliedAt: 0,
}));
const live = new Map(names.map((name) => [name as string, readablePart(apiKeyModel(name))]));

/** Both connections go. */
const plan = buildPlan(planInput({ records, live }));
const renamed = buildPlan(
  planInput({
    definitions: [definitionOf(apiKeyModel("invoices"), { id: "orders" }), definitionOf(apiKeyModel("stock"))],
    records,
    live: new Map([...live, ["invoices", null]]),
  }),
);

const cause: StoredCause = { from: "a", to: "b", until: "b", pull: 7 };
const earlier = (name: string, more: Partial<PendingChange> = {}): PendingChange => ({
  key: keyOf(name),
  state: "held",
  reason: "before",
  cause,
  isBarred: false,
  since: 5,
  sinceCommit: "long-ago",
  ...more,
});

interface Ends {
  readonly [name: string]: { readonly status: ResultStatus; readonly error?: string } | undefined;
}

function endedAs(ends: Ends, of = plan): AppliedDefinitions {
  const results = of.changes.flatMap(halvesOf).flatMap((change) => {
    const end = ends[change.name];
    return end === undefined ? [] : [resultOf(change, end)];
  });
  return {
    plan: of,
    records: new Map(records.map((record) => [keyText(record.key), record])),
    review: { allowed: [], held: [] },
    pulls: new Map(),
    result: { outcome: "failed", reason: "change-failed", results },
  };
}

function leaving(more: Partial<Omit<Leaving, "causes">> = {}): Leaving & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    tip: "tip",
    now: 100,
    progress: noProgress,
    asked,
    evidenceOf: async () => ({ kind: "uncaused" }),
    causes: {
      of: () => Promise.reject(new Error("the stored one is asked for")),
      since: () => Promise.reject(new Error("nobody asks who else changed it")),
      async stored({ key, file }) {
        asked.push(`${key.identifier} in ${file}`);
        return cause;
      },
    },
    ...more,
  };
}

describe("what a run leaves pending", () => {
  it("is what it did not bring to its end, with how that ended, its cause and since when", async () => {
    const applied = endedAs({ orders: { status: "applied" }, stock: { status: "held", error: "nobody reviewed it" } });
    expect(await pendingAfter(applied, leaving())).toEqual([
      {
        key: keyOf("stock"),
        state: "held",
        reason: "nobody reviewed it",
        cause,
        isBarred: false,
        since: 100,
        sinceCommit: "tip",
        base: null,
      },
    ]);
  });

  it.each([
    ["held", "held"],
    ["continued", "continued"],
    ["failed", "failed"],
    ["skipped", "failed"],
    ["in-doubt", "failed"],
  ] as const)("is, of what is %s, %s", async (status, state) => {
    const [pending] = await pendingAfter(endedAs({ orders: { status } }), leaving());
    expect(pending).toMatchObject({ key: keyOf("orders"), state, reason: "" });
  });

  it("has what nothing is told of as failed", async () => {
    expect(await pendingAfter(endedAs({ orders: { status: "applied" } }), leaving())).toMatchObject([
      { key: keyOf("stock"), state: "failed" },
    ]);
  });

  it("has what held it, which is that of both halves of a replacement, and goes with the hold", async () => {
    const heldBy = (cause: HoldCause, of = plan) => {
      const ended = endedAs(
        { orders: { status: "held" }, invoices: { status: "held" }, stock: { status: "failed" } },
        of,
      );
      return { ...ended, review: { allowed: [], held: of.changes.map((change) => ({ change, cause, why: "" })) } };
    };
    const holds = (pending: readonly PendingChange[]) => pending.map(({ key, hold }) => [key.identifier, hold]);
    const left = await pendingAfter(heldBy("finding"), leaving());
    expect(holds(left)).toEqual([
      ["orders", "finding"],
      ["stock", undefined],
    ]);
    expect(holds(await pendingAfter(heldBy("error", renamed), leaving()))).toEqual([
      ["invoices", "error"],
      ["orders", "error"],
    ]);
    const since = left.map((each) => ({ ...each, reason: "before" }));
    expect(holds(pendingBeside(since, heldBy("error")))).toEqual([
      ["orders", "error"],
      ["stock", undefined],
    ]);
    expect(holds(pendingBeside(since, endedAs({ orders: { status: "failed" } })))).toEqual([
      ["orders", undefined],
      ["stock", undefined],
    ]);
  });

  it("is nothing that needs no change", async () => {
    const kept = buildPlan(
      planInput({ definitions: names.map((name) => definitionOf(apiKeyModel(name))), records, live }),
    );
    expect(kept.changes).toHaveLength(2);
    expect(await pendingAfter(endedAs({}, kept), leaving())).toEqual([]);
  });

  it("stands since it was pending first", async () => {
    const progress = { ...noProgress, pending: [earlier("orders")] };
    expect(await pendingAfter(endedAs({}), leaving({ progress }))).toMatchObject([
      { key: keyOf("orders"), since: 5, sinceCommit: "long-ago" },
      { key: keyOf("stock"), since: 100, sinceCommit: "tip" },
    ]);
  });

  it("has both keys of a replacement, each with where it is or was defined", async () => {
    const given = leaving();
    const pending = await pendingAfter(endedAs({}, renamed), given);
    expect(pending.map(({ key }) => key.identifier)).toEqual(["invoices", "orders"]);
    expect(given.asked).toEqual(["invoices in invoices.ts", "orders in orders.ts"]);
  });

  it("has of a replacement the half that did not come to its end, with how that ended", async () => {
    const applied = endedAs({ invoices: { status: "applied" } }, renamed);
    const [made] = applied.result.results as [ChangeResult];
    const left: ChangeResult = { ...made, key: keyOf("orders"), status: "failed", error: "AWS refused it" };
    const ended = { ...applied, result: { ...applied.result, results: [made, left] } };
    expect(await pendingAfter(ended, leaving())).toMatchObject([
      { key: keyOf("orders"), state: "failed", reason: "AWS refused it", cause },
    ]);
    const isHeld = endedAs({ invoices: { status: "held", error: "nobody reviewed it" } }, renamed);
    expect((await pendingAfter(isHeld, leaving())).map(({ state }) => state)).toEqual(["held", "held"]);
  });

  it("has each key once, and as much of a reason as is kept", async () => {
    const [goes] = plan.changes.filter(({ name }) => name === "orders") as [Change];
    const both = { ...renamed, changes: [...renamed.changes, goes] };
    const pending = await pendingAfter(
      endedAs({ orders: { status: "held", error: "x".repeat(900) } }, both),
      leaving(),
    );
    expect(pending.map(({ key }) => key.identifier).toSorted()).toEqual(["invoices", "orders"]);
    expect(pending.find(({ key }) => key.identifier === "orders")?.reason).toBe("x".repeat(500));
  });
});

describe("a rewrite of the branch bars what stood then", () => {
  const barred = (name: string, more: Partial<typeof noProgress> = {}) =>
    isBarredBy({ ...noProgress, ...more }, { key: keyOf(name) } as Change);

  it("in the run that sees it everything, and later what it left", () => {
    expect(barred("orders")).toBe(false);
    expect(barred("orders", { doubt: "off-line" })).toBe(false);
    expect(barred("orders", { doubt: "rewritten" })).toBe(true);
    const pending = [earlier("orders", { isBarred: true }), earlier("stock")];
    expect([barred("orders", { pending }), barred("stock", { pending })]).toEqual([true, false]);
  });

  it("where it stands before either half of a replacement", () => {
    const [replacement] = renamed.changes.filter(({ action }) => action === "replace") as [Change];
    const behind = (name: string) => ({ ...noProgress, pending: [earlier(name, { isBarred: true })] });
    const isBarred = ["invoices", "orders", "stock"].map((name) => isBarredBy(behind(name), replacement));
    expect(isBarred).toEqual([true, true, false]);
  });

  it("until somebody reviewed it since", async () => {
    const after = async (evidence: Evidence, progress: Partial<typeof noProgress>): Promise<readonly boolean[]> => {
      const given = leaving({ progress: { ...noProgress, ...progress }, evidenceOf: async () => evidence });
      return (await pendingAfter(endedAs({}), given)).map(({ isBarred }) => isBarred);
    };
    const direct: Evidence = { kind: "unreviewed", why: "no-pull-request", pull: null };
    const reviewed: Evidence = { kind: "reviewed", pull: 8 };
    const pending = [earlier("orders", { isBarred: true })];
    expect(await after(direct, { doubt: "rewritten" })).toEqual([true, true]);
    expect(await after(direct, { pending })).toEqual([true, false]);
    expect(await after(reviewed, { pending })).toEqual([false, false]);
    expect(await after(direct, { doubt: "off-line" })).toEqual([false, false]);
  });
});
