import { describe, expect, it } from "vitest";
import { appId, refusal, startHarness } from "./harness.ts";

describe("comments, checks and deployments", () => {
  it("keeps who wrote a comment and refuses one that is too long", async () => {
    await using harness = await startHarness();
    const clone = await harness.clone();
    await clone.git("switch", "--quiet", "--create", "topic");
    await clone.commit("one", { "a.txt": "1\n" });
    await clone.git("push", "--quiet", "origin", "topic");
    await harness.user("bob").rest.pulls.create({ ...harness.place, title: "One", head: "topic", base: "main" });
    const { issues } = harness.installation().rest;
    const on = { ...harness.place, issue_number: 1 };
    await harness.user("bob").rest.issues.createComment({ ...on, body: "hello" });
    const { data } = await issues.createComment({ ...on, body: "plan" });
    await issues.updateComment({ ...harness.place, comment_id: data.id, body: "plan 2" });
    const { data: all } = await issues.listComments(on);
    expect(all).toMatchObject([
      { body: "hello", user: { login: "bob" }, performed_via_github_app: null },
      { body: "plan 2", user: { login: "bridgehead[bot]", type: "Bot" }, performed_via_github_app: { id: appId } },
    ]);
    const long = await refusal(issues.createComment({ ...on, body: "x".repeat(65_537) }));
    expect(long).toMatchObject({ status: 422, message: expect.stringContaining("maximum is 65536 characters") });
  });

  it("lets only the App write check runs, within GitHub's limits", async () => {
    await using harness = await startHarness();
    const { checks } = harness.installation().rest;
    const sha = await harness.clone().then((clone) => clone.git("rev-parse", "HEAD"));
    const run = { ...harness.place, name: "bridgehead/plan", head_sha: sha };
    const annotation = { path: "a.ts", start_line: 1, end_line: 1, annotation_level: "notice" as const, message: "m" };
    const output = { title: "t", summary: "s", annotations: Array.from({ length: 50 }, () => annotation) };
    expect(await refusal(harness.user("alice").rest.checks.create(run))).toMatchObject({ status: 403 });
    const { data } = await checks.create({ ...run, external_id: "7", output });
    expect(data).toMatchObject({ status: "queued", conclusion: null, external_id: "7", app: { id: appId } });
    const changed = await checks.update({ ...harness.place, check_run_id: data.id, conclusion: "success", output });
    expect(changed.data).toMatchObject({
      status: "completed",
      conclusion: "success",
      output: { annotations_count: 100 },
    });
    const many = { ...output, annotations: [...output.annotations, annotation] };
    expect(await refusal(checks.create({ ...run, output: many }))).toMatchObject({ status: 422 });
    const summary = { title: "t", summary: "s".repeat(65_536) };
    expect(await refusal(checks.create({ ...run, output: summary }))).toMatchObject({ status: 422 });

    const { data: second } = await checks.create(run);
    const list = async (query: Readonly<Record<string, unknown>>): Promise<readonly number[]> =>
      (await checks.listForRef({ ...harness.place, ref: "main", ...query })).data.check_runs.map(({ id }) => id);
    expect(await list({})).toEqual([second.id]);
    expect(await list({ filter: "all" })).toEqual([second.id, data.id]);
    expect(await list({ app_id: appId + 1 })).toEqual([]);
    expect(await list({ check_name: "another" })).toEqual([]);

    await checks.rerequestRun({ ...harness.place, check_run_id: data.id });
    await harness.github.idle();
    expect(harness.received.at(-1)).toMatchObject({
      event: "check_run",
      payload: { action: "rerequested", check_run: { id: data.id, head_sha: sha } },
    });
  });

  it("keeps deployments with their statuses, newest first", async () => {
    await using harness = await startHarness();
    const { repos } = harness.installation().rest;
    const at = { ...harness.place, environment: "prod" };
    const { data } = await repos.createDeployment({ ...at, ref: "main", auto_merge: false, required_contexts: [] });
    if (!("id" in data)) throw new Error("no deployment");
    for (const state of ["in_progress", "success"] as const) {
      await repos.createDeploymentStatus({ ...harness.place, deployment_id: data.id, state });
    }
    const found = await repos.listDeploymentStatuses({ ...harness.place, deployment_id: data.id });
    expect(found.data.map(({ state }) => state)).toEqual(["success", "in_progress"]);
    expect((await repos.listDeployments(at)).data).toHaveLength(1);
  });
});
