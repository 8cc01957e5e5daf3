import { describe, expect, it } from "vitest";
import { planTable, unchangedNote } from "../../../workflows/render/plan-table.ts";
import { sizeOf } from "../../../workflows/render/comment-size.ts";
import { makePlan } from "../../support/render-case.ts";

const create = { name: "c", action: "create" } as const;

const place = { folder: "connections", browser: null };

/** The rows that are seen at once, and those of the fold. */
function parts(text: string) {
  const [open = "", folded = ""] = text.split("<details>");
  const rows = (part: string) => part.split("\n").filter((line) => line.startsWith("| ") && line.includes("&nbsp;"));
  return { open: rows(open), folded: rows(folded), summary: /<summary>(.*?)<\/summary>/.exec(folded)?.[1] };
}

describe("the table of a plan", () => {
  it("begins with what is dangerous", () => {
    const actions = ["create", "configure", "update", "adopt", "forget", "replace", "delete"] as const;
    const changes = actions.map((action, index) => ({ name: `c-${index}`, action }));
    const verbs = parts(planTable(makePlan({ changes }), place)).open.map((line) => /&nbsp;(\w+)/.exec(line)?.[1]);
    expect(verbs).toEqual(actions.toReversed());
  });

  it("shows twenty-five at once and folds the others, the dangerous never", () => {
    const all = [25, 26].map((count) => makePlan({ changes: [create], repeatLast: count - 1 }));
    const [fits, more] = all.map((plan) => parts(planTable(plan, place)));
    expect([fits?.open.length, fits?.summary]).toEqual([25, undefined]);
    expect([more?.open.length, more?.folded.length, more?.summary]).toEqual([25, 1, "1 more change"]);
    const plan = makePlan({ changes: [{ name: "zz", action: "delete" }, create], repeatLast: 30 });
    expect(parts(planTable(plan, place)).open[0]).toContain("`zz`");
  });

  it("says that there is no space, and gives up what is folded before what is open", () => {
    const plan = makePlan({ changes: [{ ...create, name: "n".repeat(100) }], repeatLast: 60 });
    const whole = planTable(plan, place);
    const cut = planTable(plan, place, 7_500);
    expect(sizeOf(cut)).toBeLessThan(sizeOf(whole));
    expect(parts(cut).open).toHaveLength(25);
    expect(parts(cut).folded.length).toBeLessThan(35);
    expect(cut).toContain("not shown: there is no space left here");
    expect(parts(planTable(plan, place, 2_000)).open.length).toBeLessThan(25);
  });

  it("says each change in fewer words where there are more than eight", () => {
    const properties = [{ path: "/Description", before: "old", after: "new" }];
    const changed = { name: "c", action: "update", properties } as const;
    const texts = [8, 9].map((count) => planTable(makePlan({ changes: [changed], repeatLast: count - 1 }), place));
    expect(texts.map((text) => text.includes("`new`"))).toEqual([true, false]);
  });

  it("is none where nothing changes", () => {
    expect(planTable(makePlan({ unchanged: 2 }), place)).toBe("");
  });
});

it.each([
  [{}, "There are no definitions and no managed connections."],
  [{ changes: [create] }, ""],
  [{ unchanged: 2 }, "2 unchanged."],
  [{ changes: [create], unchanged: 1 }, "1 other unchanged."],
  [{ diagnostics: [{ message: "wrong" }] }, ""],
])("what is unchanged is counted: %j", (input, text) => {
  expect(unchangedNote(makePlan(input))).toBe(text);
});
