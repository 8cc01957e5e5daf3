import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { ChangeResult } from "../../../workflows/engine/plan/write/result.ts";
import type { HoldCause, Review } from "../../../workflows/engine/plan/review/review.ts";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import { summarise } from "../../../workflows/apply/summarise.ts";
import { apiKeyModel, definitionOf, keyOf, planInput } from "../../support/definitions.ts";

const plan = buildPlan(
  planInput({ definitions: [definitionOf(apiKeyModel("orders"))], live: new Map([["orders", null]]) }),
);
const nothing: Review = { allowed: [], held: [] };
const held: Review = {
  ...nothing,
  held: plan.changes.map((change) => ({ change, cause: "not-reviewed", why: "nobody reviewed it" })),
};

const change = { key: keyOf("orders"), id: "orders", name: "orders", action: "create" } as const;
const named = (name: string) => ({ ...change, key: keyOf(name), name });
const applied = resultOf(change, { status: "applied", authorization: "AUTHORIZED" });
const failed = resultOf(named("failed"), { status: "failed", error: "no" });
const refused = resultOf(named("refused"), { status: "failed", authorization: "DEAUTHORIZED" });
const continued = resultOf(named("continued"), { status: "continued" });
const doubtful = resultOf(named("doubtful"), { status: "in-doubt", error: "the lock was lost" });
const skipped = resultOf(named("skipped"), { status: "skipped", error: "the lock was lost" });
const unchanged = resultOf({ ...named("unchanged"), action: "no-op" }, { status: "applied" });

function outcome(results: readonly ChangeResult[], review = nothing) {
  const { outcome: how, reason } = summarise(results, review, builtinKinds);
  return `${how}: ${reason}`;
}

describe("the worst result decides", () => {
  it.each([
    ["nothing was to be done", [], "no-changes: no-changes"],
    ["only what needed no change was looked at", [unchanged], "no-changes: no-changes"],
    ["everything was applied", [applied, unchanged], "applied: applied"],
    ["something goes on in AWS", [applied, continued], "continued: still-running"],
    ["nobody knows of one whether it took effect", [applied, doubtful], "failed: lock-lost"],
    ["one was not begun", [applied, skipped, continued], "failed: lock-lost"],
    ["something failed beside it", [applied, continued, failed], "failed: change-failed"],
    ["only authorisations failed", [applied, refused], "failed: not-authorized"],
    ["something else failed beside an authorisation", [refused, failed], "failed: change-failed"],
    [
      "a change failed on a connection that may yet be authorised",
      [{ ...failed, authorization: "AUTHORIZING" }],
      "failed: change-failed",
    ],
    [
      "a change took no effect on a connection that is authorised",
      [{ ...failed, authorization: "AUTHORIZED" }],
      "failed: change-failed",
    ],
  ])("when %s", (_, results, expected) => {
    expect(outcome(results)).toBe(expected);
  });

  it("when something was held, over what was applied or goes on, and under what failed", () => {
    expect(outcome([applied, continued], held)).toBe("held: not-reviewed");
    expect(outcome([failed], held)).toBe("failed: change-failed");
  });

  it("when a finding held it", () => {
    const found: Review = { ...nothing, held: held.held.map((each) => ({ ...each, cause: "finding" })) };
    expect(outcome([], found)).toBe("held: blocked-by-finding");
    expect(outcome([], { ...nothing, held: [...held.held, ...found.held] })).toBe("held: blocked-by-finding");
  });

  it("when an error held it, under a finding and over what nobody reviewed", () => {
    const of = (cause: HoldCause) => held.held.map((each) => ({ ...each, cause }));
    expect(outcome([], { ...nothing, held: [...held.held, ...of("error")] })).toBe("held: stopped-by-error");
    expect(outcome([], { ...nothing, held: [...of("error"), ...of("finding")] })).toBe("held: blocked-by-finding");
  });

  it("when the history was rewritten, whatever else held it", () => {
    const rewritten: Review = { ...nothing, held: held.held.map((each) => ({ ...each, cause: "history-rewritten" })) };
    const found: Review = { ...nothing, held: held.held.map((each) => ({ ...each, cause: "finding" })) };
    expect(outcome([], rewritten)).toBe("held: history-rewritten");
    expect(outcome([], { ...nothing, held: [...held.held, ...found.held, ...rewritten.held] })).toBe(
      "held: history-rewritten",
    );
  });
});

it("results come sorted by name, and rows without a change are kept", () => {
  const { results } = summarise([unchanged, applied, continued], nothing, builtinKinds);
  expect(results.map(({ name }) => name)).toEqual(["continued", "orders", "unchanged"]);
});
