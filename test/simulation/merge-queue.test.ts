import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { caps } from "../support/definitions.ts";
import { type QueuedHistory, queueOf } from "../support/merge-queue.ts";
import { defined } from "../support/oauth-definitions.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";

/** The check of a pull request's group, as it is or as it was before the queue did something about it. */
async function checkAfter(queue: QueuedHistory, number: number, deliver: () => Promise<void>) {
  const commit = (await queue.groups()).get(number) ?? "";
  await deliver();
  return { commit, ...(await queue.check(commit)) };
}

function askedOfAws({ stack }: History): number {
  return stack.aws.requests().length;
}

describe("a merge queue", () => {
  it.each(["MERGE", "SQUASH", "REBASE"] as const)(
    "that merges by %s: several pull requests by one push, each change found to be of its own",
    async (merge_method) => {
      await using history = await startHistory(["alpha", "beta"]);
      const queue = await queueOf(history, { merge_method, min_entries_to_merge: 2 });
      const gone = await history.propose(defined("alpha", null), { "README.md": "without it" });
      const moved = await history.propose(defined("beta", { to: "e" }));
      await queue.queue(gone, moved);
      expect([await queue.isMerged(gone), await queue.isMerged(moved)]).toEqual([true, true]);
      const run = await history.run();
      expect([run.outcome, statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["applied", "applied", "applied"]);
      expect(history.names()).toEqual(["beta"]);
      expect(history.live("beta")?.to).toBe("e");
      for (const { number } of [gone, moved]) expect(await history.pipeline.comment(number)).toContain("Applied");
    },
  );

  it("drops one from the middle that changes what another one changes, makes the group behind it again, and merges the others", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    const queue = await queueOf(history, { merge_method: "SQUASH", min_entries_to_merge: 2 });
    const described = await history.propose(defined("alpha", { description: "what it is for" }));
    const moved = await history.propose(defined("alpha", { to: "e" }));
    const gone = await history.propose(defined("beta", null));
    for (const { number } of [described, moved, gone]) await queue.enqueue(number);
    const before = (await queue.groups()).get(gone.number);
    await queue.deliverGroup(described);
    const check = await checkAfter(queue, moved.number, () => queue.deliverGroup(moved));
    expect(check).toMatchObject({ conclusion: "failure", title: `Not as reviewed: alpha of #${moved.number}` });
    expect(check.summary).toContain("`alpha`");
    // Both changes in words: by itself, and together.
    const row = check.summary?.split("\n").find((line) => line.startsWith("| `alpha` |"));
    const [, , byItself = "", together = ""] = row?.split(" | ") ?? [];
    const named = ["AuthorizationEndpoint", "Description"];
    expect(named.map((name) => byItself.includes(name))).toEqual([true, false]);
    expect(named.map((name) => together.includes(name))).toEqual([true, true]);
    const groups = await queue.groups();
    expect([...groups.keys()]).toEqual([described.number, gone.number]);
    expect(groups.get(gone.number)).not.toBe(before);
    await queue.deliverGroup(gone);
    expect([await queue.isMerged(described), await queue.isMerged(gone)]).toEqual([true, true]);
    const run = await history.run();
    expect([run.outcome, statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["applied", "applied", "applied"]);
    expect(history.live("alpha")).toEqual({ to: "x", description: "what it is for" });
    // Planned again, it is what people see, and goes through.
    await history.plan(moved);
    await queue.enqueue(moved.number);
    expect(await checkAfter(queue, moved.number, () => queue.deliverGroup(moved))).toMatchObject({
      conclusion: "success",
    });
  });

  it("lets nothing pass that nobody was shown, and reads none of it", async () => {
    await using history = await startHistory();
    const queue = await queueOf(history, { required_checks: [], min_entries_to_merge: 2 });
    const unplanned = await history.proposeUnplanned(defined("alpha", null));
    await queue.enqueue(unplanned.number);
    const asked = askedOfAws(history);
    const check = await checkAfter(queue, unplanned.number, () => queue.deliverGroup(unplanned));
    expect(check).toMatchObject({ conclusion: "failure", title: `Not planned: #${unplanned.number} has no plan` });
    expect(askedOfAws(history)).toBe(asked);
    // Planned, and asked again by the check's button.
    await history.plan(unplanned);
    await queue.press(check.commit);
    await history.deliver(({ event }) => event === "check_run");
    expect(await queue.check(check.commit)).toMatchObject({ conclusion: "success" });
  });

  it("takes out what as many people as have to have not approved", async () => {
    await using history = await startHistory([], { ...caps, approvals: 1 });
    const queue = await queueOf(history, { required_checks: [], min_entries_to_merge: 2 });
    const created = await history.propose(defined("alpha"));
    await queue.enqueue(created.number);
    const check = await checkAfter(queue, created.number, () => queue.deliverGroup(created));
    expect(check.conclusion).toBe("failure");
    expect(check.summary).toContain(`have [#${created.number}](`);
    await history.pipeline.reviewer.approve(created.number);
    await queue.press(check.commit);
    await history.deliver(({ event }) => event === "check_run");
    expect(await queue.check(check.commit)).toMatchObject({ conclusion: "success" });
  });

  it("is told what costs nothing of what is not declared, and nothing is published, in a comment or for a review", async () => {
    await using history = await startHistory();
    const queue = await queueOf(history, { min_entries_to_merge: 5 });
    const [gone, text] = [
      await history.propose(defined("alpha", null)),
      await history.propose({ "README.md": "more" }),
    ];
    const comment = await history.pipeline.comment(gone.number);
    const before = await published(history);
    await queue.enqueue(text.number);
    await queue.enqueue(gone.number);
    const asked = askedOfAws(history);
    const untouched = await checkAfter(queue, text.number, () => queue.deliverGroup(text));
    expect(untouched).toMatchObject({ conclusion: "success", title: "No definitions changed" });
    expect(askedOfAws(history)).toBe(asked);
    const planned = await checkAfter(queue, gone.number, () => queue.deliverGroup(gone));
    expect(planned).toMatchObject({ conclusion: "success", title: "Plan: 1 to delete" });
    expect(await published(history)).toEqual(before);
    expect(await history.pipeline.comment(gone.number)).toBe(comment);
    expect(await history.pipeline.user.comments(text.number)).toEqual([]);
  });

  it("goes the same way where GitHub does what nobody has confirmed", async () => {
    await using history = await startHistory();
    const queue = await queueOf(history);
    const others = [
      { tellsQueues: false },
      { tellsQueues: true, queueHeads: "pull" },
      { queuesMergeAs: "enqueuer" },
    ] as const;
    for (const [index, unconfirmed] of others.entries()) {
      history.stack.github.assume(unconfirmed);
      const proposal = await history.propose(defined("alpha", { to: index % 2 === 0 ? "e" : "x" }));
      await queue.queue(proposal);
      expect(await queue.isMerged(proposal)).toBe(true);
      expect(statusOf(await history.run(), "alpha")).toBe("applied");
    }
  });
});

/** All that people were shown, as the ledger has it. */
async function published({ stack }: History): Promise<unknown> {
  const { scopes } = JSON.parse(await readFile(stack.ledgerPath, "utf8")) as {
    readonly scopes: readonly { readonly publications: unknown; readonly trail: unknown }[];
  };
  return scopes.map(({ publications, trail }) => ({ publications, trail }));
}
