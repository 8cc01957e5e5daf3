import { keyOf } from "../../support/definitions.ts";
import { describe, expect, it } from "vitest";
import type { Outcome, ResultStatus } from "../../../workflows/engine/plan/write/result.ts";
import { renderApplyCheck, renderPlanCheck, renderRefusalCheck } from "../../../workflows/render/check.ts";
import { applyContext, makePlan, pullRequestContext } from "../../support/render-case.ts";

describe("the check beside a pull request", () => {
  const change = { name: "orders", action: "create" as const };

  it.each([
    ["changes", { changes: [change] }, "success"],
    ["nothing to do", {}, "success"],
    ["a warning", { diagnostics: [{ severity: "warning" as const, message: "w" }] }, "success"],
    ["an error", { diagnostics: [{ message: "e" }] }, "failure"],
    ["a finding that warns", { changes: [change], findings: [{ message: "f" }] }, "success"],
    [
      "a finding that blocks",
      { changes: [change], findings: [{ level: "block" as const, message: "f" }] },
      "action_required",
    ],
  ])("concludes %s", (_, input, conclusion) => {
    expect(renderPlanCheck(makePlan(input), pullRequestContext).conclusion).toBe(conclusion);
  });

  it.each([
    [1, "action_required"],
    [0, "success"],
  ])("concludes what %s approvals are missing of", (missing, conclusion) => {
    const approvals = { needed: 1, approvedBy: [], early: [], requested: [], missing };
    expect(renderPlanCheck(makePlan({ changes: [change] }), { ...pullRequestContext, approvals }).conclusion).toBe(
      conclusion,
    );
  });

  it("wants action, and has not failed, where an error stops one change or is the base's", () => {
    const about = makePlan({ diagnostics: [{ message: "no parameter", about: keyOf("orders") }] }).diagnostics;
    const stopped = { ...makePlan({ changes: [change] }), diagnostics: about };
    const ofBase = { ...makePlan({ diagnostics: [{ message: "e" }] }), diagnostics: [] };
    for (const plan of [stopped, ofBase]) {
      expect(renderPlanCheck(plan, pullRequestContext).conclusion).toBe("action_required");
    }
  });

  it("annotates what the commit says, and not what may be put right without one", () => {
    const about = keyOf("orders");
    const diagnostics = [
      { code: "unused", severity: "warning" as const, message: "of the commit" },
      { code: "parameter-not-found", message: "of a parameter", about },
    ];
    const findings = [{ code: "protected", message: "of what is live", name: "orders", level: "block" as const }];
    const plan = { ...makePlan({ changes: [change], findings }), diagnostics: makePlan({ diagnostics }).diagnostics };
    expect(renderPlanCheck(plan, pullRequestContext).annotations).toMatchObject([{ title: "unused" }]);
  });

  it("fails for a reason outside the definitions", () => {
    expect(renderRefusalCheck("merge-conflict").conclusion).toBe("failure");
  });
});

const conclude = (outcome: Outcome, ...statuses: readonly ResultStatus[]): string | null => {
  const results = statuses.map((status, index) => ({
    id: `c${index}`,
    name: `c${index}`,
    key: keyOf("orders"),
    action: "update" as const,
    status,
    error: null,
    authorization: null,
    arn: null,
  }));
  return renderApplyCheck({ outcome, reason: "applied", results }, null, applyContext).conclusion;
};

describe("the check on the commit that was applied", () => {
  it.each([
    ["applied", "success"],
    ["no-changes", "success"],
    ["held", "action_required"],
    ["failed", "failure"],
    ["refused", "failure"],
    ["continued", null],
  ] as const)("concludes %s as %s", (outcome, conclusion) => {
    expect(conclude(outcome, "applied")).toBe(conclusion);
  });

  it.each([
    ["failed", "failure"],
    ["held", "action_required"],
    ["continued", null],
  ] as const)("is not green beside a change that is %s, whatever the outcome says", (status, conclusion) => {
    expect(conclude("applied", "applied", status)).toBe(conclusion);
  });
});
