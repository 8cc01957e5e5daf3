import { describe, expect, it } from "vitest";
import { type CheckReport, planAgainButton } from "../../workflows/ports/checks.ts";
import { kindOf, noting, open, openPull } from "./github-support.ts";
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
    const annotations = Array.from({ length: 101 }, (_, index) => ({
      path: "connections/orders.ts",
      line: index + 1,
      level: "failure" as const,
      title: "missing-name",
      message: `problem ${index}`,
    }));
    const ended = report(commit, { conclusion: "failure", title: "101 problems", annotations });
    expect(await forge.checks.putCheck(ended)).toBe(url);
    const [run, ...others] = await runsOf(harness);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure", output: { annotations_count: 101 } });
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

  it("of a fork's head are apart from each other, and never take the place of one of the repository's own", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const one = await forge.checks.putCheck(report(commit, { externalId: "fork:7" }));
    expect(await forge.checks.putCheck(report(commit, { externalId: "fork:8" }))).not.toBe(one);
    const own = await forge.checks.putCheck(report(commit, { conclusion: "success" }));
    const ended = { conclusion: "action_required", externalId: "fork:9" } as const;
    // Somebody proposes a copy of the head from a fork.
    expect(await forge.checks.putCheck(report(commit, ended))).toBe(own);
    expect(await forge.checks.putCheck(report(commit, { ...ended, externalId: "fork:7" }))).toBe(own);
    const [newest, ...others] = await runsOf(harness);
    expect(newest).toMatchObject({ external_id: "", conclusion: "success", html_url: own });
    expect(others.map(({ external_id: id, status }) => [id, status])).toEqual([
      ["fork:8", "in_progress"],
      ["fork:7", "in_progress"],
    ]);
  });

  it("end with their last annotations, and not before", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const annotations = Array.from({ length: 60 }, (_, index) => {
      return { path: "a.ts", line: index + 1, level: "failure" as const, title: "t", message: "m" };
    });
    harness.github.injectFault({ method: "PATCH", path: /\/check-runs\/\d+$/, status: 502 });
    const ended = report(commit, { conclusion: "failure", annotations });
    expect(await kindOf(forge.checks.putCheck(ended))).toBe("unavailable");
    expect(await runsOf(harness)).toMatchObject([{ status: "in_progress", output: { annotations_count: 50 } }]);
    await forge.checks.putCheck(ended);
    expect(await runsOf(harness)).toMatchObject([{ conclusion: "failure", output: { annotations_count: 60 } }]);
  });

  it("that are taken back begin anew; those that go on keep when they began", async () => {
    let time = Math.floor(Date.now() / 1000) * 1000;
    await using harness = await startHarness({ now: () => time });
    const forge = await open(harness, { now: () => time });
    const commit = String(await forge.source.tip("main"));
    const begun = async () => (await forge.checks.checksOn(commit)).map(({ startedAt }) => startedAt - time);
    await forge.checks.putCheck(report(commit));
    time += 60_000;
    await forge.checks.putCheck(report(commit));
    expect(await begun()).toEqual([-60_000]);
    await forge.checks.putCheck(report(commit, { conclusion: "failure" }));
    time += 60_000;
    await forge.checks.putCheck(report(commit));
    expect(await begun()).toEqual([0]);
  });

  it("get all annotations that they lack before they end again, and never more than a hundred and one", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    const annotations = Array.from({ length: 130 }, (_, index) => {
      return { path: "a.ts", line: index + 1, level: "warning" as const, title: "t", message: "m" };
    });
    const ended = report(commit, { conclusion: "failure", annotations: annotations.slice(0, 10) });
    await forge.checks.putCheck(ended);
    for (const upTo of [90, 90, 130, 130]) {
      await forge.checks.putCheck({ ...ended, annotations: annotations.slice(0, upTo) });
      const all = { conclusion: "failure", output: { annotations_count: Math.min(upTo, 101) } };
      expect(await runsOf(harness)).toMatchObject([all]);
    }
  });

  it("have the text and the buttons of the last report, and none of those before", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const { owner, repo } = harness.place;
    const press = async () => {
      const { data } = await harness.user("bob").rest.checks.listForRef({ ...harness.place, ref: head });
      const [run] = data.check_runs;
      const path = `/_bridgehead/repos/${owner}/${repo}/check-runs/${run?.id}/actions`;
      const pressed = harness
        .user("bob")
        .request(`POST ${new URL(path, harness.github.apiUrl).href}`, { identifier: planAgainButton.identifier });
      return [run?.output.text ?? "", await pressed.then(({ status }) => status).catch(({ status }) => Number(status))];
    };
    const ended = report(head, { conclusion: "success", text: "more", actions: [planAgainButton] });
    await forge.checks.putCheck(ended);
    expect(await press()).toEqual(["more", 204]);
    await forge.checks.putCheck(report(head));
    expect(await press()).toEqual(["", 404]);
    await forge.checks.putCheck(ended);
    expect(await press()).toEqual(["more", 204]);
  });

  it("whose texts are too long are refused before anything is asked", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    asked.length = 0;
    const long = "x".repeat(65_536);
    expect(await kindOf(forge.checks.putCheck(report("main", { summary: long })))).toBe("invalid");
    expect(await kindOf(forge.checks.putCheck(report("main", { text: long })))).toBe("invalid");
    expect(asked).toEqual([]);
  });

  it("are listed once by whoever writes them, and once more before one that it began is concluded", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    const commit = String(await forge.source.tip("main"));
    const annotations = [{ path: "a.ts", line: 1, level: "warning" as const, title: "t", message: "m" }];
    const costs = async (changes: Partial<CheckReport>) => {
      asked.length = 0;
      await forge.checks.putCheck(report(commit, changes));
      return [...asked];
    };
    const list = "GET commits/N/check-runs";
    expect(await costs({})).toEqual([list, "POST check-runs"]);
    expect(await costs({ title: "Reading" })).toEqual(["PATCH check-runs/N"]);
    expect(await costs({ conclusion: "failure", annotations })).toEqual([list, "PATCH check-runs/N"]);
    expect(await costs({})).toEqual(["PATCH check-runs/N"]);
    expect(await costs({ conclusion: "failure", annotations })).toEqual([
      "GET check-runs/N/annotations",
      "PATCH check-runs/N",
    ]);
    // Who knows that nobody else writes it meanwhile lists it once.
    expect(await costs({ name: "other", isAlone: true })).toEqual([list, "POST check-runs"]);
    expect(await costs({ name: "other", isAlone: true, conclusion: "success" })).toEqual(["PATCH check-runs/N"]);
  });

  it("of two workers who both saw none and began one each become one", async () => {
    await using harness = await startHarness();
    const workers = [await open(harness), await open(harness)];
    const commit = String(await workers[0]?.source.tip("main"));
    // Both have listed before either begins one.
    const none = { status: 200, body: { total_count: 0, check_runs: [] } };
    harness.github.injectFault({ method: "GET", path: /\/check-runs$/, ...none, times: 2 });
    for (const { checks } of workers) await checks.putCheck(report(commit));
    expect(await runsOf(harness)).toHaveLength(2);
    for (const { checks } of workers) await checks.putCheck(report(commit, { conclusion: "success" }));
    expect((await runsOf(harness)).map(({ conclusion }) => conclusion)).toEqual(["success", "cancelled"]);
  });

  it("are looked for again once a write was refused", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    const commit = String(await forge.source.tip("main"));
    await forge.checks.putCheck(report(commit));
    harness.github.injectFault({ method: "PATCH", path: /\/check-runs\/\d+$/, status: 502, afterwards: true });
    expect(await kindOf(forge.checks.putCheck(report(commit, { title: "Reading" })))).toBe("unavailable");
    asked.length = 0;
    await forge.checks.putCheck(report(commit, { title: "Reading" }));
    expect(asked).toEqual(["GET commits/N/check-runs", "PATCH check-runs/N"]);
  });
});

describe("where GitHub does not take back what has ended", () => {
  /** Title and how it stands, of all runs, newest first. */
  async function standing(harness: Harness) {
    return (await runsOf(harness)).map(({ output, status, conclusion }) => `${output.title}: ${conclusion ?? status}`);
  }

  it.each(["refused", "keep-conclusion"] as const)(
    "(%s) a new run counts, and the old one is withdrawn",
    async (kind) => {
      await using harness = await startHarness();
      harness.github.assume({ endedChecks: kind });
      const { asked, fetch } = noting();
      const forge = await open(harness, { fetch });
      const commit = String(await forge.source.tip("main"));
      await forge.checks.putCheck(report(commit, { title: "Failed", conclusion: "failure" }));
      const url = await forge.checks.putCheck(report(commit));
      expect(await standing(harness)).toEqual(["Planning: in_progress", "Replaced by a later run: cancelled"]);
      asked.length = 0;
      expect(await forge.checks.putCheck(report(commit, { title: "Fine", conclusion: "success" }))).toBe(url);
      expect(await standing(harness)).toEqual(["Fine: success", "Replaced by a later run: cancelled"]);
      // The one that was withdrawn is not written again.
      expect(asked).toEqual(["GET commits/N/check-runs", "PATCH check-runs/N"]);
    },
  );

  it("and not even lets it be withdrawn, the new run stands before it", async () => {
    await using harness = await startHarness();
    harness.github.assume({ endedChecks: "stay" });
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    const commit = String(await forge.source.tip("main"));
    await forge.checks.putCheck(report(commit, { title: "Failed", conclusion: "failure" }));
    const url = await forge.checks.putCheck(report(commit, { title: "Fine", conclusion: "success" }));
    expect(await standing(harness)).toEqual(["Fine: success", "Replaced by a later run: failure"]);
    asked.length = 0;
    expect(await forge.checks.putCheck(report(commit, { title: "Fine still", conclusion: "success" }))).toBe(url);
    expect(await standing(harness)).toEqual(["Fine still: success", "Replaced by a later run: failure"]);
    expect(asked).toEqual(["GET commits/N/check-runs", "PATCH check-runs/N"]);
    const request = { ...harness.place, ref: "main" };
    const { data } = await harness.user("bob").rest.checks.listForRef(request);
    expect(data.check_runs.map(({ conclusion }) => conclusion)).toEqual(["success"]);
  });

  it("and refuses every change to it, the new run stands before it", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    await forge.checks.putCheck(report(commit, { title: "Failed", conclusion: "failure" }));
    harness.github.injectFault({ method: "PATCH", path: /\/check-runs\/\d+$/, status: 422, times: 2 });
    await forge.checks.putCheck(report(commit));
    expect(await standing(harness)).toEqual(["Planning: in_progress", "Failed: failure"]);
  });

  it("what it refuses for another reason is still refused", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    await forge.checks.putCheck(report(commit, { conclusion: "failure" }));
    const actions = [{ label: "x".repeat(21), description: "d", identifier: "i" }];
    expect(await kindOf(forge.checks.putCheck(report(commit, { actions })))).toBe("invalid");
    expect(await standing(harness)).toEqual(["Planning: failure"]);
  });
});

describe("a check run whose answer was lost", () => {
  it("is found by the next report", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const commit = String(await forge.source.tip("main"));
    harness.github.injectFault({ method: "POST", path: /\/check-runs$/, status: 502, afterwards: true });
    expect(await kindOf(forge.checks.putCheck(report(commit)))).toBe("unavailable");
    await forge.checks.putCheck(report(commit, { conclusion: "success" }));
    expect(await runsOf(harness)).toMatchObject([{ conclusion: "success" }]);
  });

  it("and shows after it was repeated: the newest counts, and the others are withdrawn once", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const forge = await open(harness, { fetch });
    const commit = String(await forge.source.tip("main"));
    const of = { ...harness.place, name: "bridgehead/plan", head_sha: commit };
    const { checks } = harness.installation().rest;
    await checks.create({ ...of, conclusion: "failure" });
    await checks.create({ ...of, conclusion: "cancelled" });
    await checks.create({ ...of, status: "in_progress" });
    await checks.create({ ...of, status: "in_progress", external_id: "41" });
    await checks.create({ ...of, status: "in_progress", name: "another" });
    await checks.create({ ...of, status: "in_progress" });
    await forge.checks.putCheck(report(commit, { conclusion: "success" }));
    const runs = (await runsOf(harness)).map(({ conclusion, output }) => [conclusion, output.title]);
    const withdrawn = ["cancelled", "Replaced by a later run"];
    expect(runs).toEqual([
      ["success", "Planning"],
      [null, null],
      [null, null],
      withdrawn,
      ["cancelled", null],
      withdrawn,
    ]);
    asked.length = 0;
    await forge.checks.putCheck(report(commit, { conclusion: "success" }));
    expect(asked).toEqual(["PATCH check-runs/N"]);
  });
});

it("the button that plans again keeps to GitHub's limits", () => {
  const { label, description, identifier } = planAgainButton;
  expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
});

describe("deployments", () => {
  it("take the place of the one before, whatever that says, and once only", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const one = String(await forge.source.tip("main"));
    const stage = { environment: "production", description: "text" };
    const states = async (sha: string) => {
      const { repos } = harness.user("bob").rest;
      const { data } = await repos.listDeployments({ ...harness.place, sha });
      return await Promise.all(
        data.map(async ({ id: deployment_id }) => {
          const statuses = await repos.listDeploymentStatuses({ ...harness.place, deployment_id });
          return statuses.data.map(({ state }) => state);
        }),
      );
    };
    await forge.checks.putDeployment({ ...stage, commit: one, state: "queued" });
    await forge.checks.putDeployment({ ...stage, commit: one, state: "in_progress", supersedes: true });
    expect(await states(one)).toEqual([["in_progress", "queued"]]);

    const two = await harness.seed("main", { "two.txt": "2\n" }, one);
    await (await open(harness)).checks.putDeployment({ ...stage, commit: two, state: "in_progress" });
    expect(await states(one)).toEqual([["in_progress", "queued"]]);
    const other = { ...stage, environment: "another", commit: two, state: "success", supersedes: true } as const;
    await forge.checks.putDeployment(other);
    await (await open(harness)).checks.putDeployment({ ...stage, commit: two, state: "success", supersedes: true });
    expect(await states(one)).toEqual([["inactive", "in_progress", "queued"]]);
    expect(await states(two)).toEqual([["success"], ["success", "in_progress"]]);
  });
});
