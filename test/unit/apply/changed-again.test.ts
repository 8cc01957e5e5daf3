import { describe, expect, it } from "vitest";
import type { Decided } from "../../../workflows/apply/report/decided.ts";
import { changedAgain, type ShownPull } from "../../../workflows/apply/report/pulls.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import type { Grant } from "../../../workflows/engine/plan/record-state.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import { noProgress, type PendingChange, type StoredCause } from "../../../workflows/ports/progress.ts";
import { aPendingChange } from "../../contract/ledger-fixtures.ts";
import { keyOf } from "../../support/definitions.ts";
import { mergedPull } from "../../support/pull-requests.ts";
import { makePlan } from "../../support/render-case.ts";

const plan = makePlan({ changes: [{ name: "orders", action: "update" }] });
const [change] = plan.changes;
const orders = keyText(keyOf("orders"));
const seven = (shown: ShownPull["shown"] = new Set([orders])): ShownPull => ({
  pull: mergedPull({ number: 7, mergedAt: 1, mergeCommit: "m" }),
  shown,
});
const by = (pull: number | null): StoredCause => ({ from: "a", to: "b", until: "b", pull });

/** A run that applied the change by a grant, of a pull request; or held it, and left it pending. */
function decided(
  now: { readonly grant: Grant; readonly pull: number | null } | PendingChange,
  before: readonly PendingChange[] = [],
): Decided {
  if (change === undefined) throw new Error("the plan has no change");
  const isAllowed = "grant" in now;
  return {
    applied: {
      plan,
      records: new Map(),
      review: { allowed: isAllowed ? [{ change, by: now.grant, pull: now.pull }] : [], held: [] },
      result: { outcome: "applied", reason: "applied", results: [resultOf(change, { status: "applied" })] },
      pulls: new Map(isAllowed ? [[orders, now.pull]] : []),
    },
    whole: plan,
    before: { ...noProgress, pending: before },
    pending: isAllowed ? [] : [now],
    isWhole: true,
  };
}

describe("what was changed again after a pull request", () => {
  it("is by another one, or by a push", () => {
    expect(changedAgain(seven(), decided({ grant: "reviewed", pull: 9 }))).toEqual([{ name: "orders", pull: 9 }]);
    expect(changedAgain(seven(), decided({ grant: "noticed", pull: null }))).toEqual([{ name: "orders", pull: null }]);
    expect(changedAgain(seven(), decided(aPendingChange("orders", { cause: by(null) })))).toEqual([
      { name: "orders", pull: null },
    ]);
  });

  it("is not its own, nor what nobody changed: a parameter that was rotated", () => {
    expect(changedAgain(seven(), decided({ grant: "reviewed", pull: 7 }))).toEqual([]);
    expect(changedAgain(seven(), decided({ grant: "uncaused", pull: null }))).toEqual([]);
    expect(changedAgain(seven(), decided(aPendingChange("orders", { cause: null })))).toEqual([]);
  });

  it("is of what its plan showed, or of what was held of it", () => {
    const run = (before: readonly PendingChange[] = []) => decided({ grant: "reviewed", pull: 9 }, before);
    for (const shown of [null, "unreadable", new Set(["another"])] as const) {
      expect(changedAgain(seven(shown), run())).toEqual([]);
      expect(changedAgain(seven(shown), run([aPendingChange("orders", { cause: by(7) })]))).toHaveLength(1);
    }
  });
});
