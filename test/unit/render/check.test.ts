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

  it("annotates the hundred that matter most, in the order of the files, and says how many more there are", () => {
    const at = (index: number, severity: "error" | "warning") => {
      const file = `${severity === "error" ? "b" : "a"}${String(index).padStart(3, "0")}.ts`;
      return { file, line: 1, severity, message: "m", code: severity };
    };
    const diagnostics = Array.from({ length: 90 }, (_, index) => [at(index, "warning"), at(index, "error")]).flat();
    const { annotations, title } = renderPlanCheck(
      makePlan({ diagnostics: diagnostics.toReversed() }),
      pullRequestContext,
    );
    expect(annotations).toHaveLength(101);
    const paths = (kind: string, count: number) =>
      Array.from({ length: count }, (_, index) => `connections/${kind}${String(index).padStart(3, "0")}.ts`);
    expect(annotations.map(({ path }) => path)).toEqual([...paths("b", 90), ...paths("a", 11)]);
    expect(annotations.at(-1)).toMatchObject({ title: "80 more", level: "warning" });
    expect(annotations.at(-1)?.message).toContain("there are 180");
    expect(title).toContain("90 errors");
    const exactly = renderPlanCheck(makePlan({ diagnostics: diagnostics.slice(0, 100) }), pullRequestContext);
    expect(exactly.annotations).toHaveLength(100);
    expect(exactly.annotations.at(-1)?.title).not.toContain("more");
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
