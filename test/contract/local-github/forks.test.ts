import { describe, expect, it } from "vitest";
import { type Clone, type Harness, refusal, settledPull, startHarness } from "./harness.ts";

/** Eve, who may only read, forks the repository and proposes what she pushed there. */
async function proposed(harness: Harness): Promise<{ readonly clone: Clone; readonly head: string }> {
  const eve = harness.user("eve");
  const { data: fork } = await eve.rest.repos.createFork(harness.place);
  const clone = await harness.clone();
  await clone.git("remote", "add", "fork", fork.clone_url);
  await clone.git("config", "http.extraHeader", "Authorization: Bearer user:eve");
  await clone.git("switch", "--quiet", "--create", "topic");
  const head = await clone.commit("one", { "one.txt": "1\n" });
  await clone.git("push", "--quiet", "fork", "topic");
  await eve.rest.pulls.create({ ...harness.place, title: "From a fork", head: "eve:topic", base: "main" });
  return { clone, head };
}

const pull_number = 1;

describe("a fork", () => {
  it("is a repository of its owner's, made once, and says what it was made from", async () => {
    await using harness = await startHarness();
    const eve = harness.user("eve");
    const made = await eve.rest.repos.createFork(harness.place);
    const { owner, repo } = harness.place;
    expect(made.status).toBe(202);
    expect(made.data).toMatchObject({
      full_name: `eve/${repo}`,
      fork: true,
      owner: { login: "eve" },
      parent: { full_name: `${owner}/${repo}`, fork: false },
    });
    expect((await eve.rest.repos.createFork(harness.place)).data.id).toBe(made.data.id);
    const at = { owner: "eve", repo };
    expect((await eve.rest.repos.get(at)).data.id).toBe(made.data.id);
    expect((await eve.rest.repos.listForks(harness.place)).data).toMatchObject([{ id: made.data.id }]);
    // The App is installed on what was forked alone.
    expect(await refusal(harness.installation().rest.repos.get(at))).toMatchObject({ status: 404 });
    expect(await refusal(harness.installation().rest.repos.createFork(harness.place))).toMatchObject({ status: 403 });
  });

  it("is written by its owner alone, over git and REST, and tells the App of nothing", async () => {
    await using harness = await startHarness();
    const { clone } = await proposed(harness);
    await harness.github.idle();
    expect(harness.received.map(({ event }) => event)).not.toContain("push");
    await clone.git("config", "http.extraHeader", "Authorization: Bearer user:alice");
    await clone.commit("two", { "two.txt": "2\n" });
    await expect(clone.git("push", "--quiet", "fork", "topic")).rejects.toThrow("403");
    const at = { owner: "eve", repo: harness.place.repo };
    const file = { ...at, path: "x.txt", message: "x", content: "eA==", branch: "topic" };
    const write = (login: string) => harness.user(login).rest.repos.createOrUpdateFileContents(file);
    expect(await refusal(write("alice"))).toMatchObject({ status: 403 });
    expect((await write("eve")).status).toBe(201);
    // What is pushed there is no branch of what was forked.
    const { data: branches } = await harness.user("alice").rest.repos.listBranches(harness.place);
    expect(branches.map(({ name }) => name)).toEqual(["main"]);
    await clone.git("config", "http.extraHeader", "Authorization: Bearer user:eve");
    await expect(clone.git("push", "--quiet", "origin", "topic")).rejects.toThrow("403");
  });
});

describe("a pull request from a fork", () => {
  it("has another repository at its head, whose commits can be read where it was opened", async () => {
    await using harness = await startHarness();
    const { clone, head } = await proposed(harness);
    await harness.github.idle();
    const { repo } = harness.place;
    const { payload } = harness.received.find(({ event }) => event === "pull_request") ?? {};
    expect(payload).toMatchObject({
      action: "opened",
      sender: { login: "eve" },
      pull_request: {
        head: { label: "eve:topic", ref: "topic", sha: head, repo: { full_name: `eve/${repo}`, fork: true } },
        base: { ref: "main", repo: { full_name: `${harness.place.owner}/${repo}`, fork: false } },
      },
    });
    const installation = harness.installation();
    const pull = await settledPull(installation, harness.place, pull_number);
    const { data: merge } = await installation.rest.git.getCommit({
      ...harness.place,
      commit_sha: String(pull.merge_commit_sha),
    });
    expect(merge.parents[1]?.sha).toBe(head);
    expect((await installation.rest.git.getCommit({ ...harness.place, commit_sha: head })).data.sha).toBe(head);
    await clone.git("fetch", "--quiet", "origin", `pull/${pull_number}/head`);
    expect(await clone.git("rev-parse", "FETCH_HEAD")).toBe(head);
  });

  it("moves with what its owner pushes", async () => {
    await using harness = await startHarness();
    const { clone, head: before } = await proposed(harness);
    const after = await clone.commit("two", { "two.txt": "2\n" });
    await clone.git("push", "--quiet", "fork", "topic");
    await harness.github.idle();
    expect(harness.received.at(-1)?.payload).toMatchObject({ action: "synchronize", before, after });
    const pull = await settledPull(harness.installation(), harness.place, pull_number);
    expect(pull).toMatchObject({ head: { sha: after }, mergeable: true });
  });

  it("is no pull request of a check run's, nor of its head", async () => {
    await using harness = await startHarness();
    const { head } = await proposed(harness);
    const { rest } = harness.installation();
    const { data: run } = await rest.checks.create({
      ...harness.place,
      name: "plan",
      head_sha: head,
      external_id: "x",
    });
    expect(run.pull_requests).toEqual([]);
    await harness.user("bob").rest.checks.rerequestRun({ ...harness.place, check_run_id: run.id });
    await harness.github.idle();
    expect(harness.received.at(-1)?.payload).toMatchObject({
      action: "rerequested",
      check_run: { head_sha: head, external_id: "x", pull_requests: [], app: { id: 77 } },
      sender: { login: "bob", type: "User" },
    });
    const of = { ...harness.place, commit_sha: head };
    expect((await rest.repos.listPullRequestsAssociatedWithCommit(of)).data).toEqual([]);
    await harness.user("bob").rest.pulls.merge({ ...harness.place, pull_number });
    expect((await rest.repos.listPullRequestsAssociatedWithCommit(of)).data).toMatchObject([{ number: 1 }]);
  });

  it("is merged by who may write, closed by who opened it, and by nobody else", async () => {
    await using harness = await startHarness();
    await proposed(harness);
    harness.github.addUser({ login: "mallory", permission: "read" });
    const close = (login: string) =>
      harness.user(login).rest.pulls.update({ ...harness.place, pull_number, state: "closed" });
    expect(await refusal(harness.user("eve").rest.pulls.merge({ ...harness.place, pull_number }))).toMatchObject({
      status: 403,
    });
    expect(await refusal(close("mallory"))).toMatchObject({ status: 403 });
    expect((await close("eve")).data.state).toBe("closed");
  });

  it("stays when the fork is deleted, and no longer says where its head is", async () => {
    await using harness = await startHarness();
    const { head } = await proposed(harness);
    const at = { owner: "eve", repo: harness.place.repo };
    expect(await refusal(harness.user("bob").rest.repos.delete(at))).toMatchObject({ status: 403 });
    await harness.user("eve").rest.repos.delete(at);
    const pull = await settledPull(harness.installation(), harness.place, pull_number);
    expect(pull).toMatchObject({ state: "open", mergeable: true, head: { label: "eve:topic", sha: head, repo: null } });
    expect(await refusal(harness.user("eve").rest.repos.get(at))).toMatchObject({ status: 404 });
    // Another fork of hers is another one.
    await harness.user("eve").rest.repos.createFork(harness.place);
    const { data } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number });
    expect(data.head.repo).toBeNull();
  });
});
