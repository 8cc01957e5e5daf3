import { describe, expect, it } from "vitest";
import { type Decided, earlierPulls, isNews, isOfTip, pullOf } from "../../../workflows/apply/report/decided.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import type { ChangeResult } from "../../../workflows/engine/plan/write/result.ts";
import type { ResourceRecord } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type PendingChange } from "../../../workflows/ports/progress.ts";
import { aDoneChange, aPendingChange, aRecord } from "../../contract/ledger-fixtures.ts";
import { keyOf } from "../../support/definitions.ts";
import { makePlan } from "../../support/render-case.ts";

const key = keyOf("orders");
const result = (fields: Partial<ChangeResult>): ChangeResult =>
  resultOf({ key, id: "orders", name: "orders", action: "delete" }, { status: "held", error: "why", ...fields });
const left = (changed: Partial<PendingChange> = {}): PendingChange =>
  aPendingChange("orders", { reason: "why", ...changed });
const broughtBy = (pull: number | null, until = "old") => ({ from: "a", to: "b", until, pull });

interface Situation {
  readonly results?: readonly ChangeResult[];
  readonly before?: Partial<BranchProgress>;
  readonly pending?: readonly PendingChange[];
  /** Whose what was done is, by the name. */
  readonly pulls?: Readonly<Record<string, number | null>>;
  readonly records?: readonly ResourceRecord[];
  readonly isWhole?: boolean;
}

function decided({
  results = [],
  before = {},
  pending = [],
  pulls = {},
  records = [],
  isWhole = true,
}: Situation): Decided {
  const plan = makePlan({ changes: [{ name: "orders", action: "delete" }] });
  return {
    applied: {
      plan,
      records: new Map(records.map((record) => [keyText(record.key), record])),
      review: { allowed: [], held: [] },
      result: { outcome: "held", reason: "not-reviewed", results },
      pulls: new Map(Object.entries(pulls).map(([name, pull]) => [keyText(keyOf(name)), pull])),
    },
    whole: plan,
    before: { ...noProgress, ...before },
    pending,
    isWhole,
  };
}

describe("the pull request that brought what a result is about", () => {
  it("is the one whose change was done, else the one that left it pending", () => {
    const pending = [left({ cause: broughtBy(7) })];
    expect(pullOf(key, decided({ pending }))).toBe(7);
    expect(pullOf(key, decided({ pending, pulls: { orders: 9 } }))).toBe(9);
    expect(pullOf(key, decided({ pending: [left({ cause: null })] }))).toBeNull();
    expect(pullOf(keyOf("stock"), decided({ pending }))).toBeNull();
  });

  it("is none where the branch was rewritten", () => {
    expect(pullOf(key, decided({ pulls: { orders: 9 }, before: { doubt: "rewritten" } }))).toBeNull();
  });
});

describe("news", () => {
  it.each<[what: string, now: Partial<ChangeResult>, before: Partial<PendingChange> | null, isOne: boolean]>([
    ["that is held for the first time", {}, null, true],
    ["that is held as before", {}, {}, false],
    ["that is held for another reason", { error: "why not" }, {}, true],
    ["that failed and was held", { status: "failed" }, {}, true],
    ["that failed again in the same way", { status: "failed" }, { state: "failed" }, false],
    [
      "that failed for a reason longer than is kept",
      { status: "failed", error: "x".repeat(900) },
      { state: "failed", reason: "x".repeat(500) },
      false,
    ],
    ["that was applied", { status: "applied", error: null }, {}, true],
  ])("a change %s: %j, before %j", (_, now, before, isOne) => {
    const situation = decided({ before: { pending: before === null ? [] : [left(before)] } });
    expect(isNews(result(now), situation)).toBe(isOne);
  });

  it.each([
    ["AUTHORIZED", true],
    ["DEAUTHORIZED", false],
    [null, false],
  ])("of a resource that does not change is another state: %s", (authorization, isOne) => {
    const situation = decided({ records: [aRecord("orders", { authorization: "DEAUTHORIZED" })] });
    expect(isNews(result({ action: "no-op", status: "failed", authorization }), situation)).toBe(isOne);
  });
});

describe("pull requests of earlier runs that have something to be told", () => {
  const of7 = { cause: broughtBy(7) };
  const before = { pending: [left(of7)] };
  const none = new Set<number>();

  it.each<[what: string, situation: Situation, pulls: readonly number[]]>([
    ["what stays held as it was is nobody's news", { results: [result({})], before, pending: [left(of7)] }, []],
    ["what is held for another reason is", { results: [result({ error: "!" })], before, pending: [left(of7)] }, [7]],
    ["what was applied is", { results: [result({ status: "applied" })], before, pulls: { orders: 7 } }, [7]],
    ["what an earlier run applied before it died is", { before }, [7]],
    ["what is not planned any more is none of a run about one resource", { before, isWhole: false }, []],
    [
      "what another pull request took over is the one's and the other's",
      { results: [result({})], before, pending: [left({ cause: broughtBy(9) })] },
      [7],
    ],
    ["who was not told before comes first", { before: { ...before, untold: [5, 7] } }, [5, 7]],
    ["who was not told waits where a run is about one resource", { before: { untold: [5] }, isWhole: false }, []],
    [
      "half of a replacement that is held as a whole is not over",
      { before: { pending: [left(of7)] }, pending: [left(of7)] },
      [],
    ],
    [
      "a history in doubt says of nothing that it is another's",
      { results: [result({})], before: { ...before, doubt: "off-line" }, pending: [left({ cause: null })] },
      [],
    ],
    ["of one that was rewritten nothing is told", { before: { ...before, untold: [5], doubt: "rewritten" } }, []],
  ])("%s", (_, situation, pulls) => {
    expect(earlierPulls(decided(situation), none)).toEqual(pulls);
  });

  it("are not those that the run brings", () => {
    const situation = decided({ before: { ...before, untold: [5] } });
    expect(earlierPulls(situation, new Set([5, 7]))).toEqual([]);
  });
});

describe("what no pull request brought", () => {
  const at = (name: string, isMerge = false) => ({ tip: name, done: [], isMerge });
  const pushed = (until: string, more: Partial<PendingChange> = {}): Situation => ({
    results: [result({})],
    before: { pending: [left({ cause: broughtBy(null, until), ...more })] },
    pending: [left({ cause: broughtBy(null, until), ...more })],
  });

  it("is of the tip with which it came up, by its cause, or where it has none by when", () => {
    expect(isOfTip(key, decided(pushed("tip")), at("tip"))).toBe(true);
    expect(isOfTip(key, decided(pushed("old")), at("tip"))).toBe(false);
    const rotated = (sinceCommit: string) =>
      decided({ ...pushed("old"), pending: [left({ cause: null, sinceCommit })] });
    expect(isOfTip(key, rotated("tip"), at("tip"))).toBe(true);
    expect(isOfTip(key, rotated("old"), at("tip"))).toBe(false);
  });

  it("is of the tip on which it was done, now or by an earlier run", () => {
    const applied = { results: [result({ status: "applied", error: null })], pulls: { orders: null } };
    expect(isOfTip(key, decided(applied), at("tip", true))).toBe(true);
    const done = [aDoneChange("orders", {})];
    expect(isOfTip(key, decided({}), { tip: "tip", done, isMerge: true })).toBe(true);
    expect(isOfTip(key, decided({ pulls: { orders: 7 } }), { tip: "tip", done, isMerge: true })).toBe(false);
  });

  it("stands on every tip since a rewrite, but on no pull request's", () => {
    const barred = decided(pushed("old", { isBarred: true }));
    expect(isOfTip(key, barred, at("tip"))).toBe(true);
    expect(isOfTip(key, barred, at("tip", true))).toBe(false);
    expect(isOfTip(key, decided({ ...pushed("old"), before: { doubt: "rewritten" } }), at("tip", true))).toBe(true);
  });

  it("is no pull request's where a resource ceased to work by itself", () => {
    const records = [aRecord("orders", { authorization: "AUTHORIZED" })];
    const results = [result({ action: "no-op", status: "failed", authorization: "DEAUTHORIZED" })];
    expect(isOfTip(key, decided({ records, results }), at("tip"))).toBe(true);
    expect(isOfTip(key, decided({ records, results }), at("tip", true))).toBe(false);
  });
});
