import { expect, it } from "vitest";
import { acceptanceDigest } from "../../../workflows/engine/acceptance.ts";
import { buildPlan } from "../../../workflows/engine/build-plan.ts";
import type { Finding, Plan } from "../../../workflows/engine/plan.ts";
import { apiKeyModel, keyOf, planInput, recordOf } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const model = apiKeyModel("orders");
const plan: Plan = {
  ...buildPlan(planInput({ records: [recordOf(model)], live: new Map([["orders", readablePart(model)]]) })),
  findings: [],
};
const finding = (changes: Partial<Finding> = {}): Finding => ({
  code: "many-removals",
  level: "block",
  message: "1 of 1 goes",
  about: null,
  ...changes,
});
const withFindings = (...findings: readonly Finding[]): string | null => acceptanceDigest({ ...plan, findings }, "tip");

it("an acceptance is of one plan, at one commit, for one target", () => {
  const digest = acceptanceDigest(plan, "tip");
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(acceptanceDigest({ ...plan }, "tip")).toBe(digest);
  const others = [
    acceptanceDigest(plan, "another"),
    acceptanceDigest(plan, null),
    acceptanceDigest({ ...plan, digest: "0".repeat(64) }, "tip"),
    acceptanceDigest({ ...plan, target: { ...plan.target, stage: "prod" } }, "tip"),
  ];
  expect(new Set([digest, ...others]).size).toBe(5);
});

it("an acceptance is of what blocks the plan: one more, another or less is another one", () => {
  const about = { key: keyOf("orders"), name: "orders" };
  const all = [
    withFindings(),
    withFindings(finding()),
    withFindings(finding(), finding({ code: "emptied-folder" })),
    withFindings(finding({ code: "emptied-folder" })),
    withFindings(finding({ message: "2 of 2 go" })),
    withFindings(finding({ about })),
  ];
  expect(new Set(all).size).toBe(all.length);
});

it("a warning is no part of what is accepted", () => {
  expect(withFindings(finding({ level: "warn" }))).toBe(withFindings());
});

it("nothing can be accepted where there is no plan", () => {
  expect(acceptanceDigest({ ...plan, digest: null }, "tip")).toBeNull();
});
