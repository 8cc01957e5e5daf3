import { describe, expect, it } from "vitest";
import { dangerOf, isMovedSecret, literalsIn } from "../../../workflows/render/danger.ts";
import { actions } from "../../../workflows/engine/plan/plan.ts";
import { makePlan, type PlanInput } from "../../support/render-case.ts";

const update = { name: "orders", action: "update" } as const;
const literal = { code: "literal-credential", severity: "warning", message: "text" } as const;
const arrival = (isMoved: boolean) => ({ message: "goes there", name: "orders", isMoved });
const own = (path: string, before: string | boolean | null, after: string | boolean | null) => ({
  changes: [{ ...update, action: "configure" as const, properties: [{ path, before, after }] }],
});

it.each(actions)("how dangerous an action is by itself: %s", (action) => {
  const danger = { delete: "destroys", replace: "destroys", adopt: "look", forget: "look" };
  expect(dangerOf(makePlan({ changes: [{ ...update, action }] }))).toBe(
    (danger as Partial<Record<typeof action, string>>)[action] ?? "none",
  );
});

describe("what wants a look", () => {
  it.each<[string, PlanInput]>([
    [
      "a credential that is overwritten",
      { changes: [update], findings: [{ code: "overwrites-credential", message: "w" }] },
    ],
    ["a secret that went elsewhere before", { changes: [{ ...update, action: "create" }], findings: [arrival(true)] }],
    ["a secret that is new to what is there", { changes: [update], findings: [arrival(false)] }],
    ["a policy that allows more", { findings: [{ code: "policy-change", message: "more" }] }],
    ["a credential as text", { changes: [update], diagnostics: [literal] }],
    ["a protection that is taken off", own("/protect", true, false)],
    ["what is retained no longer", own("/removal", "retain", "delete")],
    ["an ARN that is handed on", own("/exportArn", null, "/bridgehead-arns/a")],
    ["the ARN of a secret that is", own("/exportSecretArn", null, "/bridgehead-arns/a")],
    [
      "an edit that is overwritten",
      { changes: [{ ...update, properties: [{ path: "/Description", before: "x", recorded: "y" }] }] },
    ],
  ])("%s", (_, input) => {
    expect(dangerOf(makePlan(input))).toBe("look");
  });

  it.each<[string, PlanInput]>([
    [
      "a secret of what is new, which goes somewhere for the first time",
      { changes: [{ ...update, action: "create" }], findings: [arrival(false)] },
    ],
    ["another remark", { changes: [update], findings: [{ code: "looks-renamed", message: "r" }] }],
    ["another warning", { changes: [update], diagnostics: [{ ...literal, code: "unused" }] }],
    ["a protection that is put on", own("/protect", false, true)],
    ["an ARN that is handed on no longer", own("/exportArn", "/bridgehead-arns/a", null)],
  ])("and what does not: %s", (_, input) => {
    expect(dangerOf(makePlan(input))).toBe("none");
  });

  it("what may have been changed outside", () => {
    const plan = makePlan({ changes: [update] });
    const suspected = plan.changes.map((change) => ({ ...change, suspectedAt: 1 }));
    expect(dangerOf({ ...plan, changes: suspected })).toBe("look");
  });

  it("what destroys, whatever else there is to see", () => {
    expect(dangerOf(makePlan({ changes: [{ ...update, action: "delete" }], diagnostics: [literal] }))).toBe("destroys");
  });
});

it("a secret that is taken over with what has it is no move, unless it went elsewhere", () => {
  const plan = (isMoved: boolean) =>
    makePlan({ changes: [{ ...update, action: "adopt" }], findings: [arrival(isMoved)] });
  const moved = [true, false]
    .map((isMoved) => plan(isMoved))
    .map((one) => one.findings.map((each) => isMovedSecret(each, one)));
  expect(moved).toEqual([[true], [false]]);
});

it("a credential as text that is forbidden is an error, and told as that", () => {
  const { diagnostics } = makePlan({ diagnostics: [literal, { ...literal, severity: "error" }] });
  expect(literalsIn(diagnostics)).toMatchObject([{ severity: "warning" }]);
});
