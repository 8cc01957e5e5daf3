import { describe, expect, it } from "vitest";
import { closeLeft, reportBegin, reportCrash } from "../../../workflows/apply/report/announce.ts";
import type { ShownPull } from "../../../workflows/apply/report/pulls.ts";
import type { ApplyReport, ReportDeps } from "../../../workflows/apply/report/report.ts";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import type { CheckReport } from "../../../workflows/ports/checks.ts";
import type { DoneSubject } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress } from "../../../workflows/ports/progress.ts";
import { aDoneChange, aPendingChange } from "../../contract/ledger-fixtures.ts";
import { memoryLog } from "../../support/lambda.ts";
import { mergedPull } from "../../support/pull-requests.ts";

const shownPull = (number: number, shown: ShownPull["shown"]): ShownPull => ({
  pull: mergedPull({ number, mergedAt: 1, mergeCommit: `merge-${number}` }),
  shown,
});
const something = new Set(["type/orders"]);

function place(merged: readonly ShownPull[], options: { readonly refuse?: boolean } = {}) {
  const said: string[] = [];
  const bodies: string[] = [];
  const log = memoryLog();
  const report: ApplyReport = {
    run: "run-1",
    branch: "main",
    commit: "merge-2",
    merged,
    connection: null,
    isAnnounced: true,
  };
  const done = async (subject: DoneSubject) =>
    "pull" in subject
      ? [aDoneChange(`of-${subject.pull}`, {}, { pull: subject.pull })]
      : [aDoneChange("pushed", { action: "delete" })];
  // Only what is asked for here is there.
  const deps = {
    target: { stage: "prod" },
    ledger: { done },
    log,
    forge: {
      id: { id: 7, owner: "acme", name: "eventing" },
      checks: {
        async putCheck({ commit, conclusion, title, summary }: CheckReport) {
          said.push(`check ${commit} ${conclusion ?? "open"} ${title}`);
          bodies.push(summary);
        },
        checksOn: async (commit: string) => [
          { name: "bridgehead / apply", open: commit !== "ended", startedAt: 0 },
          { name: "bridgehead / re-run", open: true, startedAt: 0 },
        ],
        putDeployment: async ({ commit, state }: { commit: string; state: string }) =>
          void said.push(`deployment ${commit} ${state}`),
      },
      review: {
        async putComment(number: number, _: string, body: string, mode: string) {
          if (options.refuse === true) throw new Error("GitHub is not there");
          said.push(`comment ${number} ${mode} ${/^## (.*)$/m.exec(body)?.[1]}`);
          bodies.push(body);
        },
      },
    },
  } as unknown as ReportDeps;
  return {
    said,
    bodies,
    log,
    begin: () => reportBegin(report, deps),
    left: (progress: Partial<BranchProgress>) =>
      closeLeft({ branch: "main", tip: "merge-2", progress: { ...noProgress, ...progress } }, deps),
    crash: (error: unknown) => reportCrash(report, error, deps),
  };
}

describe("a run that begins", () => {
  it("says so on the tip, and to those who were shown a plan: a merge below the tip gets its check at the end", async () => {
    const merged = [shownPull(1, something), shownPull(2, null), shownPull(3, new Set()), shownPull(4, "unreadable")];
    const { said, bodies, begin } = place(merged);
    await begin();
    expect(said).toEqual([
      "check merge-2 open Applying",
      "deployment merge-2 in_progress",
      "comment 1 edit-only ⏳ Applying",
      "comment 4 edit-only ⏳ Applying",
    ]);
    expect(bodies.at(-1)).toContain("`main` at merge-2 · run `run-1`");
  });

  it("says so in five comments at most", async () => {
    const { said, begin } = place(Array.from({ length: 8 }, (_, index) => shownPull(index + 10, something)));
    await begin();
    const comments = said.filter((each) => each.startsWith("comment")).map((each) => each.split(" ")[1]);
    expect(comments).toEqual(["10", "11", "12", "13", "14"]);
  });

  it("goes on where a comment cannot be written", async () => {
    const { said, log, begin } = place([shownPull(1, something)], { refuse: true });
    await begin();
    expect(said).toContain("deployment merge-2 in_progress");
    expect(log.entries.filter(({ error }) => error !== undefined)).toHaveLength(1);
  });
});

describe("a run that dies", () => {
  class OwnError extends BridgeheadError {
    override readonly name = "OwnError";
  }

  it("ends everything that it said was going on, and says what was done there before", async () => {
    const { said, bodies, crash } = place([shownPull(1, something), shownPull(2, something)]);
    await crash(new OwnError("the *lock* was lost"));
    expect(said).toEqual([
      "check merge-2 failure The run failed",
      "check merge-1 failure The run failed",
      "deployment merge-2 error",
      "comment 1 edit-only ❌ The run failed",
      "comment 2 edit-only ❌ The run failed",
    ]);
    expect(bodies[0]).toContain("Done before that: `of-2` created, `pushed` deleted.");
    expect(bodies[1]).toContain("Done before that: `of-1` created.");
    expect(bodies[2]).toContain("The \\*lock\\* was lost. It is tried again");
  });

  it("shows nothing of what others say about it", async () => {
    const { bodies, crash } = place([shownPull(1, something)]);
    await crash(new Error("secret of AWS"));
    expect(bodies.join("")).not.toContain("secret");
    expect(bodies.at(-1)).toContain("Bridgehead itself failed");
  });
});

describe("a run on the next commit ends the check that one before it left open", () => {
  const goesOn = [aPendingChange("orders", { state: "continued" })];

  it.each<[left: string, progress: Partial<BranchProgress>]>([
    ["where it died", { pinned: "older", reported: "oldest" }],
    ["where something goes on in AWS", { pinned: "older", reported: "older", pending: goesOn }],
  ])("%s, with what was done there", async (_, progress) => {
    const { said, bodies, left } = place([]);
    await left(progress);
    expect(said).toEqual(["check older neutral Continued by a later run"]);
    expect(bodies).toEqual([expect.stringContaining("Done before that: `pushed` deleted.")]);
  });

  it.each<[why: string, progress: Partial<BranchProgress>]>([
    ["there was none", {}],
    ["it is of the same commit", { pinned: "merge-2", reported: "older" }],
    ["it was told to the end", { pinned: "older", reported: "older" }],
    ["it was ended", { pinned: "ended", reported: "older" }],
  ])("and nothing where %s", async (_, progress) => {
    const { said, left } = place([]);
    await left(progress);
    expect(said).toEqual([]);
  });
});
