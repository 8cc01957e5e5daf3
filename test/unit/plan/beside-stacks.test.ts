import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { planBeside } from "../../../workflows/engine/plan/beside-stacks.ts";
import type { Plan } from "../../../workflows/engine/plan/plan.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { reviewShown } from "../../../workflows/engine/plan/review/review.ts";
import { apiKeyModel, definitionOf, planInput, recordOf, someDiagnostic } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const [mine, orders, billing] = ["mine", "orders", "billing"].map((name) => apiKeyModel(name));
if (mine === undefined || orders === undefined || billing === undefined) throw new Error("there are three models");
const production = { stage: "production", records: [recordOf(orders)] };
const beside = (...stacks: readonly (typeof production)[]) => ({ stacks, unknown: [] });
const changed = definitionOf({ ...orders, Description: "changed" });
const shown = ({ changes }: Plan) => changes.map(({ name, action, stack = null }) => [name, action, stack]);
const blocked = ({ findings }: Plan) =>
  findings.filter(({ code }) => code === "managed-by-stack").map(({ about }) => about?.name);

describe("a plan beside stacks", () => {
  it("is the same as without them where there are none", () => {
    const input = planInput({
      definitions: [definitionOf(mine), changed],
      records: [recordOf(mine), recordOf(billing)],
    });
    expect(planBeside(input, beside())).toEqual(buildPlan(input));
  });

  it("compares each definition with the records of who manages it", () => {
    const input = planInput({ definitions: [definitionOf(mine), changed], records: [recordOf(mine)] });
    const plan = planBeside(input, beside(production));
    expect(shown(plan)).toEqual([
      ["mine", "no-op", null],
      ["orders", "update", "production"],
    ]);
    expect(plan.counts).toMatchObject({ "no-op": 1, update: 1 });
    expect(blocked(plan)).toEqual(["orders"]);
    const unchanged = planBeside(planInput({ definitions: [definitionOf(orders)] }), beside(production));
    expect([shown(unchanged), blocked(unchanged)]).toEqual([[["orders", "no-op", "production"]], []]);
  });

  it("has another digest where what a stack manages changes", () => {
    const digestOf = (...definitions: readonly (typeof changed)[]) =>
      planBeside(planInput({ definitions }), beside(production)).digest;
    expect(digestOf(changed)).not.toBe(digestOf(definitionOf({ ...orders, Description: "else" })));
    expect(digestOf(definitionOf(orders))).toBe(planBeside(planInput({}), beside()).digest);
  });

  it("holds what a stack manages, whatever is accepted, and lets the rest go on", async () => {
    const plan = planBeside(planInput({ definitions: [definitionOf(mine), changed] }), beside(production));
    for (const isAccepted of [false, true]) {
      const { allowed, held } = await reviewShown({ plan, kinds: builtinKinds, isAccepted });
      const names = [allowed, held].map((some) => some.map(({ change }) => change.name));
      expect(names).toEqual([["mine"], ["orders"]]);
    }
  });

  it("counts the terminal's own resources alone when many of them go", () => {
    const own = Array.from({ length: 10 }, (_, index) => apiKeyModel(`own-${index}`));
    const theirs = Array.from({ length: 20 }, (_, index) => apiKeyModel(`theirs-${index}`));
    const definitions = [...own.slice(4), ...theirs].map((model) => definitionOf(model));
    const input = planInput({ definitions, records: own.map((model) => recordOf(model)) });
    const stack = { stage: "production", records: theirs.map((model) => recordOf(model)) };
    expect(planBeside(input, beside(stack)).findings).toContainEqual(
      expect.objectContaining({ code: "many-removals", message: expect.stringContaining("4 of 10") }),
    );
  });

  it("holds a removal for what a stack manages and that is not as it is defined", () => {
    const records = [recordOf(mine)];
    const renamed = (model: typeof orders) =>
      planInput({ definitions: [definitionOf(model, { id: "mine" })], records });
    const plan = planBeside(renamed({ ...orders, Description: "changed" }), beside(production));
    expect(shown(plan)).toEqual([
      ["mine", "delete", null],
      ["orders", "update", "production"],
    ]);
    expect(blocked(plan)).toEqual(["orders", "mine"]);
    expect(blocked(planBeside(renamed(orders), beside(production)))).toEqual([]);
  });

  it("is none where a definition of either has an error", () => {
    const error = someDiagnostic("error");
    const input = planInput({ definitions: [definitionOf(mine), changed] });
    const plan = planBeside({ ...input, diagnostics: [error] }, beside(production));
    expect(plan).toMatchObject({ digest: null, changes: [], findings: [], diagnostics: [error] });
    expect(plan.counts.update).toBe(0);
  });

  it("advises nobody to take over what a stack may manage", () => {
    const live = new Map([["mine", readablePart(mine)]]);
    const input = planInput({ definitions: [definitionOf(mine)], live });
    const hints = (plan: Plan) => plan.diagnostics.map(({ hint }) => hint);
    expect(hints(planBeside(input, beside()))).toEqual([expect.stringContaining("adopt: true")]);
    const unknown = planBeside(input, { stacks: [], unknown: ["denied"] });
    expect(hints(unknown)).toEqual([expect.stringContaining("do not take it over")]);
    expect(JSON.stringify(unknown)).not.toContain("adopt: true");
    expect(unknown.findings).toContainEqual(expect.objectContaining({ code: "stacks-unknown", level: "warn" }));
  });
});
