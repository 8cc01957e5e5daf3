import { describe, expect, it } from "vitest";
import { checkNames, planAgainButton, planHeadButton } from "../../workflows/ports/checks.ts";
import { strangerBounds, writerBounds } from "../../workflows/ports/source-bounds.ts";
import { type RequestBudget, RequestsSpentError } from "../../workflows/pull-request/request-budget.ts";
import { endlessBudget, openPull } from "../support/pull-requests.ts";
import { planned, type PullSituation } from "../support/pull-world.ts";

/* What is read of AWS for the head of a fork, and because of whom. */

const from: PullSituation = { merge: { "orders.ts": "orders" }, answers: [{ isFork: true }] };
const writer = { id: 5, login: "alice" };
const asked = { head: "head", by: writer, app: 1 };
const mayWrite: PullSituation["mayWrite"] = ({ id }) => id === writer.id;
const notPlanned = { outcome: "refused", reason: "fork" };

/** That nothing of AWS was read, and nothing shown or published that says what is there. */
function expectBoundary(told: Awaited<ReturnType<typeof planned>>): void {
  expect(told.ended).toEqual(notPlanned);
  expect({ asked: told.asked, published: told.published }).toEqual({ asked: [], published: undefined });
  expect([...told.bounds]).toEqual([strangerBounds]);
  expect(told.check).toMatchObject({
    name: checkNames.plan,
    commit: "head",
    externalId: "fork:7",
    conclusion: "action_required",
    title: "Validated, not planned: from a fork",
    actions: [planHeadButton],
  });
}

describe("the head of a fork", () => {
  it("is validated, whoever opened the pull request, and says who may ask for more", async () => {
    for (const everybody of [true, false]) {
      const told = await planned({ ...from, mayWrite: everybody });
      expectBoundary(told);
      expect(told.checks.map(({ title }) => title)).toEqual(["Validating", "Validated, not planned: from a fork"]);
      expect(told.comments).toEqual([]);
      expect(told.check?.summary).toContain("somebody who may write here looks at head and presses **Plan this head**");
    }
  });

  it("with errors is told of them where they are, and no more", async () => {
    const told = await planned({ ...from, merge: { "orders.ts": "!wrong\norders" } });
    expect(told.ended).toEqual(notPlanned);
    expect(told.asked).toEqual([]);
    expect(told.check).toMatchObject({
      conclusion: "failure",
      title: "Plan not possible: 1 error",
      annotations: [{ path: "connections/orders.ts", line: 1, message: "Wrong." }],
      actions: [planHeadButton],
    });
  });

  it("with a warning is told of it beside its line", async () => {
    const told = await planned({ ...from, merge: { "orders.ts": "?odd\norders" } });
    expectBoundary(told);
    expect(told.check?.annotations).toMatchObject([{ line: 1, level: "warning" }]);
  });

  it("is planned where somebody who may write asked for it, and from then on as often as there is cause", async () => {
    const told = await planned({ ...from, asked, mayWrite });
    expect(told.ended).toMatchObject({ outcome: "planned" });
    expect(told.askedBy).toBe("5");
    expect(told.asked.length).toBeGreaterThan(0);
    expect([...told.bounds]).toEqual([writerBounds]);
    expect(told.published).toMatchObject({ head: "head" });
    expect(told.comments).toHaveLength(1);
    expect(told.check).toMatchObject({ externalId: "fork:7", conclusion: "success", actions: [planAgainButton] });
    // By then nobody may write who asked.
    const again = await planned({ ...from, askedBefore: ["head"], mayWrite: false });
    expect(again.ended).toMatchObject({ outcome: "planned" });
  });

  it.each<[who: string, of: Partial<PullSituation>, said: string]>([
    [
      "a stranger",
      { asked: { ...asked, by: { id: 6, login: "eve" } } },
      "`eve` pressed **Plan this head** and may not",
    ],
    [
      "somebody who has the login of one who may write",
      { asked: { ...asked, by: { id: 6, login: writer.login } } },
      "may not write here, so nothing came of it",
    ],
    [
      "one who may write, of what was pushed over since",
      { asked: { ...asked, head: "older" } },
      "`alice` asked for a plan of older. What was pushed since, nobody has asked for.",
    ],
    ["one who may write, at a check of another App's", { asked: { ...asked, app: 2 } }, "The definitions are valid"],
    ["nobody, and an older head was asked for", { askedBefore: ["older"] }, "The definitions are valid"],
  ])("that %s asked for stays what it is", async (_, of, said) => {
    const told = await planned({ ...from, mayWrite, ...of });
    expectBoundary(told);
    expect(told.askedBy).toBeUndefined();
    expect(told.check?.summary).toContain(said);
    expect(told.isStranger).toBe(of.asked?.by.id === 6);
  });

  it("that was pushed over a planned one is told to be another one", async () => {
    const trail = [{ what: "planned", commit: "older" } as const];
    const told = await planned({ ...from, trail, askedBefore: ["older"] });
    expectBoundary(told);
    expect(told.comments).toEqual([expect.stringContaining("## ⏸️ Not planned: from a fork")]);
    expect(told.trail.map(({ what }) => what)).toEqual(["planned", "unasked"]);
  });

  it("that is asked for while it is pushed over is not planned as the new one", async () => {
    const pushed = [{ isFork: true }, { isFork: true, head: "newer" }];
    const told = await planned({ ...from, asked, mayWrite, answers: pushed });
    expect(told.ended).toEqual({ outcome: "refused", reason: "head-moved" });
    expect(told.published).toBeUndefined();
    const merged = await planned({ ...from, asked, mayWrite, mergedHead: "newer" });
    expect(merged).toMatchObject({ ended: { reason: "head-moved" }, asked: [], published: undefined });
  });

  it("that conflicts is told so, without a comment that strangers cause", async () => {
    const conflict = { ...from, isConflict: true, head: { "orders.ts": "orders" } };
    const told = await planned(conflict);
    expect(told).toMatchObject({ ended: { reason: "merge-conflict" }, asked: [], check: { conclusion: "failure" } });
    expect(told.comments).toEqual([]);
    expect((await planned({ ...conflict, askedBefore: ["head"] })).comments).toHaveLength(1);
  });

  it("that changes no definition is a success like any other", async () => {
    const told = await planned({ ...from, merge: { "README.md": "words" } });
    expect(told).toMatchObject({ ended: { outcome: "untouched" }, asked: [], check: { conclusion: "success" } });
  });
});

it("a head of the repository's own is planned, whoever opened the pull request and whoever asks", async () => {
  const told = await planned({
    ...from,
    answers: [{}],
    mayWrite: false,
    asked: { ...asked, by: { id: 6, login: "eve" } },
  });
  expect(told.ended).toMatchObject({ outcome: "planned" });
  expect(told.check).toMatchObject({ externalId: null });
  expect(openPull().isFork).toBe(false);
});

describe("a pull request that has spent its requests of the hour", () => {
  const endsAt = Date.UTC(2026, 10, 30, 14);
  const spent: RequestBudget = { ...endlessBudget, endsAt, allow: () => false };
  const inTheMiddle = { crash: new RequestsSpentError("spent"), budget: { ...endlessBudget, endsAt } };

  it.each<[when: string, of: Partial<PullSituation>]>([
    ["before it is planned", { budget: spent }],
    ["while it is planned", inTheMiddle],
  ])("%s is told when it goes on, and has no plan until then", async (_, of) => {
    const merge = { "orders.ts": "orders" };
    const own = await planned({ merge, trail: [{}], published: { changes: { key: "digest" } }, ...of });
    expect(own.ended).toEqual({ outcome: "refused", reason: "requests-spent" });
    expect(own.asked).toEqual([]);
    expect(own.published).toMatchObject({ digest: "", changes: {}, pausedUntil: endsAt });
    expect(own.comments.at(-1)).toContain("## ⏸️ No plan before 14:00 UTC");
    expect(own.check).toMatchObject({ conclusion: "action_required", actions: [planAgainButton] });
    const theirs = await planned({ ...from, ...of });
    expect(theirs).toMatchObject({ comments: [], check: { externalId: "fork:7", actions: [planHeadButton] } });
    expect(theirs.check?.summary).toContain("200 requests");
  });
});
