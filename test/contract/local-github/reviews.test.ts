import { describe, expect, it } from "vitest";
import { openPull } from "../github-support.ts";
import { type Harness, refusal, startHarness } from "./harness.ts";

/** Bob's pull request 1, into main. */
async function begin() {
  const harness = await startHarness();
  const { head } = await openPull(harness);
  const on = { ...harness.place, pull_number: 1 };
  const review = async (login: string, event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT", commit_id = head) =>
    (await harness.user(login).rest.pulls.createReview({ ...on, event, body: "text", commit_id })).data;
  const states = async (login: string) =>
    (await harness.user(login).rest.pulls.listReviews({ ...on, per_page: 100 })).data.map(({ state }) => state);
  return { harness, head, on, review, states };
}

/** Event and action of everything that was sent about reviews, oldest first. */
async function told({ github, received }: Harness): Promise<readonly string[]> {
  await github.idle();
  return received
    .map(({ event, payload }) => `${event} ${String(payload["action"])}`)
    .filter((text) => text.includes("review"));
}

describe("a review", () => {
  it("approves, asks for changes or comments on the head, and is told", async () => {
    const { harness, head, review, states } = await begin();
    await using _ = harness;
    const { user, ...approved } = await review("alice", "APPROVE");
    expect(user?.login).toBe("alice");
    expect(approved).toMatchObject({ state: "APPROVED", commit_id: head, body: "text" });
    await review("eve", "REQUEST_CHANGES");
    await review("bob", "COMMENT");
    expect(await states("alice")).toEqual(["APPROVED", "CHANGES_REQUESTED", "COMMENTED"]);
    expect(await told(harness)).toEqual([
      "pull_request_review submitted",
      "pull_request_review submitted",
      "pull_request_review submitted",
    ]);
    const [first, second] = harness.received.filter(({ event }) => event === "pull_request_review");
    expect(first?.payload).toMatchObject({
      review: { id: approved.id, state: "approved", user: { login: "alice", type: "User" }, commit_id: head },
      pull_request: { number: 1, head: { sha: head } },
      sender: { login: "alice" },
    });
    expect(second?.payload).toMatchObject({ review: { state: "changes_requested" } });
  });

  it("is of the head, unless it names another commit, and stays of that when the head moves", async () => {
    const { harness, head, on } = await begin();
    await using _ = harness;
    const alice = harness.user("alice").rest.pulls;
    const next = await harness.seed("next", { "next.json": "x\n" }, head);
    expect((await alice.createReview({ ...on, event: "APPROVE" })).data.commit_id).toBe(head);
    expect((await alice.createReview({ ...on, event: "APPROVE", commit_id: next })).data.commit_id).toBe(next);
    const unknown = alice.createReview({ ...on, event: "APPROVE", commit_id: "0".repeat(40) });
    expect(await refusal(unknown)).toMatchObject({ status: 422 });
    const { data } = await alice.listReviews(on);
    expect(data.map(({ commit_id }) => commit_id)).toEqual([head, next]);
  });

  it("of one's own pull request only comments", async () => {
    const { harness, review } = await begin();
    await using _ = harness;
    expect(await refusal(review("bob", "APPROVE"))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Can not approve your own pull request"),
    });
    expect(await refusal(review("bob", "REQUEST_CHANGES"))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Can not request changes on your own pull request"),
    });
    expect(await review("bob", "COMMENT")).toMatchObject({ state: "COMMENTED" });
  });

  it("needs a text, unless it approves", async () => {
    const { harness, on } = await begin();
    await using _ = harness;
    const { createReview } = harness.user("alice").rest.pulls;
    expect(await refusal(createReview({ ...on, event: "REQUEST_CHANGES" }))).toMatchObject({ status: 422 });
    expect(await refusal(createReview({ ...on, event: "COMMENT" }))).toMatchObject({ status: 422 });
    expect((await createReview({ ...on, event: "APPROVE" })).data.body).toBe("");
  });

  it("without a verdict is pending: one for each person, seen by nobody else, until it is submitted", async () => {
    const { harness, on, states } = await begin();
    await using _ = harness;
    const alice = harness.user("alice").rest.pulls;
    const { data: pending } = await alice.createReview({ ...on, body: "later" });
    expect(pending).toMatchObject({ state: "PENDING" });
    expect(pending.submitted_at).toBeUndefined();
    expect(await refusal(alice.createReview({ ...on, event: "APPROVE" }))).toMatchObject({
      message: expect.stringContaining("one pending review"),
    });
    expect(await states("alice")).toEqual(["PENDING"]);
    expect(await states("bob")).toEqual([]);
    const submitted = { ...on, review_id: pending.id, event: "APPROVE" as const };
    expect(await refusal(harness.user("bob").rest.pulls.submitReview(submitted))).toMatchObject({ status: 404 });
    expect((await alice.submitReview(submitted)).data).toMatchObject({ state: "APPROVED", body: "later" });
    expect(await refusal(alice.submitReview(submitted))).toMatchObject({ status: 422 });
    expect(await states("bob")).toEqual(["APPROVED"]);
    expect(await told(harness)).toEqual(["pull_request_review submitted"]);
  });

  it("is dismissed by who may write, where it approved or asked for changes", async () => {
    const { harness, on, review, states } = await begin();
    await using _ = harness;
    const { id } = await review("alice", "APPROVE");
    const dismissal = { ...on, review_id: id, message: "too early" };
    expect(await refusal(harness.user("eve").rest.pulls.dismissReview(dismissal))).toMatchObject({ status: 403 });
    await harness.user("bob").rest.pulls.dismissReview(dismissal);
    expect(await states("bob")).toEqual(["DISMISSED"]);
    expect(await refusal(harness.user("bob").rest.pulls.dismissReview(dismissal))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Can not dismiss a dismissed pull request review"),
    });
    expect(await told(harness)).toEqual(["pull_request_review submitted", "pull_request_review dismissed"]);
    expect(harness.received.at(-1)?.payload).toMatchObject({
      review: { id, state: "dismissed" },
      sender: { login: "bob" },
    });
    const other = await review("alice", "COMMENT");
    expect(
      await refusal(harness.user("bob").rest.pulls.dismissReview({ ...dismissal, review_id: other.id })),
    ).toMatchObject({
      status: 422,
      message: expect.stringContaining("Can not dismiss a commented pull request review"),
    });
  });

  it("is listed page by page, oldest first, and may be of a merged pull request", async () => {
    const { harness, on, review, states } = await begin();
    await using _ = harness;
    await harness.user("bob").rest.pulls.merge(on);
    await review("alice", "COMMENT");
    await review("alice", "APPROVE");
    expect(await states("bob")).toEqual(["COMMENTED", "APPROVED"]);
    const { data, headers } = await harness.user("bob").rest.pulls.listReviews({ ...on, per_page: 1, page: 2 });
    expect(data.map(({ state }) => state)).toEqual(["APPROVED"]);
    expect(headers.link).toContain('rel="first"');
  });
});

describe("a wanted review", () => {
  it("is asked of people and teams, shown, told, and taken back", async () => {
    const { harness, on } = await begin();
    await using _ = harness;
    const bob = harness.user("bob").rest.pulls;
    const wanted = { ...on, reviewers: ["alice"], team_reviewers: ["platform"] };
    const { data } = await bob.requestReviewers(wanted);
    const shown = { requested_reviewers: [{ login: "alice" }], requested_teams: [{ slug: "platform" }] };
    expect(data).toMatchObject(shown);
    expect((await bob.get(on)).data).toMatchObject(shown);
    expect((await bob.list(harness.place)).data).toMatchObject([shown]);
    // What is asked for already is not told again.
    await bob.requestReviewers(wanted);
    await bob.removeRequestedReviewers(wanted);
    expect((await bob.get(on)).data).toMatchObject({ requested_reviewers: [], requested_teams: [] });
    expect(await told(harness)).toEqual([
      "pull_request review_requested",
      "pull_request review_requested",
      "pull_request review_request_removed",
      "pull_request review_request_removed",
    ]);
    const [person, team] = harness.received.filter(({ payload }) => payload["action"] === "review_requested");
    expect(person?.payload).toMatchObject({ requested_reviewer: { login: "alice" }, sender: { login: "bob" } });
    expect(team?.payload).toMatchObject({ requested_team: { slug: "platform" } });
  });

  it("is wanted no more once it came", async () => {
    const { harness, on, review } = await begin();
    await using _ = harness;
    const bob = harness.user("bob").rest.pulls;
    await bob.requestReviewers({ ...on, reviewers: ["alice", "eve"] });
    await review("alice", "COMMENT");
    expect((await bob.get(on)).data.requested_reviewers?.map((user) => user.login)).toEqual(["eve"]);
  });

  it("is asked of collaborators, and not of the author", async () => {
    const { harness, on } = await begin();
    await using _ = harness;
    const ask = (login: string) => harness.user("alice").rest.pulls.requestReviewers({ ...on, reviewers: [login] });
    expect(await refusal(ask("bob"))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Review cannot be requested from pull request author."),
    });
    expect(await refusal(ask("nobody"))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Reviews may only be requested from collaborators."),
    });
    const byReader = harness.user("eve").rest.pulls.requestReviewers({ ...on, reviewers: ["alice"] });
    expect(await refusal(byReader)).toMatchObject({ status: 403 });
  });
});
