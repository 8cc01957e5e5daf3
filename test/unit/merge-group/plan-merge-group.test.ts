import { describe, expect, it } from "vitest";
import { planMergeGroup, type PlanMergeGroupDeps } from "../../../workflows/plan-merge-group.ts";
import { checkNames, type CheckReport, type CheckState, groupCheckId } from "../../../workflows/ports/checks.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import type { Queued } from "../../../workflows/ports/review.ts";
import { type RequestBudget, RequestsSpentError } from "../../../workflows/pull-request/request-budget.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { aPublication } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";
import { endlessBudget, openPull } from "../../support/pull-requests.ts";

const { signal } = new AbortController();

interface Situation {
  readonly isGone?: boolean;
  readonly queued?: readonly Queued[];
  readonly checks?: readonly CheckState[];
  readonly budget?: Partial<RequestBudget>;
  /** What reading a file ends with. */
  readonly crash?: Error;
  readonly published?: Partial<PublishedPlan>;
  readonly isFork?: boolean;
  /** Whether somebody pressed the check's button who may write, or may not. */
  readonly pressed?: "writer" | "reader";
}

/** One pull request, whose group changes a definition. Nothing that AWS would be asked by is there. */
async function grouped(situation: Situation) {
  const checks: CheckReport[] = [];
  const line = [
    { sha: "group", parents: ["base"], tree: "group" },
    { sha: "base", parents: [], tree: "base" },
  ];
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => "base",
      commit: async (sha: string) => line.find((each) => each.sha === sha),
      line: async (tip: string) => line.slice(line.findIndex(({ sha }) => sha === tip)),
      file: async () => {
        if (situation.crash !== undefined) throw situation.crash;
        return undefined;
      },
      files: async (commit: string) => [{ path: "orders.json", text: commit }],
    },
    review: {
      queued: async () => situation.queued ?? [{ pullRequest: 7, commit: "group" }],
      pullRequest: async () => openPull({ isFork: situation.isFork ?? false }),
    },
    checks: {
      putCheck: async (report: CheckReport) => void checks.push(report),
      checksOn: async () => situation.checks ?? [],
    },
    trigger: { mayWrite: async () => situation.pressed === "writer" },
  };
  const { published } = situation;
  const deps = {
    forge,
    kinds: builtinKinds,
    engine: "engine",
    log: memoryLog(),
    budget: { ...endlessBudget, ...situation.budget },
    ledger: { publicationBefore: async () => (published === undefined ? undefined : aPublication(published)) },
  } as unknown as PlanMergeGroupDeps;
  const by = situation.pressed && { id: 5, login: "octocat" };
  const request = { commit: "group", isGone: situation.isGone ?? false, by };
  const ended = await planMergeGroup(request, deps, signal).catch((error: unknown) => error);
  for (const check of checks)
    expect(check).toMatchObject({ name: checkNames.plan, commit: "group", externalId: groupCheckId });
  return { ended, checks, check: checks.at(-1) };
}

const openCheck: CheckState = { name: checkNames.plan, open: true, startedAt: 1, externalId: groupCheckId };

describe("a group that is gone", () => {
  it.each([{ isGone: true }, { queued: [] }])("has its check ended where it was begun: %j", async (situation) => {
    const { ended, checks } = await grouped({ ...situation, checks: [openCheck] });
    expect(ended).toMatchObject({ outcome: "refused", reason: "not-open" });
    expect(checks).toMatchObject([{ conclusion: "cancelled" }]);
  });

  it.each([
    ["none", []],
    ["one that has ended", [{ ...openCheck, open: false }]],
    ["that of a pull request's head", [{ name: checkNames.plan, open: true, startedAt: 1 }]],
    ["another one", [{ ...openCheck, name: checkNames.apply }]],
  ])("is told nothing where there is %s", async (_, checks) => {
    expect((await grouped({ isGone: true, checks })).checks).toEqual([]);
    expect((await grouped({ queued: [], checks })).checks).toEqual([]);
  });
});

describe("a group's check", () => {
  it("stays open where planning failed, since the queue would take out what the next try finds in order", async () => {
    const { ended, checks } = await grouped({ crash: new Error("GitHub is away") });
    expect(ended).toMatchObject({ message: "GitHub is away" });
    expect(checks).toMatchObject([{ conclusion: null }, { conclusion: null, title: "Planning failed once" }]);
  });

  it("fails where the requests of the hour are spent, before or while it is planned", async () => {
    const before = await grouped({ budget: { allow: () => false, endsAt: 3_600_000 } });
    expect(before.checks).toMatchObject([
      { conclusion: "failure", title: "Paused until 01:00 UTC: too many requests" },
    ]);
    const { ended, checks } = await grouped({ crash: new RequestsSpentError("spent") });
    expect(ended).toMatchObject({ outcome: "refused", reason: "requests-spent" });
    expect(checks).toMatchObject([{ conclusion: null }, { conclusion: "failure" }]);
  });

  it.each([
    ["no plan", undefined],
    ["one that was taken back", { engine: "engine", digest: "", changes: {} }],
  ])("fails for a pull request with %s", async (_, published) => {
    const { check } = await grouped({ ...(published && { published }) });
    expect(check).toMatchObject({ conclusion: "failure", title: "Not planned: #7 has no plan" });
    expect(check?.summary).toContain("/pull/7) has no plan: press **Plan again**");
  });

  it("says who asks for the plan of a fork's head, of which nothing is evaluated", async () => {
    const { check } = await grouped({ isFork: true });
    expect(check?.summary).toContain("**Plan this head**");
  });

  it("is made again for somebody who may write, and is left as it is for others", async () => {
    expect((await grouped({ pressed: "writer" })).checks.length).toBeGreaterThan(0);
    const { ended, checks } = await grouped({ pressed: "reader" });
    expect(ended).toMatchObject({ outcome: "refused", reason: "sender-not-allowed" });
    expect(checks).toEqual([]);
  });

  it("fails for a plan that another version of Bridgehead made", async () => {
    const { check } = await grouped({ published: { engine: "another" } });
    expect(check).toMatchObject({ conclusion: "failure" });
    expect(check?.summary).toContain("was planned by another version of Bridgehead");
  });
});
