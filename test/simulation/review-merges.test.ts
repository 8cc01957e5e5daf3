import { describe, expect, it } from "vitest";
import { defined } from "../support/oauth-definitions.ts";
import { startHistory, statusOf } from "../support/review-history.ts";

const gone = defined("alpha", null);
const back = defined("alpha");
const elsewhere = defined("alpha", { to: "e" });

describe("what is a merge", () => {
  it("is a branch that was brought up to date with main, and planned again", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    const proposal = await history.propose(gone);
    await history.merge(await history.propose(defined("beta", { description: "merged" })));
    await history.run();
    await history.updateBranch(proposal);
    await history.merge(proposal);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });

  it("is a pull request's head that somebody merged with git", async () => {
    await using history = await startHistory();
    await history.mergeByHand(await history.propose(gone, { "README.md": "without it" }));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });

  it("is a pull request's head that somebody pushed to main", async () => {
    await using history = await startHistory();
    await history.fastForward(await history.propose(gone, { "README.md": "without it" }));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });

  it("is the pull request that takes back another", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(gone));
    await history.run();
    await history.merge(await history.propose(back));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["alpha"]);
  });

  it("is one whose branch is gone before the run", async () => {
    await using history = await startHistory();
    const proposal = await history.propose(gone);
    await history.merge(proposal);
    await history.clone.git("push", "--quiet", "origin", "--delete", proposal.branch);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
  });
});

describe("what is none", () => {
  it("is a push over a branch that was brought up to date: what runs have seen is not on its line", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    const proposal = await history.propose({ ...gone, ...defined("beta", { description: "proposed" }) });
    await history.merge(await history.propose({ "README.md": "merged" }));
    await history.run();
    await history.updateBranch(proposal);
    await history.fastForward(proposal);
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["held", "applied"]);
    expect(history.names()).toEqual(["alpha", "beta"]);
  });

  it("is a branch that was merged before, and that somebody merges again with git", async () => {
    await using history = await startHistory();
    const proposal = await history.propose(gone);
    await history.merge(proposal, "squash");
    await history.run();
    await history.merge(await history.propose(back));
    await history.run();
    expect(history.names()).toEqual(["alpha"]);
    await history.mergeByHand(proposal);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.names()).toEqual(["alpha"]);
  });
});

describe("a pull request that was merged", () => {
  it("before anything was planned: its dangers are held for that reason, and what is none goes on", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.merge(await history.proposeUnplanned({ ...gone, ...defined("beta", { description: "unplanned" }) }));
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["held", "applied"]);
    expect(run.results.find(({ name }) => name === "alpha")?.error).toMatch(/plan/);
    expect(history.names()).toEqual(["alpha", "beta"]);
  });

  it("and planned before another one that changed another definition", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    const older = await history.propose(gone);
    await history.merge(await history.propose(defined("beta", { description: "merged" })));
    await history.run();
    await history.merge(older);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });

  it("and planned before another one that changed the same definition: what it does now, nobody was shown", async () => {
    await using history = await startHistory();
    const described = await history.propose(defined("alpha", { description: "merged" }));
    const moved = await history.propose(elsewhere);
    await history.merge(described);
    await history.merge(moved);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.live("alpha")).toEqual({ to: "x", description: undefined });
  });

  it("and after which somebody pushed the same again: the push is what changed it last", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(gone));
    await history.push(back);
    await history.push(gone);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.names()).toEqual(["alpha"]);
  });

  it("counts once: what it did, and another one took back, a push cannot do again while a neighbour is held", async () => {
    await using history = await startHistory(["alpha", "beta", "gamma"]);
    await history.push(defined("beta", null));
    await history.run();
    await history.merge(await history.propose(gone));
    expect(statusOf(await history.run(), "alpha")).toBe("applied");
    await history.merge(await history.propose(back));
    expect(statusOf(await history.run(), "alpha")).toBe("applied");
    await history.push(gone);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
  });

  it("counts once also for where a secret goes", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.push(defined("beta", null));
    await history.run();
    await history.merge(await history.propose(elsewhere));
    await history.run();
    await history.merge(await history.propose(back));
    await history.run();
    expect(history.live("alpha")?.to).toBe("x");
    await history.push(elsewhere);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.live("alpha")?.to).toBe("x");
  });
});

describe("between the merge and the run", () => {
  it("a file may have been broken and mended by pushes: who brought the change is still told", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.merge(await history.propose(gone));
    await history.push({ "connections/beta.json": "{" }, defined("beta"));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });

  it("a definition may have moved to another file, under another id", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(elsewhere));
    const text = String(Object.values(elsewhere)[0]).replace('"id": "alpha"', '"id": "moved", "name": "alpha"');
    await history.push({ ...gone, "connections/deeper/moved.json": text });
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")?.to).toBe("e");
  });

  it("the whole folder may have moved, by the configuration", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.merge(await history.propose(gone));
    const moved = { "connections/beta.json": null, "infra/beta.json": String(Object.values(defined("beta"))[0]) };
    await history.push({ ...moved, "bridgehead.config.json": '{ "definitions": "infra" }' });
    const run = await history.run();
    expect(statusOf(run, "alpha")).toBe("applied");
    expect(history.names()).toEqual(["beta"]);
  });
});
