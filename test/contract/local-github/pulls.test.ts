import { describe, expect, it } from "vitest";
import { type Clone, type Harness, refusal, settledPull, startHarness } from "./harness.ts";

async function openPull(harness: Harness, branch = "topic"): Promise<{ readonly clone: Clone; readonly head: string }> {
  const clone = await harness.clone();
  await clone.git("switch", "--quiet", "--create", branch);
  await clone.commit("one", { [`${branch}-1.txt`]: "1\n" });
  const head = await clone.commit("two", { [`${branch}-2.txt`]: "2\n" });
  await clone.git("push", "--quiet", "origin", branch);
  await harness.user("alice").rest.pulls.create({ ...harness.place, title: "Two files", head: branch, base: "main" });
  return { clone, head };
}

async function tipOf(harness: Harness, branch: string): Promise<string> {
  const { data } = await harness.user("alice").rest.git.getRef({ ...harness.place, ref: `heads/${branch}` });
  return data.object.sha;
}

const events = (harness: Harness): readonly string[] =>
  harness.received.map(({ event, payload }) => [event, payload["action"]].filter(Boolean).join(" "));

describe("the test merge", () => {
  it("is computed after the first question and has the base's tip and the head as parents", async () => {
    await using harness = await startHarness();
    const { clone, head } = await openPull(harness);
    const alice = harness.user("alice");
    const { data: first } = await alice.rest.pulls.get({ ...harness.place, pull_number: 1 });
    expect(first).toMatchObject({ mergeable: null, merge_commit_sha: null, merged: false });
    const pull = await settledPull(alice, harness.place, 1);
    expect(pull).toMatchObject({ mergeable: true, mergeable_state: "clean" });
    const sha = String(pull.merge_commit_sha);
    const { data: commit } = await alice.rest.git.getCommit({ ...harness.place, commit_sha: sha });
    expect(commit.parents.map((parent) => parent.sha)).toEqual([await tipOf(harness, "main"), head]);
    await clone.git("fetch", "--quiet", "origin", "pull/1/merge");
    expect(await clone.git("rev-parse", "FETCH_HEAD")).toBe(sha);
  });

  it("is of the old base until it is computed again", async () => {
    await using harness = await startHarness();
    const { clone } = await openPull(harness);
    const alice = harness.user("alice");
    const before = await settledPull(alice, harness.place, 1);
    await clone.git("switch", "--quiet", "main");
    const tip = await clone.commit("elsewhere", { "else.txt": "x\n" });
    await clone.git("push", "--quiet", "origin", "main");
    const { data: stale } = await alice.rest.pulls.get({ ...harness.place, pull_number: 1 });
    expect(stale).toMatchObject({ mergeable: null, merge_commit_sha: before.merge_commit_sha });
    const after = await settledPull(alice, harness.place, 1);
    const { data: commit } = await alice.rest.git.getCommit({
      ...harness.place,
      commit_sha: String(after.merge_commit_sha),
    });
    expect(commit.parents[0]?.sha).toBe(tip);
  });

  it("says that a conflict cannot be merged, and refuses to merge it", async () => {
    await using harness = await startHarness();
    const { clone } = await openPull(harness);
    await clone.git("switch", "--quiet", "main");
    await clone.commit("the same file", { "topic-1.txt": "other\n" });
    await clone.git("push", "--quiet", "origin", "main");
    const alice = harness.user("alice");
    expect(await settledPull(alice, harness.place, 1)).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    expect(await refusal(alice.rest.pulls.merge({ ...harness.place, pull_number: 1 }))).toMatchObject({ status: 405 });
  });
});

describe("merging", () => {
  it.each(["merge", "squash", "rebase"] as const)("by %s brings the changes into the base", async (method) => {
    await using harness = await startHarness();
    const { clone, head } = await openPull(harness);
    await clone.git("switch", "--quiet", "main");
    const base = await clone.commit("elsewhere", { "else.txt": "x\n" });
    await clone.git("push", "--quiet", "origin", "main");
    const bob = harness.user("bob");
    const { data } = await bob.rest.pulls.merge({ ...harness.place, pull_number: 1, merge_method: method, sha: head });
    await harness.github.idle();

    await clone.git("pull", "--quiet", "origin", "main");
    expect(await clone.git("rev-parse", "HEAD")).toBe(data.sha);
    expect(await clone.git("ls-files")).toBe("README.md\nelse.txt\ntopic-1.txt\ntopic-2.txt");
    const parents = (await clone.git("log", "-1", "--format=%P")).split(" ");
    const subjects = (await clone.git("log", "--first-parent", "--format=%s", `${base}..`)).split("\n");
    const expected = {
      merge: { parents: [base, head], subjects: ["Merge pull request #1 from acme/topic"] },
      squash: { parents: [base], subjects: ["Two files (#1)"] },
      rebase: { parents: [await clone.git("rev-parse", "HEAD^")], subjects: ["two", "one"] },
    };
    expect({ parents, subjects }).toEqual(expected[method]);

    const { data: pull } = await bob.rest.pulls.get({ ...harness.place, pull_number: 1 });
    expect(pull).toMatchObject({
      state: "closed",
      merged: true,
      merge_commit_sha: data.sha,
      merged_by: { login: "bob" },
    });
    expect(events(harness).slice(-2)).toEqual(["pull_request closed", "push"]);
    const [closed, push] = harness.received.slice(-2);
    expect(closed?.payload).toMatchObject({
      number: 1,
      pull_request: { merged: true, merge_commit_sha: data.sha, head: { sha: head }, base: { ref: "main" } },
      sender: { login: "bob" },
    });
    expect(push?.payload).toMatchObject({ ref: "refs/heads/main", before: base, after: data.sha, forced: false });

    const commit = method === "merge" ? head : data.sha;
    const found = await bob.rest.repos.listPullRequestsAssociatedWithCommit({ ...harness.place, commit_sha: commit });
    expect(found.data.map(({ number }) => number)).toEqual([1]);
  });

  it("refuses a head that moved, a closed pull request and a reader", async () => {
    await using harness = await startHarness();
    const { head } = await openPull(harness);
    const merge = (login: string, sha: string): Promise<unknown> =>
      harness.user(login).rest.pulls.merge({ ...harness.place, pull_number: 1, sha });
    expect(await refusal(merge("alice", "0".repeat(40)))).toMatchObject({ status: 409 });
    expect(await refusal(merge("eve", head))).toMatchObject({ status: 403 });
    await harness.user("alice").rest.pulls.update({ ...harness.place, pull_number: 1, state: "closed" });
    expect(await refusal(merge("alice", head))).toMatchObject({ status: 405 });
  });

  it("marks a pull request as merged when its head is pushed into the base", async () => {
    await using harness = await startHarness();
    const { clone, head } = await openPull(harness);
    await clone.git("push", "--quiet", "origin", "topic:main");
    const { data } = await harness.user("bob").rest.pulls.get({ ...harness.place, pull_number: 1 });
    expect(data).toMatchObject({ merged: true, merge_commit_sha: head });
  });
});

describe("the life of a pull request", () => {
  it("is told by events: opened, synchronized, retitled, closed, reopened, closed with its branch", async () => {
    await using harness = await startHarness();
    const { clone, head } = await openPull(harness);
    const alice = harness.user("alice");
    const next = await clone.commit("three", { "topic-3.txt": "3\n" });
    await clone.git("push", "--quiet", "origin", "topic");
    await alice.rest.pulls.update({ ...harness.place, pull_number: 1, title: "Three files" });
    await alice.rest.pulls.update({ ...harness.place, pull_number: 1, state: "closed" });
    await alice.rest.pulls.update({ ...harness.place, pull_number: 1, state: "open" });
    await clone.git("push", "--quiet", "origin", ":topic");
    await harness.github.idle();
    expect(events(harness)).toEqual([
      "push",
      "pull_request opened",
      "push",
      "pull_request synchronize",
      "pull_request edited",
      "pull_request closed",
      "pull_request reopened",
      "push",
      "pull_request closed",
    ]);
    expect(harness.received[3]?.payload).toMatchObject({
      before: head,
      after: next,
      pull_request: { head: { sha: next, ref: "topic" }, draft: false, state: "open", user: { login: "alice" } },
    });
    expect(harness.received[8]?.payload).toMatchObject({ pull_request: { merged: false, state: "closed" } });
  });

  it("that moves to another base says from which, and is merged for a test with the new one", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const other = await harness.seed("other", { "other.txt": "x\n" });
    const alice = harness.user("alice");
    const main = (await settledPull(alice, harness.place, 1)).base;
    await alice.rest.pulls.update({ ...harness.place, pull_number: 1, base: "other" });
    await harness.github.idle();
    expect(harness.received.at(-1)?.payload).toMatchObject({
      action: "edited",
      changes: { base: { ref: { from: "main" }, sha: { from: main.sha } } },
      pull_request: { base: { ref: "other", sha: other } },
      sender: { login: "alice" },
    });
    const { merge_commit_sha: merge } = await settledPull(alice, harness.place, 1);
    const { data } = await alice.rest.git.getCommit({ ...harness.place, commit_sha: String(merge) });
    expect(data.parents[0]?.sha).toBe(other);
  });

  it("cannot begin without commits, without a branch, or twice", async () => {
    await using harness = await startHarness();
    const { clone } = await openPull(harness);
    await clone.git("push", "--quiet", "origin", "main:same");
    const create = (head: string): Promise<unknown> =>
      harness.user("bob").rest.pulls.create({ ...harness.place, title: "x", head, base: "main" });
    expect(await refusal(create("same"))).toMatchObject({
      status: 422,
      message: expect.stringContaining("No commits"),
    });
    expect(await refusal(create("none"))).toMatchObject({ status: 422, message: expect.stringContaining('"head"') });
    expect(await refusal(create("topic"))).toMatchObject({ status: 422, message: expect.stringContaining("exists") });
  });

  it("lists its files", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const { data } = await harness.user("eve").rest.pulls.listFiles({ ...harness.place, pull_number: 1 });
    expect(data).toMatchObject([
      { filename: "topic-1.txt", status: "added", additions: 1 },
      { filename: "topic-2.txt", status: "added", additions: 1 },
    ]);
  });
});
