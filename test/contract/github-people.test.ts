import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isTitleOf } from "../../workflows/apply/run-title.ts";
import { root } from "../support/source-imports.ts";
import { open, openPull } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";

describe("people and their dispatches", () => {
  it("may write when GitHub says so now", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const account = (login: string) => ({ id: harness.github.accountId(login), login });
    expect(await forge.trigger.mayWrite(account("alice"))).toBe(true);
    expect(await forge.trigger.mayWrite(account("bob"))).toBe(true);
    expect(await forge.trigger.mayWrite(account("eve"))).toBe(false);
    expect(await forge.trigger.mayWrite({ id: 1, login: "nobody" })).toBe(false);
    harness.github.addUser({ login: "bob", permission: "read" });
    expect(await forge.trigger.mayWrite(account("bob"))).toBe(false);
  });

  it("are not taken for whoever had their login before, or has it now", async () => {
    await using harness = await startHarness();
    const { trigger } = await open(harness);
    const before = { id: harness.github.accountId("bob"), login: "bob" };
    harness.github.renameUser("bob", "robert");
    expect(await trigger.mayWrite(before)).toBe(false);
    expect(await trigger.mayWrite({ ...before, login: "robert" })).toBe(true);
    harness.github.addUser({ login: "bob", permission: "write" });
    expect(await trigger.mayWrite(before)).toBe(false);
    expect(await trigger.mayWrite({ id: harness.github.accountId("bob"), login: "bob" })).toBe(true);
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
    const sender = harness.github.accountId("bob");
    const runsSince = (since: number, workflow = path) =>
      forge.trigger.dispatchedRuns({ workflow, branch: "main", sender, since });
    expect(await runsSince(time)).toEqual([]);
    await dispatch("bob", "main");
    time += 60_000;
    await dispatch("bob", "main");
    await dispatch("bob", "side");
    await dispatch("alice", "main");
    await dispatch("bob", "main");
    const runs = await runsSince(time + 500);
    expect(runs).toHaveLength(2);
    expect(runs).toEqual(runs.toSorted((a, b) => a.id - b.id));
    expect(new Set(runs.map(({ title }) => title))).toEqual(new Set([path]));
    expect(await runsSince(time - 60_000)).toHaveLength(3);
    expect(await runsSince(0, ".github/workflows/none.yml")).toEqual([]);
    // Whoever has the login by now started none of them.
    harness.github.renameUser("bob", "robert");
    harness.github.addUser({ login: "bob", permission: "write" });
    expect(await runsSince(time - 60_000)).toHaveLength(3);
    const other = { workflow: path, branch: "main", sender: harness.github.accountId("bob"), since: 0 };
    expect(await forge.trigger.dispatchedRuns(other)).toEqual([]);
  });

  it.each([true, false])("have a title that says what was asked for, shown whole: %s", async (showsWholeTitles) => {
    await using harness = await startHarness();
    harness.github.assume({ showsWholeTitles });
    const forge = await open(harness);
    const workflow = ".github/workflows/bridgehead.yml";
    await harness.seed("main", { [workflow]: await readFile(`${root}/workflows/github/bridgehead.yml`, "utf8") });
    const inputs = { operation: "apply", accept: "0a".repeat(32), connection: "orders", reason: "since ".repeat(20) };
    const { actions } = harness.user("bob").rest;
    await actions.createWorkflowDispatch({ ...harness.place, workflow_id: "bridgehead.yml", ref: "main", inputs });
    const sender = harness.github.accountId("bob");
    const [run] = await forge.trigger.dispatchedRuns({ workflow, branch: "main", sender, since: 0 });
    expect(run?.title.endsWith("…")).toBe(!showsWholeTitles);
    expect(isTitleOf(run?.title ?? "", inputs)).toBe(true);
    expect(isTitleOf(run?.title ?? "", { ...inputs, accept: "0b".repeat(32) })).toBe(false);
  });

  it("are nobody's any more when somebody else starts them again", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    const workflow = ".github/workflows/rerun.yml";
    await harness.seed("main", { [workflow]: "on: workflow_dispatch\n" });
    const { actions } = harness.user("bob").rest;
    await actions.createWorkflowDispatch({ ...harness.place, workflow_id: "rerun.yml", ref: "main" });
    const runsOf = (login: string) =>
      forge.trigger.dispatchedRuns({ workflow, branch: "main", sender: harness.github.accountId(login), since: 0 });
    const [run] = await runsOf("bob");
    const again = { ...harness.place, run_id: run?.id ?? 0 };
    await actions.reRunWorkflow(again);
    expect(await runsOf("bob")).toEqual([run]);
    await harness.user("alice").rest.actions.reRunWorkflow(again);
    expect([await runsOf("bob"), await runsOf("alice")]).toEqual([[], []]);
  });
});

describe("who approves", () => {
  /** Bob's pull request 1, and a way to review it. */
  async function reviewed() {
    let time = Math.floor(Date.now() / 1000) * 1000;
    const harness = await startHarness({ now: () => time });
    const forge = await open(harness);
    const { head } = await openPull(harness);
    const on = { ...harness.place, pull_number: 1 };
    const review = async (login: string, event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT", commit_id = head) => {
      time += 1_000;
      return (await harness.user(login).rest.pulls.createReview({ ...on, event, body: "text", commit_id })).data.id;
    };
    const approvers = async () => (await forge.review.approvals(1)).map(({ login }) => login);
    return { harness, forge, head, on, review, approvers, now: () => time };
  }

  it("is told with the account, the commit and the time", async () => {
    const { harness, forge, head, review, now } = await reviewed();
    await using _ = harness;
    expect(await forge.review.approvals(1)).toEqual([]);
    await review("alice", "APPROVE");
    const { data: alice } = await harness.user("bob").rest.repos.getCollaboratorPermissionLevel({
      ...harness.place,
      username: "alice",
    });
    expect(await forge.review.approvals(1)).toEqual([{ login: "alice", id: alice.user?.id, commit: head, at: now() }]);
  });

  it("goes by the newest verdict of each: a comment and what is pending are none, a dismissal is one", async () => {
    const { harness, on, review, approvers } = await reviewed();
    await using _ = harness;
    const first = await review("alice", "APPROVE");
    await review("eve", "APPROVE");
    await review("alice", "COMMENT");
    await harness.user("alice").rest.pulls.createReview({ ...on, body: "pending" });
    expect(await approvers()).toEqual(["alice", "eve"]);
    await review("eve", "REQUEST_CHANGES");
    expect(await approvers()).toEqual(["alice"]);
    const again = await review("eve", "APPROVE");
    await harness.user("bob").rest.pulls.dismissReview({ ...on, review_id: first, message: "no" });
    expect(await approvers()).toEqual(["eve"]);
    // The approval before the one that is dismissed does not come back.
    const newest = await review("eve", "APPROVE");
    await harness.user("bob").rest.pulls.dismissReview({ ...on, review_id: newest, message: "no" });
    expect(again).toBeLessThan(newest);
    expect(await approvers()).toEqual([]);
  });

  it("is of the commit that was approved, whatever the head is now", async () => {
    const { harness, forge, head, review } = await reviewed();
    await using _ = harness;
    const next = await harness.seed("next", { "next.json": "x\n" }, head);
    await review("alice", "APPROVE");
    await review("eve", "APPROVE", next);
    expect((await forge.review.approvals(1)).map(({ commit }) => commit)).toEqual([head, next]);
  });

  it("is read from all pages", async () => {
    const { harness, review, approvers } = await reviewed();
    await using _ = harness;
    await review("alice", "APPROVE");
    for (let index = 0; index < 100; index += 1) await review("eve", "COMMENT");
    await review("alice", "REQUEST_CHANGES");
    await review("eve", "APPROVE");
    expect(await approvers()).toEqual(["eve"]);
  });

  it("is no bot and no deleted account, and nobody who approved a commit that is gone", async () => {
    const { harness, forge, head, on, approvers } = await reviewed();
    await using _ = harness;
    await harness.installation().rest.pulls.createReview({ ...on, event: "APPROVE" });
    expect((await harness.user("bob").rest.pulls.listReviews(on)).data).toMatchObject([{ state: "APPROVED" }]);
    expect(await approvers()).toEqual([]);
    const by = (login: string, id: number) => ({ user: { login, id, type: "User" }, state: "APPROVED" });
    const submitted_at = "2026-01-02T03:04:05Z";
    const body = [
      { id: 1, ...by("ghost", 10_137), commit_id: head, submitted_at },
      { id: 2, ...by("gone", 5), user: null, commit_id: head, submitted_at },
      { id: 3, ...by("alice", 6), commit_id: null, submitted_at },
      // Within a second the id decides, in whatever order they are listed.
      { id: 6, ...by("eve", 7), commit_id: head, submitted_at },
      { id: 5, ...by("eve", 7), state: "CHANGES_REQUESTED", commit_id: head, submitted_at },
    ];
    harness.github.injectFault({ path: /\/reviews$/, status: 200, body });
    expect(await forge.review.approvals(1)).toEqual([
      { login: "eve", id: 7, commit: head, at: Date.parse(submitted_at) },
    ]);
  });
});

describe("whose review is wanted", () => {
  it("is told by login, and for a team with its organisation", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    expect((await forge.review.pullRequest(1)).requested).toEqual([]);
    const wanted = { reviewers: ["alice", "eve"], team_reviewers: ["platform"] };
    await harness.user("bob").rest.pulls.requestReviewers({ ...harness.place, pull_number: 1, ...wanted });
    const requested = ["alice", "eve", "acme/platform"];
    expect((await forge.review.pullRequest(1)).requested).toEqual(requested);
    expect(await forge.review.openPullRequests("main")).toMatchObject([{ requested }]);
  });
});
