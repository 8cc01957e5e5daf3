import { describe, expect, it } from "vitest";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import { renderPlanTerminal, renderResultTerminal } from "../../../workflows/render/terminal.ts";
import { applyContext, type ChangeInput, makePlan, pullRequestContext } from "../../support/render-case.ts";

const terminal = { color: false, width: 80, folder: "connections" };

/** A plan whose changes are of these types, in the order in which they are given. */
function planOf(...changes: readonly (ChangeInput & { readonly type: string })[]) {
  const plan = makePlan({ changes });
  const typed = plan.changes.map((change, index): Change => {
    const key = { type: changes[index]?.type ?? "", identifier: change.name };
    return { ...change, key };
  });
  return { ...plan, changes: typed };
}

const size = [{ path: "/Size", before: 1, after: 2 }];
const rule = { type: "Test::Events::Rule", name: "orders", action: "update", properties: size } as const;
const bus = { type: "Test::Events::EventBus", name: "orders", id: "bus", action: "delete", properties: size } as const;

describe("resources of several types that share a name", () => {
  const plan = planOf(rule, bus);
  const result: RunResult = {
    outcome: "applied",
    reason: "applied",
    results: plan.changes.map(({ key, id, name, action }) => {
      return { key, id, name, action, status: "applied", error: null, authorization: null, arn: null };
    }),
  };

  it("have their types beside their names in a comment", () => {
    const text = renderPlanComment(plan, pullRequestContext);
    expect(text).toContain("| ~&nbsp;update | `orders` (rule) |");
    expect(text).toContain("| -&nbsp;delete | `orders` (event bus, id `bus`) |");
    expect(text).toContain("~ <code>orders</code> (rule): 1 property");
    const applied = renderApplyComment(result, plan, applyContext);
    expect(applied).toContain("| ~&nbsp;update | `orders` (rule) | updated |");
  });

  it("have them in a terminal", () => {
    const text = renderPlanTerminal(plan, terminal);
    expect(text).toContain("~ orders (rule): update");
    expect(text).toContain("- orders (event bus, id bus): delete");
    expect(renderResultTerminal(result, plan, terminal)).toMatch(
      /~ orders \(rule\) +updated\n +- orders \(event bus\) +/,
    );
  });

  it("have none where all are of one", () => {
    expect(renderPlanTerminal(planOf(rule), terminal)).toContain("~ orders: update");
    expect(renderPlanComment(planOf(rule), pullRequestContext)).toContain("| ~&nbsp;update | `orders` |");
  });
});

describe("what goes away", () => {
  const type = "Test::Events::EventBus";
  const gone = { type, name: "orders", action: "delete" } as const;
  const anew = { type, name: "orders", action: "replace", replaces: { name: "orders", live: {} } } as const;

  it("is called what its type is", () => {
    expect(renderPlanComment(planOf(gone), pullRequestContext)).toContain("**1 event bus goes away**");
    expect(renderPlanComment(planOf(gone, { ...gone, name: "stock" }), pullRequestContext)).toContain(
      "**2 event buses go away**",
    );
    expect(renderPlanComment(planOf(anew), pullRequestContext)).toContain("the event bus it replaces is deleted.");
  });
});
