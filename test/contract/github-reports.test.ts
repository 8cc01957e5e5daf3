import { describe, expect, it } from "vitest";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import { kindOf, open, openPull } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

describe("comments", () => {
  const marker = "<!-- bridgehead:plan:v1 -->";

  it("are one of a kind: created, then edited in place", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const bodies = async (): Promise<readonly (string | undefined)[]> =>
      (
        await harness.user("bob").rest.issues.listComments({ ...harness.place, issue_number: 1, per_page: 100 })
      ).data.map(({ body }) => body);
    expect(await forge.review.putComment(1, marker, `${marker}\nfirst`, "edit-only")).toBeUndefined();
    const url = await forge.review.putComment(1, marker, `${marker}\nfirst`, "create-or-edit");
    expect(url).toMatch(/pull\/1#issuecomment-\d+$/);
    expect(await forge.review.putComment(1, marker, "second", "create-or-edit")).toBe(url);
    expect(await forge.review.putComment(1, marker, "third", "edit-only")).toBe(url);
    await forge.review.putComment(1, "<!-- bridgehead:other:v1 -->", "another", "create-or-edit");
    expect(await bodies()).toEqual([`${marker}\nthird`, "<!-- bridgehead:other:v1 -->\nanother"]);
  });

  it("of somebody else are never taken for it, wherever they stand", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const forgeComment = (index: number): Promise<unknown> =>
      harness
        .user("eve")
        .rest.issues.createComment({ ...harness.place, issue_number: 1, body: `${marker}\nforged ${index}` });
    for (let index = 0; index < 101; index += 1) await forgeComment(index);
    const url = await forge.review.putComment(1, marker, "mine", "create-or-edit");
    expect(await forge.review.putComment(1, marker, "mine again", "create-or-edit")).toBe(url);
    const id = Number(String(url).split("-").at(-1));
    const { data } = await harness.user("bob").rest.issues.getComment({ ...harness.place, comment_id: id });
    expect(data).toMatchObject({ body: `${marker}\nmine again`, user: { login: "bridgehead[bot]" } });
  });

  it("that are too long are refused", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await kindOf(forge.review.putComment(1, marker, "x".repeat(65_536), "create-or-edit"))).toBe("invalid");
  });
});

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

describe("people and their dispatches", () => {
  it("may write when GitHub says so now", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await forge.trigger.mayWrite("alice")).toBe(true);
    expect(await forge.trigger.mayWrite("bob")).toBe(true);
    expect(await forge.trigger.mayWrite("eve")).toBe(false);
    expect(await forge.trigger.mayWrite("nobody")).toBe(false);
    harness.github.addUser({ login: "bob", permission: "read" });
    expect(await forge.trigger.mayWrite("bob")).toBe(false);
  });

  it("lead to the runs of that workflow, branch, person and time, oldest first", async () => {
    let time = Math.floor(Date.now() / 1000) * 1000 + 400;
    await using harness = await startHarness({ now: () => time });
    const forge = await open(harness);
    const path = ".github/workflows/rerun.yml";
    await harness.seed("main", { [path]: "on: workflow_dispatch\n" });
    await harness.seed("side", {});
    const dispatch = async (login: string, ref: string): Promise<void> => {
      await harness
        .user(login)
        .rest.actions.createWorkflowDispatch({ ...harness.place, workflow_id: "rerun.yml", ref });
    };
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time)).toEqual([]);
    await dispatch("bob", "main");
    time += 60_000;
    await dispatch("bob", "main");
    await dispatch("bob", "side");
    await dispatch("alice", "main");
    await dispatch("bob", "main");
    const runs = await forge.trigger.dispatchedRuns(path, "main", "bob", time + 500);
    expect(runs).toHaveLength(2);
    expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    expect(await forge.trigger.dispatchedRuns(path, "main", "bob", time - 60_000)).toHaveLength(3);
    expect(await forge.trigger.dispatchedRuns(".github/workflows/none.yml", "main", "bob", 0)).toEqual([]);
  });
});
