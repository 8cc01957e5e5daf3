import { describe, expect, it } from "vitest";
import { hasDrifted, renderDriftCheck, renderDriftTerminal } from "../../../workflows/render/drift.ts";
import { makePlan, pullRequestContext } from "../../support/render-case.ts";

const terminal = { color: false, width: 80 };
const edited = makePlan({ changes: [{ name: "orders", action: "update" }] });
const told = makePlan({ unchanged: 1, findings: [{ code: "parameter-not-found", message: "it is gone" }] });
const drifted = makePlan({ unchanged: 1, findings: [{ code: "drift", message: "it was edited" }] });
const still = makePlan({ unchanged: 1 });

describe("a report of drift", () => {
  it("is one of a change, or of a finding", () => {
    expect([edited, told, still].map(hasDrifted)).toEqual([true, true, false]);
    expect([edited, told, still].map((plan) => renderDriftCheck(plan, pullRequestContext).conclusion)).toEqual([
      "neutral",
      "neutral",
      "success",
    ]);
  });

  it("calls drift what is drift, and gives the code of any other finding", () => {
    expect(renderDriftTerminal(drifted, terminal)).toMatch(/^Drift: It was edited\.$/m);
    expect(renderDriftTerminal(told, terminal)).toMatch(/^Finding: It is gone\. \[parameter-not-found\]$/m);
  });
});
