import { describe, expect, it } from "vitest";
import { checkNames, planAgainButton } from "../../workflows/ports/checks.ts";
import { openPull } from "../support/pull-requests.ts";
import { openCheck, planned, type PullSituation } from "../support/pull-world.ts";

/* What is told of a pull request beside its plan, and to whom. */

const orders = { merge: { "orders.ts": "orders" } };
const readme = { merge: { "README.md": "words" } };
const trail = [{}];

describe.each([
  ["closed", { open: false }, "Closed without being merged", "## ⏹️ Closed", "not-open"],
  [
    "pointed elsewhere",
    { baseRef: "other" },
    "No plan: it is for another branch",
    "## ⏹️ No plan: it is for another branch",
    "other-base",
  ],
])("one that is %s", (_, pull, title, heading, reason) => {
  const gone: PullSituation = { answers: [pull] };

  it("and was told before is told that", async () => {
    const told = await planned({ ...gone, trail });
    expect(told.ended).toEqual({ outcome: "refused", reason });
    expect(told.checks).toMatchObject([{ title, conclusion: "cancelled" }]);
    expect(told.comments).toEqual([expect.stringContaining(heading)]);
    expect(told.published).toBeUndefined();
  });

  it("and was told nothing is told nothing", async () => {
    const apply = { ...openCheck, name: checkNames.apply };
    for (const checks of [[], [{ ...openCheck, open: false }], [apply]]) {
      const told = await planned({ ...gone, checks });
      expect(told.ended).toEqual({ outcome: "refused", reason });
      expect(told.order).toEqual([]);
      expect(told.trail).toEqual([]);
    }
  });

  it("and whose first plan died has its check closed, and nothing else", async () => {
    const told = await planned({ ...gone, checks: [openCheck] });
    expect(told.checks).toMatchObject([{ title: "Superseded", conclusion: "cancelled" }]);
    expect(told.comments).toEqual([]);
  });

  it("leaves the check alone that another pull request has, too", async () => {
    const other = openPull({ number: 8 });
    expect(await planned({ ...gone, trail, others: [other] })).toMatchObject({
      checks: [],
      comments: [expect.any(String)],
    });
    const itself = openPull();
    const another = openPull({ number: 8, head: "another" });
    expect((await planned({ ...gone, trail, others: [itself, another] })).checks).toMatchObject([{ title }]);
  });
});

describe("one that was merged", () => {
  const merged: PullSituation = { ...orders, answers: [{ open: false, merged: true }], trail };

  it("is left to its apply", async () => {
    const told = await planned(merged);
    expect(told).toMatchObject({ ended: { outcome: "refused", reason: "not-open" }, order: [], published: undefined });
  });

  it("has the check closed that a dead job left open, and nothing else", async () => {
    const told = await planned({ ...merged, checks: [openCheck] });
    expect(told.checks).toMatchObject([{ title: "Superseded", conclusion: "cancelled" }]);
    expect(told.comments).toEqual([]);
  });
});

describe("one of too many that are outdated", () => {
  it.each<[string, PullSituation]>([
    ["whose plan is older", { published: { publishedAt: 1 } }],
    ["that has no plan", {}],
  ])("%s is told so, and not planned", async (_, situation) => {
    const told = await planned({ ...orders, ...situation, trail, outdatedAt: 2 });
    expect(told.ended).toEqual({ outcome: "refused", reason: "base-moved" });
    expect(told.checks).toMatchObject([{ title: "Outdated: the base moved", conclusion: "action_required" }]);
    expect(told.comments).toEqual([expect.stringContaining("## ⛔ Outdated")]);
    expect(told.trail.at(-1)).toMatchObject({ what: "outdated" });
  });

  it("that was planned since is told nothing", async () => {
    const told = await planned({ ...orders, published: { publishedAt: 2 }, trail, outdatedAt: 2 });
    expect(told).toMatchObject({ ended: { outcome: "refused", reason: "planned-since" }, order: [] });
  });
});

describe("one that changes no definition", () => {
  it.each<[string, PullSituation]>([
    ["is a success", readme],
    ["is one in a conflict, too", { isConflict: true, head: { "README.md": "words" } }],
    [
      "is one in a conflict behind a base that moved",
      { isConflict: true, base: { "orders.ts": "orders" }, head: { "README.md": "words" } },
    ],
  ])("%s, without a comment, a publication or a step", async (_, situation) => {
    const told = await planned(situation);
    expect(told.ended).toEqual({ outcome: "untouched" });
    expect(told.check).toMatchObject({ title: "No definitions changed", conclusion: "success" });
    expect(told).toMatchObject({ comments: [], trail: [], published: undefined });
  });

  it("takes back what was published of its head, and says so where its plan stood", async () => {
    const changes = { key: "digest" };
    const told = await planned({ ...readme, published: { changes }, trail });
    expect(told.published).toMatchObject({ digest: "", changes: {}, base: "base" });
    expect(told.comments).toEqual([expect.stringContaining("## ✅ Nothing to plan")]);
  });

  it("and changes the configuration is planned", async () => {
    const config = JSON.stringify({ secretPrefixes: ["/bridgehead/a/"] });
    const told = await planned({ base: {}, merge: { "bridgehead.config.json": config } });
    expect(told).toMatchObject({ ended: { outcome: "planned" }, comments: [expect.any(String)] });
  });
});

it("one that conflicts has no plan, and says so on whatever was published before", async () => {
  const told = await planned({ isConflict: true, head: { "orders.ts": "orders" }, published: { changes: { a: "b" } } });
  expect(told.ended).toEqual({ outcome: "refused", reason: "merge-conflict" });
  expect(told.check).toMatchObject({ title: "No plan: it conflicts with its base", conclusion: "failure" });
  expect(told.comments).toEqual([expect.stringContaining("## ❌ No plan: it conflicts with main")]);
  expect(told.published).toMatchObject({ digest: "", changes: {} });
  expect(told.trail).toMatchObject([{ what: "conflict" }]);
});

describe("while a plan is made again", () => {
  it.each<[string, Required<PullSituation>["trail"], string]>([
    ["for another commit", [{ commit: "older" }], "there is a newer commit"],
    ["onto another base", [{ base: "older" }], "`main` moved"],
  ])("%s, the old one is not left standing", async (_, steps, why) => {
    const { comments } = await planned({ ...orders, trail: steps });
    expect(comments).toEqual([expect.stringContaining(why), expect.stringContaining("Plan: 1 to create")]);
  });

  it("of the same commit onto the same base, it is", async () => {
    expect((await planned({ ...orders, trail })).comments).toEqual([expect.stringContaining("Plan: 1 to create")]);
  });
});

describe("a plan that fails", () => {
  const crash = new Error("no answer");

  it("closes its check, and says so where a plan stood", async () => {
    const told = await planned({ ...orders, trail: [{ commit: "older" }], crash });
    expect(told.ended).toBe(crash);
    expect(told.check).toMatchObject({ title: "Bridgehead could not plan", conclusion: "failure" });
    expect(told.comment).toContain("## ❌ Bridgehead could not plan");
  });

  it("begins no comment", async () => {
    expect(await planned({ ...orders, crash })).toMatchObject({ ended: crash, comments: [] });
  });

  it.each([
    ["was pushed to", { head: "another" }],
    ["was merged", { open: false, merged: true }],
  ])("since it %s meanwhile is none", async (_, later) => {
    const told = await planned({ ...orders, trail, answers: [{}, {}, later], crash });
    expect(told.ended).toEqual({ outcome: "refused", reason: "head-moved" });
    expect(told.check).toMatchObject({ title: "Superseded", conclusion: "cancelled" });
  });

  it("has failed where GitHub does not say whether it was", async () => {
    const told = await planned({ ...orders, trail, answers: [{}, {}, new Error("GitHub is away")], crash });
    expect(told).toMatchObject({ ended: crash, check: { title: "Bridgehead could not plan" } });
  });
});

describe("what another push or a merge supersedes", () => {
  it.each([
    ["before it is read, pushed to", [{}, { head: "another" }]],
    ["before it is read, closed", [{}, { open: false }]],
    ["before it is published, pushed to", [{}, {}, { head: "another" }]],
    ["before it is published, closed", [{}, {}, { open: false }]],
  ])("%s, is neither published nor shown", async (_, answers) => {
    const told = await planned({ ...orders, trail, answers });
    expect(told.ended).toEqual({ outcome: "refused", reason: "head-moved" });
    expect(told).toMatchObject({ published: undefined, comments: [], check: { conclusion: "cancelled" } });
  });

  it("of which GitHub has merged another head, is neither published nor shown", async () => {
    const told = await planned({ ...orders, mergedHead: "another" });
    expect(told.ended).toEqual({ outcome: "refused", reason: "head-moved" });
    expect(told).toMatchObject({ published: undefined, comments: [], check: { title: "Superseded" } });
  });

  it("before it is read, is told of no new plan", async () => {
    expect((await planned({ ...orders, trail: [{ base: "older" }], answers: [{}, { open: false }] })).comments).toEqual(
      [],
    );
  });
});

describe("a plan that was published", () => {
  it("is made again where the base moved meanwhile", async () => {
    const { jobs } = await planned({ ...orders, tip: "moved" });
    expect(jobs).toMatchObject([{ kind: "plan", pullRequest: 7, delivery: "again:moved:base:7:head" }]);
    expect((await planned(orders)).jobs).toEqual([]);
  });

  it("is in the comment before the check says so, which has a button once it has ended", async () => {
    const { order, checks } = await planned(orders);
    expect(order).toEqual(["check", "comment", "check"]);
    expect(checks[0]).toMatchObject({ conclusion: null });
    expect(checks[0]).not.toHaveProperty("actions");
    expect(checks[1]).toMatchObject({ actions: [planAgainButton] });
  });

  it("is one step, and another one only where something is otherwise", async () => {
    const first = await planned(orders);
    expect(first.trail).toMatchObject([{ what: "planned", commit: "head", base: "base" }]);
    const again = await planned({ ...orders, trail: first.trail });
    expect(again.trail).toHaveLength(1);
    expect((await planned({ merge: { "orders.ts": "!wrong" } })).trail).toMatchObject([{ what: "no-plan" }]);
  });
});
