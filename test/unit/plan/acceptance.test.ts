import { describe, expect, it } from "vitest";
import { acceptanceDigest, type Compared, explainMismatch } from "../../../workflows/engine/plan/review/acceptance.ts";
import { restrictPlan } from "../../../workflows/engine/plan/build.ts";
import type { Plan } from "../../../workflows/engine/plan/plan.ts";
import { makePlan, type PlanInput } from "../../support/render-case.ts";

const tip = "a".repeat(40);
const before = "b".repeat(40);
const orders = { name: "orders", action: "delete" as const };
const billing = { name: "billing", action: "delete" as const };
const found = (message: string, code = "dependents") => ({ code, level: "block" as const, message, name: "orders" });
const planned = (input: PlanInput): Plan => makePlan(input);
const digestOf = (plan: Plan, at: string | null = tip): string => acceptanceDigest(plan, at) ?? "";

describe("what is accepted", () => {
  const plan = planned({ changes: [orders], findings: [found("one points at it")] });

  it("is one digest of 64 digits, and not the plan's", () => {
    expect(digestOf(plan)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(plan)).not.toBe(plan.digest);
    expect(acceptanceDigest(planned({ diagnostics: [{ message: "broken" }] }), tip)).toBeNull();
  });

  it.each<[what: string, other: string]>([
    ["another commit", digestOf(plan, before)],
    ["no commit", digestOf(plan, null)],
    ["another change", digestOf(planned({ changes: [billing], findings: [found("one points at it")] }))],
    ["another text of a finding", digestOf(planned({ changes: [orders], findings: [found("two point at it")] }))],
    ["another code", digestOf(planned({ changes: [orders], findings: [found("one points at it", "frozen")] }))],
    ["one finding more", digestOf({ ...plan, findings: [...plan.findings, ...plan.findings] })],
    ["one finding less", digestOf({ ...plan, findings: [] })],
    ["another target", digestOf({ ...plan, target: { ...plan.target, stage: "test" } })],
    [
      "the same finding about another resource",
      digestOf(planned({ changes: [orders], findings: [{ ...found("one points at it"), name: "billing" }] })),
    ],
  ])("is another digest with %s", (_, other) => {
    expect(other).not.toBe(digestOf(plan));
  });

  it("is the same whatever only asks for attention", () => {
    const warned = planned({ changes: [orders], findings: [found("one points at it"), { message: "new" }] });
    expect(digestOf(warned)).toBe(digestOf(plan));
  });
});

describe("why a digest accepts nothing", () => {
  const bare = planned({ changes: [orders, billing] });
  const plan = planned({ changes: [orders, billing], findings: [found("one points at it"), found("a", "frozen")] });
  const whole: Compared = { plan, tip, earlier: [before], others: [] };
  const [points, frozen] = plan.findings;

  it.each<[told: string, digest: string, kind: object]>([
    ["a part of it", digestOf(plan).slice(0, 8), { kind: "malformed" }],
    ["in capitals", digestOf(plan).toUpperCase(), { kind: "malformed" }],
    ["the plan's", plan.digest ?? "", { kind: "of-plan" }],
    ["from before the branch moved", digestOf(plan, before), { kind: "moved", from: before, since: [] }],
    ["from before a finding", digestOf({ ...plan, findings: [points!] }), { kind: "found", since: [frozen] }],
    ["from before all findings", digestOf(bare), { kind: "found", since: [points, frozen] }],
    [
      "from before both",
      digestOf({ ...plan, findings: [frozen!] }, before),
      { kind: "moved", from: before, since: [points] },
    ],
    ["of another plan", digestOf(planned({ changes: [orders] })), { kind: "other" }],
    ["of another target", digestOf({ ...plan, target: { ...plan.target, region: "eu-north-1" } }), { kind: "other" }],
    ["from an unknown commit", digestOf(plan, "c".repeat(40)), { kind: "other" }],
  ])("%s", (_, digest, mismatch) => {
    expect(explainMismatch(digest, whole)).toEqual(mismatch);
  });

  it("another selection, either way round", () => {
    const alone = restrictPlan(plan, ({ name }) => name === "orders");
    const others = [{ plan: alone, name: "orders" }];
    expect(explainMismatch(digestOf(alone), { ...whole, others })).toEqual({ kind: "selection", name: "orders" });
    expect(explainMismatch(alone.digest ?? "", { ...whole, others })).toEqual({ kind: "of-plan" });
    const narrowed = { ...whole, plan: alone, others: [{ plan, name: null }] };
    expect(explainMismatch(digestOf(plan), narrowed)).toEqual({ kind: "selection", name: null });
  });

  it("of many findings all at once, and no combination of them", () => {
    const many = planned({ changes: [orders], findings: Array.from({ length: 12 }, (_, index) => found(`${index}`)) });
    const compared = { ...whole, plan: many };
    const without = (count: number): string => digestOf({ ...many, findings: many.findings.slice(count) });
    expect(explainMismatch(without(12), compared)).toEqual({ kind: "found", since: many.findings });
    expect(explainMismatch(without(1), compared)).toEqual({ kind: "other" });
  });
});
