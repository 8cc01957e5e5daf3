import { describe, expect, it } from "vitest";
import { openPull } from "../github-support.ts";
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
    await issues.deleteComment({ ...harness.place, comment_id: data.id });
    await harness.github.idle();
    const told = harness.received.filter(({ event }) => event === "issue_comment").map(({ payload }) => payload);
    const issue = { number: 1, pull_request: { html_url: expect.stringMatching(/\/pull\/1$/) } };
    const bot = { sender: { login: "bridgehead[bot]", type: "Bot" }, comment: { id: data.id } };
    expect(told).toMatchObject([
      { action: "created", issue, comment: { body: "hello" }, sender: { login: "bob", type: "User" } },
      { ...bot, action: "created", comment: { performed_via_github_app: { id: appId } } },
      { ...bot, action: "edited", changes: { body: { from: "plan" } } },
      { ...bot, action: "deleted" },
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

  it("lets who may write change and delete the App's comment, which stays the App's", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const { issues } = harness.installation().rest;
    const { data } = await issues.createComment({ ...harness.place, issue_number: 1, body: "plan" });
    const at = { ...harness.place, comment_id: data.id };
    expect(await refusal(harness.user("eve").rest.issues.deleteComment(at))).toMatchObject({ status: 403 });
    const edited = await harness.user("bob").rest.issues.updateComment({ ...at, body: "mine" });
    expect(edited.data).toMatchObject({
      body: "mine",
      user: { login: "bridgehead[bot]" },
      performed_via_github_app: { id: appId },
    });
    harness.github.assume({ commentsNameApp: false });
    expect((await issues.getComment(at)).data.performed_via_github_app).toBeNull();
    await harness.user("bob").rest.issues.deleteComment(at);
    expect(await refusal(issues.updateComment({ ...at, body: "plan" }))).toMatchObject({ status: 404 });
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

describe("the buttons of a check run", () => {
  const plan = { label: "Plan again", description: "Compare with what is live", identifier: "plan" };

  it("are three at most, with short words", async () => {
    await using harness = await startHarness();
    const { head } = await openPull(harness);
    const run = { ...harness.place, name: "plan", head_sha: head };
    const create = (actions: (typeof plan)[]) => harness.installation().rest.checks.create({ ...run, actions });
    for (const wrong of [
      [plan, plan, plan, plan],
      [{ ...plan, label: "x".repeat(21) }],
      [{ ...plan, description: "x".repeat(41) }],
      [{ ...plan, identifier: "x".repeat(21) }],
    ]) {
      expect(await refusal(create(wrong))).toMatchObject({ status: 422 });
    }
    expect((await create([plan, plan, plan])).status).toBe(201);
  });

  it("are pressed by whoever may read, unless it is taken that only writers can", async () => {
    await using harness = await startHarness();
    const { head } = await openPull(harness);
    const { checks } = harness.installation().rest;
    const { data } = await checks.create({ ...harness.place, name: "plan", head_sha: head, actions: [plan] });
    const { owner, repo } = harness.place;
    const route = new URL(`/_bridgehead/repos/${owner}/${repo}/check-runs/${data.id}/actions`, harness.github.apiUrl);
    const presses = {
      press: (login: string) => harness.user(login).request(`POST ${route.href}`, { identifier: "plan" }),
      again: (login: string) =>
        harness.user(login).rest.checks.rerequestRun({ ...harness.place, check_run_id: data.id }),
    };
    for (const press of Object.values(presses)) {
      harness.github.assume({ readersPress: true });
      expect((await press("eve")).status).toBeLessThan(300);
      harness.github.assume({ readersPress: false });
      expect(await refusal(press("eve"))).toMatchObject({ status: 403 });
      expect((await press("bob")).status).toBeLessThan(300);
    }
    await harness.github.idle();
    const senders = harness.received.flatMap(({ event, payload }) =>
      event === "check_run" ? [payload["sender"]] : [],
    );
    expect(senders).toMatchObject(["eve", "bob", "eve", "bob"].map((login) => ({ login, type: "User" })));
  });

  it("tell which was pressed, and whose pull request it is", async () => {
    await using harness = await startHarness();
    const { head } = await openPull(harness);
    const { checks } = harness.installation().rest;
    const { data } = await checks.create({ ...harness.place, name: "plan", head_sha: head, actions: [plan] });
    const { owner, repo } = harness.place;
    const route = new URL(`/_bridgehead/repos/${owner}/${repo}/check-runs/${data.id}/actions`, harness.github.apiUrl);
    const press = (login: string, identifier: string) =>
      harness.user(login).request(`POST ${route.href}`, { identifier });
    expect(await refusal(press("bob", "fix"))).toMatchObject({ status: 404 });
    await press("bob", "plan");
    await harness.github.idle();
    expect(harness.received.at(-1)).toMatchObject({
      event: "check_run",
      payload: {
        action: "requested_action",
        requested_action: { identifier: "plan" },
        check_run: { id: data.id, name: "plan", pull_requests: [{ number: 1 }] },
        sender: { login: "bob" },
      },
    });
    await checks.update({ ...harness.place, check_run_id: data.id, output: { title: "t", summary: "s" } });
    await press("bob", "plan");
    await checks.update({ ...harness.place, check_run_id: data.id, actions: [] });
    expect(await refusal(press("bob", "plan"))).toMatchObject({ status: 404 });
  });
});

describe("a check run that has ended", () => {
  async function ended() {
    const harness = await startHarness();
    const { head } = await openPull(harness);
    const { checks } = harness.installation().rest;
    const run = { ...harness.place, name: "plan", head_sha: head, conclusion: "failure" as const };
    const at = { ...harness.place, check_run_id: (await checks.create(run)).data.id };
    const go = async (fields: { status?: "in_progress"; conclusion?: "success" }) => {
      const { data } = await checks.update({ ...at, ...fields, output: { title: "new", summary: "s" } });
      return [data.status, data.conclusion, data.completed_at === null, data.output.title];
    };
    return { harness, go };
  }

  it("goes on when it is told to, and ends again", async () => {
    const { harness, go } = await ended();
    await using _ = harness;
    expect(await go({ status: "in_progress" })).toEqual(["in_progress", null, true, "new"]);
    expect(await go({ conclusion: "success" })).toEqual(["completed", "success", false, "new"]);
  });

  it("may be refused to, and end otherwise all the same", async () => {
    const { harness, go } = await ended();
    await using _ = harness;
    harness.github.assume({ endedChecks: "refused" });
    expect(await refusal(go({ status: "in_progress" }))).toMatchObject({ status: 422 });
    expect(await go({ conclusion: "success" })).toEqual(["completed", "success", false, "new"]);
  });

  it("may stay as it ended, whatever it is told", async () => {
    const { harness, go } = await ended();
    await using _ = harness;
    harness.github.assume({ endedChecks: "stay" });
    expect(await go({ status: "in_progress" })).toEqual(["completed", "failure", false, "new"]);
    expect(await go({ conclusion: "success" })).toEqual(["completed", "failure", false, "new"]);
  });

  it("may go on and keep its conclusion", async () => {
    const { harness, go } = await ended();
    await using _ = harness;
    harness.github.assume({ endedChecks: "keep-conclusion" });
    expect(await go({ status: "in_progress" })).toEqual(["in_progress", "failure", true, "new"]);
    expect(await go({ conclusion: "success" })).toEqual(["completed", "success", false, "new"]);
  });
});
