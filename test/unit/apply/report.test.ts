import { describe, expect, it } from "vitest";
import { resultOf } from "../../../workflows/apply/machine/settle.ts";
import type { ShownPull } from "../../../workflows/apply/report/pulls.ts";
import { type ApplyReport, type Ending, reportApply, type ReportDeps } from "../../../workflows/apply/report/report.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Action } from "../../../workflows/engine/plan/plan.ts";
import type { ResultStatus } from "../../../workflows/engine/plan/write/result.ts";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import type { CheckReport, DeploymentReport } from "../../../workflows/ports/checks.ts";
import type { DoneChange, DoneSubject } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type PendingChange } from "../../../workflows/ports/progress.ts";
import type { TrailStep } from "../../../workflows/ports/trail.ts";
import { aDoneChange, aPendingChange } from "../../contract/ledger-fixtures.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { keyOf } from "../../support/definitions.ts";
import { memoryLog } from "../../support/lambda.ts";
import { mergedPull } from "../../support/pull-requests.ts";
import { makePlan, type PlanInput } from "../../support/render-case.ts";

/* Who is told what of a run, with GitHub and the ledger as they are told. Pull request N was merged as "merge-N". */

const pull = (number: number, shown: ShownPull["shown"] = null): ShownPull => ({
  pull: mergedPull({ number, mergedAt: 1, mergeCommit: `merge-${number}` }),
  shown,
});
const shows = (number: number, name: string): ShownPull => pull(number, new Set([keyText(keyOf(name))]));
const by = (number: number | null, until = "old") => ({ cause: { from: "a", to: "b", until, pull: number } });

/** What became of a change, and the pull request that brought what was done. */
interface End {
  readonly action?: Action;
  readonly status: ResultStatus;
  readonly pull?: number | null;
}

interface Situation {
  /** By the name. */
  readonly ends?: Readonly<Record<string, End>>;
  readonly plan?: PlanInput;
  readonly report?: Partial<ApplyReport>;
  readonly ending?: Partial<Ending>;
  readonly before?: Partial<BranchProgress>;
  readonly pending?: readonly PendingChange[];
  readonly isWhole?: boolean;
  /** What runs did, by the number of a pull request; of "tip", of none. */
  readonly done?: Readonly<Record<string, readonly DoneChange[]>>;
  readonly trail?: readonly TrailStep[];
  /** Pull requests whose mergers were called before. */
  readonly called?: readonly number[];
  readonly merger?: string;
  /** Fails where it throws. */
  readonly onPut?: (what: string) => void;
}

/** A run on "tip", which no pull request made unless `tip` says so. */
async function told(situation: Situation) {
  const { ends = {}, before = {}, pending = [], isWhole = true, done = {}, trail = [], onPut } = situation;
  const { called = [], merger = "alice" } = situation;
  const claims = new Set(called.map((number) => `called/7/${number}`));
  const checks: Record<string, CheckReport> = {};
  const comments: Record<number, string> = {};
  const modes: Record<number, string> = {};
  const deployments: DeploymentReport[] = [];
  const steps: TrailStep[] = [];
  const asked: string[] = [];
  const changes = Object.entries(ends).map(([name, { action = "update" }]) => ({ name, action }));
  const plan = makePlan({ changes, ...situation.plan });
  const results = plan.changes.map((change) => {
    const status = ends[change.name]?.status ?? "failed";
    return resultOf(change, { status, error: status === "applied" ? null : "why" });
  });
  const held = plan.changes.filter(({ name }) => ends[name]?.status === "held");
  const brought = Object.entries(ends).filter(([, end]) => end.pull !== undefined);
  const outcome =
    plan.digest === null
      ? ({ outcome: "failed", reason: "definitions-invalid" } as const)
      : ({ outcome: held.length > 0 ? "held" : "applied", reason: "applied" } as const);
  const report: ApplyReport = {
    run: "run-1",
    branch: "main",
    commit: "tip",
    merged: [],
    connection: null,
    isAnnounced: false,
    ...situation.report,
  };
  const ending: Ending = {
    decided: {
      applied: {
        plan,
        records: new Map(),
        review: { allowed: [], held: held.map((change) => ({ change, cause: "not-reviewed", why: "why" })) },
        result: { ...outcome, results },
        pulls: new Map(brought.map(([name, end]) => [keyText(keyOf(name)), end.pull ?? null])),
      },
      whole: plan,
      before: { ...noProgress, reported: "tip", ...before },
      pending,
      isWhole,
    },
    earlier: [],
    declaring: null,
    folder: "connections",
    duration: 1_000,
    ...situation.ending,
  };
  // Only what is asked for here is there.
  const deps = {
    kinds: builtinKinds,
    target: { stage: "prod" },
    clock: createFastClock(),
    log: memoryLog(),
    ledger: {
      done: async (of: DoneSubject) => done["pull" in of ? String(of.pull) : "tip"] ?? [],
      publicationBefore: async () => undefined,
      trail: async () => trail,
      claimedBy: async (key: string) => (claims.has(key) ? "5" : undefined),
      claim: async (key: string) => claims.size < claims.add(key).size,
      noteStep: async (step: TrailStep) => void steps.push(step),
    },
    forge: {
      id: { id: 7, owner: "acme", name: "eventing" },
      webUrl: "https://github.example",
      checks: {
        async putCheck(check: CheckReport) {
          onPut?.(`check ${check.commit}`);
          checks[check.commit] = check;
        },
        async putDeployment(deployment: DeploymentReport) {
          onPut?.("deployment");
          deployments.push(deployment);
        },
      },
      review: {
        async pullRequestsOf(commit: string) {
          asked.push(commit);
          return [mergedPull({ number: 90, mergedAt: 1, mergeCommit: "another" })];
        },
        async pullRequest(number: number) {
          const who = merger === "" ? {} : { mergedBy: 5, mergedLogin: merger };
          return mergedPull({ number, mergedAt: 1, mergeCommit: `merge-${number}`, ...who });
        },
        async putComment(number: number, _: string, body: string, mode: string) {
          onPut?.(`comment ${number}`);
          comments[number] = body;
          modes[number] = mode;
        },
      },
    },
  } as unknown as ReportDeps;
  const failed = await reportApply(report, ending, deps);
  const titles = Object.fromEntries(
    Object.entries(checks).map(([commit, { conclusion, title }]) => [commit, `${conclusion}: ${title}`]),
  );
  return { claims, failed, checks, titles, comments, modes, deployments, steps, asked };
}

describe("each is told their own", () => {
  it("two pull requests and a push of one run: in the comments and on the checks, by the worst of its own", async () => {
    const { titles, checks, comments } = await told({
      ends: {
        one: { status: "applied", pull: 1 },
        two: { status: "failed", pull: 2 },
        pushed: { status: "held" },
        moved: { status: "applied", pull: null },
      },
      report: { merged: [shows(1, "one"), shows(2, "two")] },
      before: { reported: "old" },
      pending: [aPendingChange("pushed", by(null, "tip"))],
    });
    expect(titles).toEqual({
      "merge-1": "success: Applied: 1 updated",
      "merge-2": "failure: Failed: 1 change",
      tip: "action_required: Held: 1 of 2 changes",
    });
    const names = (text = "") => ["one", "two", "pushed", "moved"].filter((name) => text.includes(`\`${name}\``));
    expect(names(comments[1])).toEqual(["one"]);
    expect(names(comments[2])).toEqual(["two"]);
    expect(names(checks["merge-1"]?.summary)).toEqual(["one"]);
    expect(names(checks["merge-2"]?.summary)).toEqual(["two"]);
    expect(names(checks["tip"]?.summary)).toEqual(["pushed", "moved"]);
  });

  it("the tip not what waited before it", async () => {
    const { titles } = await told({
      ends: { old: { status: "held" } },
      before: { reported: "older", pending: [aPendingChange("old", { ...by(null), reason: "why" })] },
      pending: [aPendingChange("old", { ...by(null), reason: "why" })],
    });
    expect(titles).toEqual({ tip: "success: Nothing to apply" });
  });

  it("with what earlier runs did of it, of which the deployment tells what is of the tip", async () => {
    const earlier = aDoneChange("earlier", { action: "create" }, { commit: "tip", pull: 1 });
    const elsewhere = aDoneChange("before", { action: "create" }, { commit: "old", pull: 1 });
    const pushed = aDoneChange("pushed", { action: "create" }, { commit: "tip" });
    const { titles, comments, deployments } = await told({
      ends: { one: { status: "applied", pull: 1 } },
      report: { merged: [shows(1, "one")], isAnnounced: true },
      done: { 1: [earlier, elsewhere], tip: [pushed] },
    });
    expect(titles).toEqual({
      "merge-1": "success: Applied: 2 created · 1 updated",
      tip: "success: Applied: 1 created",
    });
    expect(comments[1]).toContain("Applied: 2 created · 1 updated");
    expect(deployments).toMatchObject([{ state: "success", description: "Applied: 2 created · 1 updated" }]);
  });

  it("never green beside what failed of it and was not tried again", async () => {
    const left = aDoneChange("two", { action: "create", status: "failed", error: "AWS" }, { pull: 1 });
    const run = { ends: { one: { status: "applied", pull: 1 } }, done: { 1: [left] }, isWhole: false } as const;
    const { titles, comments } = await told({ ...run, ending: { earlier: [shows(1, "one")] } });
    expect(titles).toEqual({ "merge-1": "failure: Failed: 1 of 2 changes" });
    expect(comments[1]).toContain("Failed: 1 of 2 changes");
  });

  it("by the name of whatever changed it again", async () => {
    const { comments } = await told({
      ends: { one: { status: "applied", pull: 2 } },
      report: { merged: [shows(1, "one"), shows(2, "one")] },
    });
    expect(comments[1]).toContain("Changed again after this, and told there: `one` ([#2](");
    expect(comments[2]).not.toContain("Changed again");
  });
});

describe("the check of the tip", () => {
  const waits = aPendingChange("one", { ...by(null, "tip"), reason: "why" });
  const same: Situation = {
    ends: { one: { status: "held" } },
    before: { pending: [waits] },
    pending: [waits],
    isWhole: false,
  };

  it("is left alone by a re-run that decided nothing of it", async () => {
    expect((await told(same)).titles).toEqual({});
    const ofAnother = { ends: { one: { status: "applied", pull: 1 } }, isWhole: false } as const;
    expect((await told({ ...ofAnother, ending: { earlier: [pull(1)] } })).titles).not.toHaveProperty("tip");
  });

  it.each<[what: string, more: Situation]>([
    ["is said to go on", { report: { isAnnounced: true } }],
    ["was not reported yet", { isWhole: true, before: { pending: [waits], reported: "old" } }],
    ["has news of it", { before: {} }],
  ])("is written by a run of which it %s", async (_, more) => {
    expect((await told({ ...same, ...more })).titles).toEqual({ tip: "action_required: Held: 1 change" });
  });

  it("is written with the part of the pull request that made it", async () => {
    const made = { ...pull(1), pull: mergedPull({ number: 1, mergedAt: 1, mergeCommit: "tip" }) };
    const { titles, asked } = await told({
      ...same,
      ends: { one: { status: "held" }, two: { status: "applied", pull: 1 } },
      ending: { earlier: [made] },
    });
    expect(titles).toEqual({ tip: "action_required: Held: 1 of 2 changes" });
    expect(asked).toEqual([]);
  });

  it("is no pull request's that only has it, nor one's of a history that was rewritten", async () => {
    const run = { ...same, report: { isAnnounced: true }, done: { 90: [aDoneChange("ninety", {}, { pull: 90 })] } };
    const { checks, asked } = await told(run);
    expect(asked).toEqual(["tip"]);
    expect(checks["tip"]?.summary).not.toContain("ninety");
    expect((await told({ ...run, before: { pending: [waits], doubt: "rewritten" } })).asked).toEqual([]);
  });
});

describe("who is concerned", () => {
  const nothing = { ends: { other: { status: "applied", pull: 9 } } } as const;

  it("is nobody who changed nothing that is declared: no comment, and no step of the way", async () => {
    const { modes, steps, titles } = await told({ ...nothing, report: { merged: [pull(1)] } });
    expect(modes).toEqual({ 1: "edit-only" });
    expect(steps).toEqual([]);
    expect(titles).toMatchObject({ "merge-1": "success: Nothing to apply" });
    expect((await told({ ...nothing, ending: { earlier: [pull(1)] } })).modes).toEqual({ 1: "edit-only" });
  });

  it.each<[who: string, situation: Situation]>([
    ["brought a change", { ends: { one: { status: "applied", pull: 1 } }, report: { merged: [pull(1)] } }],
    ["was shown a plan", { ...nothing, report: { merged: [shows(1, "one")] } }],
    ["waited", { ...nothing, before: { pending: [aPendingChange("gone", by(1))] }, ending: { earlier: [pull(1)] } }],
  ])("is who %s", async (_, situation) => {
    const { modes, steps } = await told(situation);
    expect(modes).toEqual({ 1: "create-or-edit" });
    expect(steps).toHaveLength(1);
  });

  it("has each step of the way once", async () => {
    const step = {
      repository: 7,
      pullRequest: 1,
      at: 1,
      what: "applied",
      commit: "old",
      base: null,
      digest: null,
    } as const;
    const run = { ends: { one: { status: "applied", pull: 1 } }, ending: { earlier: [pull(1)] } } as const;
    expect((await told({ ...run, trail: [step] })).steps).toEqual([]);
    expect((await told({ ...run, trail: [{ ...step, what: "held" }] })).steps).toMatchObject([{ what: "applied" }]);
    expect((await told({ ...run, trail: [{ ...step, base: "base" }] })).steps).toHaveLength(1);
  });
});

describe("what waits from elsewhere", () => {
  const pending = [aPendingChange("one", by(1)), aPendingChange("two", by(2))];
  const run = { ends: { one: { status: "held" }, two: { status: "held" } }, pending } as const;
  const line = /\d changes? waits? from elsewhere:.*$/m;

  it("is one line where nothing else is said, and on the tip: without what is told there", async () => {
    const { checks } = await told({ ...run, report: { merged: [shows(1, "one"), pull(3)], isAnnounced: true } });
    const lineOn = (commit: string) => line.exec(checks[commit]?.summary ?? "")?.[0];
    expect(lineOn("merge-1")).toBeUndefined();
    expect(lineOn("merge-3")).toMatch(/^2 changes wait from elsewhere: `one` \(\[#1\].*`two` \(\[#2\]/);
    expect(lineOn("tip")).toMatch(/^2 changes wait/);
    const made = { ...shows(1, "one"), pull: mergedPull({ number: 1, mergedAt: 1, mergeCommit: "tip" }) };
    const { checks: onTip } = await told({ ...run, report: { merged: [made], isAnnounced: true } });
    expect(onTip["tip"]?.title).toBe("Held: 1 change");
    expect(line.exec(onTip["tip"]?.summary ?? "")?.[0]).toMatch(/^1 change waits from elsewhere: `two` \(\[#2\]/);
  });
});

describe("a run without a plan", () => {
  const plan: PlanInput = { changes: [], diagnostics: [{ message: "broken" }] };

  it("fails who declares something, and says to the others that they brought no error", async () => {
    const { titles, checks, comments, modes } = await told({
      plan,
      report: { merged: [pull(1), pull(2), shows(3, "three")] },
      ending: { declaring: new Set([1, 5]), earlier: [shows(4, "four"), shows(5, "five")] },
      done: { 4: [aDoneChange("four", { action: "create" }, { pull: 4 })] },
    });
    expect(Object.entries(titles).map(([commit, title]) => [commit, title.split(":")[0]])).toEqual([
      ["merge-1", "failure"],
      ["merge-2", "success"],
      ["merge-3", "failure"],
      // Its own came to its end before: the error is of those that the run brings.
      ["merge-4", "success"],
      ["merge-5", "failure"],
    ]);
    expect(checks["merge-2"]?.summary).toContain("and not since this commit");
    expect(checks["merge-2"]?.annotations).toEqual([]);
    expect(checks["merge-1"]?.summary).not.toContain("and not since this commit");
    expect(modes).toMatchObject({ 1: "create-or-edit", 2: "edit-only", 3: "create-or-edit" });
    expect(comments[3]).toContain("a definition has an error");
    expect(comments[4]).toContain("Applied: 1 created");
    expect(comments[5]).toContain("a definition has an error");
  });
});

describe("what cannot be told", () => {
  class Refused extends BridgeheadError {
    override readonly name = "Refused";
  }
  const run: Situation = {
    ends: { one: { status: "applied", pull: 1 }, two: { status: "applied", pull: 2 } },
    report: { merged: [shows(1, "one"), shows(2, "two")] },
  };
  const refusing = (pattern: RegExp, error: Error = new Refused("no")) => ({
    ...run,
    onPut: (what: string) => {
      if (pattern.test(what)) throw error;
    },
  });

  it("is each pull request's whose comment or check it is, once, and keeps nothing else", async () => {
    const { failed, titles, comments } = await told(refusing(/ (?:merge-)?1$/));
    expect(failed).toEqual([1]);
    expect(Object.keys(titles)).toEqual(["merge-2"]);
    expect(Object.keys(comments)).toEqual(["2"]);
    expect((await told(refusing(/check merge-2/))).failed).toEqual([2]);
    expect((await told(refusing(/comment 2/))).failed).toEqual([2]);
    expect((await told(refusing(/deployment/))).failed).toEqual([]);
  });

  it("fails the run where it is everything, or for another reason than the outside's", async () => {
    await expect(told(refusing(/./))).rejects.toThrow("no");
    await expect(told(refusing(/comment 2/, new TypeError("a mistake")))).rejects.toThrow("a mistake");
  });
});

describe("a pull request whose apply failed", () => {
  const failing: Situation = {
    ends: { one: { status: "failed", pull: 1 }, two: { status: "applied", pull: 2 } },
    report: { merged: [shows(1, "one"), shows(2, "two")] },
    before: { reported: "old" },
  };

  it("is told in one sentence what failed, whoever merged it is called, and both ways out are offered", async () => {
    const { comments, checks, claims } = await told(failing);
    expect([...claims]).toEqual(["called/7/1"]);
    expect(comments[1]).toContain("@alice, `one` could not be updated: why.");
    expect(comments[1]).toContain("-f operation=apply");
    expect(comments[1]).toContain(
      "press **Revert** on [#1](https://github.example/acme/eventing/pull/1), which opens a pull request with a plan of its own, as this does:\n\n```sh\ngh pr revert 1\n```",
    );
    // Nobody else is called, and nothing is called on a check.
    expect(comments[2]).not.toMatch(/@|revert/i);
    expect(JSON.stringify(checks)).not.toMatch(/@|gh pr revert/);
  });

  it("calls nobody again", async () => {
    const { comments } = await told({ ...failing, called: [1] });
    expect(comments[1]).toContain("`one` could not be updated: why.");
    expect(comments[1]).toContain("gh pr revert 1");
    expect(comments[1]).not.toContain("alice");
  });

  it.each(["", "merge-queue[bot]", "a b", "x](https://evil.example)"])(
    "calls nobody who is no person: %j",
    async (merger) => {
      const { comments } = await told({ ...failing, merger });
      expect(comments[1]).toContain("`one` could not be updated: why.");
      expect(comments[1]).not.toContain("@");
    },
  );
});

describe("the deployment before", () => {
  it.each<[what: string, of: Situation, supersedes: boolean]>([
    ["says nothing any more once a run of all has looked at the next commit", { before: { reported: "old" } }, true],
    ["is left alone by another run of the same commit", { before: { reported: "tip" } }, false],
    ["is left alone by a run about one resource", { before: { reported: "old" }, isWhole: false }, false],
    [
      "stands where there was no plan",
      { before: { reported: "old" }, plan: { diagnostics: [{ message: "Wrong." }] }, ending: { declaring: new Set() } },
      false,
    ],
  ])("%s", async (_, of, supersedes) => {
    const { deployments } = await told({ ends: { one: { status: "applied" } }, ...of });
    expect(deployments).toMatchObject([{ commit: "tip", supersedes }]);
  });
});
