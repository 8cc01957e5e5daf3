import { describe, expect, it } from "vitest";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import { open } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

function report(commit: string, changes: Partial<CheckReport> = {}): CheckReport {
  return {
    name: "bridgehead/plan",
    commit,
    conclusion: null,
    title: "Planning",
    summary: "…",
    annotations: [],
    externalId: null,
    ...changes,
  };
}

/** All check runs on main, newest first. */
async function runsOf(harness: Harness) {
  const request = { ...harness.place, ref: "main", filter: "all" as const };
  return (await harness.user("bob").rest.checks.listForRef(request)).data.check_runs;
}

describe("check runs", () => {
  it("begin, and end in the same run with all annotations", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const url = await forge.checks.putCheck(report(commit));
    expect(await runsOf(harness)).toMatchObject([{ status: "in_progress", conclusion: null, external_id: "" }]);
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: "connections/orders.ts",
      line: index + 1,
      level: "failure" as const,
      title: "missing-name",
      message: `problem ${index}`,
    }));
    const ended = report(commit, { conclusion: "failure", title: "120 problems", annotations });
    expect(await forge.checks.putCheck(ended)).toBe(url);
    const [run, ...others] = await runsOf(harness);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure", output: { annotations_count: 120 } });
    const octokit = harness.user("bob");
    const listed = await octokit.paginate(octokit.rest.checks.listAnnotations, {
      ...harness.place,
      check_run_id: Number(run?.id),
      per_page: 100,
    });
    expect(listed.map(({ start_line }) => start_line)).toEqual(annotations.map(({ line }) => line));
  });

  it("that have ended are taken back, and get only annotations that they lack", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const one = { path: "a.ts", line: 1, level: "warning" as const, title: "t", message: "m" };
    const other = { ...one, line: 2 };
    const url = await forge.checks.putCheck(report(commit, { annotations: [one], conclusion: "failure" }));
    expect(await forge.checks.putCheck(report(commit))).toBe(url);
    expect(await runsOf(harness)).toMatchObject([{ status: "in_progress", conclusion: null, completed_at: null }]);
    const ended = report(commit, { annotations: [one, other], conclusion: "neutral" });
    expect(await forge.checks.putCheck(ended)).toBe(url);
    expect(await runsOf(harness)).toMatchObject([{ conclusion: "neutral", output: { annotations_count: 2 } }]);
  });

  it("of other workflow runs are told apart by the external id", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const first = await forge.checks.putCheck(report(commit, { externalId: "41" }));
    const second = await forge.checks.putCheck(report(commit, { externalId: "42" }));
    expect(second).not.toBe(first);
    expect(await forge.checks.putCheck(report(commit, { externalId: "41", conclusion: "success" }))).toBe(first);
  });
});
