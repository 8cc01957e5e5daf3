import { describe, expect, it } from "vitest";
import { explainedGuards } from "../../../workflows/engine/help/examples/guard-pages.ts";
import { holdOf, isLasting } from "../../../workflows/engine/plan/guards/table.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { isHeldForGood, reviewShown } from "../../../workflows/engine/plan/review/review.ts";
import { makePlan } from "../../support/render-case.ts";

const kinds = builtinKinds;
const blocked = explainedGuards.filter(({ holds }) => holds.block !== undefined);
const lasting = blocked.filter(isLasting).map(({ code }) => code);

it("a freeze and `protect` are what no acceptance clears", () => {
  expect(lasting).toEqual(expect.arrayContaining(["frozen", "protected"]));
});

describe.each(blocked.map((guard) => [guard.code, guard] as const))("%s", (code, guard) => {
  const finding = { code, level: "block" as const, message: "found", name: "orders" };
  const plan = makePlan({ changes: [{ name: "orders", action: "delete" }], findings: [finding] });

  it("holds, and an acceptance clears it just where its page says so", async () => {
    expect(holdOf(finding)).not.toBe("nothing");
    const without = await reviewShown({ plan, kinds, isAccepted: false });
    expect(without.held).toMatchObject([{ cause: "finding" }]);
    const { held } = await reviewShown({ plan, kinds, isAccepted: true });
    const isKept = held.length > 0;
    expect(isKept).toBe(lasting.includes(code));
    expect(isHeldForGood(plan.changes[0]!, plan)).toBe(isKept);
    expect(guard.clearedBy.includes("No acceptance clears it")).toBe(isKept);
    expect(/\baccepts\b/.test(guard.clearedBy)).toBe(!isKept);
  });
});
