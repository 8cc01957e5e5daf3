import { describe, expect, it } from "vitest";
import { defined } from "../support/oauth-definitions.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";

const gone = defined("alpha", null);
const back = defined("alpha");
const described = defined("alpha", { description: "pushed" });
const elsewhere = defined("alpha", { to: "e" });

/** A pull request that deletes alpha was merged, and a push put alpha back before anything was applied. */
async function deletedAndRestored(history: History): Promise<void> {
  await history.merge(await history.propose(gone));
  await history.push(back);
}

describe("a rewrite of the branch", () => {
  it("after a run that saw a restored definition and died: the merged deletion before it counts no more", async () => {
    await using history = await startHistory();
    await deletedAndRestored(history);
    expect(await history.crash()).toBe(true);
    await history.forcePush();
    expect(await history.run()).toMatchObject({ outcome: "held", reason: "history-rewritten" });
    expect(history.names()).toEqual(["alpha"]);
    expect(await history.run()).toMatchObject({ outcome: "held" });
    expect(history.names()).toEqual(["alpha"]);
  });

  it("after a run that applied a push and died: what it takes back is held, though it is no danger", async () => {
    await using history = await startHistory();
    await history.push(described);
    expect(await history.crash()).toBe(true);
    expect(history.live("alpha")?.description).toBe("pushed");
    await history.forcePush();
    expect(await history.run()).toMatchObject({ outcome: "held", reason: "history-rewritten" });
    expect(history.live("alpha")?.description).toBe("pushed");
  });

  it("is held by the run that sees it, and by every run after that", async () => {
    await using history = await startHistory();
    await history.push(described);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    await history.forcePush();
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await history.run()).toMatchObject({ outcome: "held" });
      expect(history.live("alpha")?.description).toBe("pushed");
    }
  });

  it("is held also where the run that saw it first died", async () => {
    await using history = await startHistory();
    await history.push(described);
    await history.run();
    await history.forcePush();
    expect(await history.crash()).toBe(true);
    for (let runs = 0; runs < 2; runs += 1) {
      expect(await history.run()).toMatchObject({ outcome: "held" });
      expect(history.live("alpha")?.description).toBe("pushed");
    }
  });

  it("does not make a pull request from before it the last cause again", async () => {
    await using history = await startHistory();
    await deletedAndRestored(history);
    expect(await history.run()).toMatchObject({ outcome: "no-changes" });
    await history.forcePush();
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await history.run()).toMatchObject({ outcome: "held" });
      expect(history.names()).toEqual(["alpha"]);
    }
  });

  it("is held beside a neighbour that has been held for long", async () => {
    await using history = await startHistory(["alpha", "beta", "gamma"]);
    await history.push(defined("beta", null));
    await history.run();
    await deletedAndRestored(history);
    await history.run();
    await history.forcePush();
    expect(await history.run()).toMatchObject({ outcome: "held" });
    expect(await history.run()).toMatchObject({ outcome: "held" });
    expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
  });
});

describe("a definition that a pull request touches is wholly its own", () => {
  it("so that a destination that a push brought is shown with the description that the pull request changes", async () => {
    await using history = await startHistory();
    await history.push(elsewhere);
    expect(await history.run()).toMatchObject({ outcome: "held" });
    expect(history.live("alpha")?.to).toBe("x");
    const proposal = await history.propose(defined("alpha", { to: "e", description: "proposed" }));
    const comment = await history.pipeline.comment(proposal.number);
    expect(comment).toContain("e.example.com");
    expect(comment).not.toContain("Not from here");
    await history.merge(proposal);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")).toEqual({ to: "e", description: "proposed" });
  });

  it("also where another pull request brought the destination, which nobody has applied yet", async () => {
    await using history = await startHistory();
    const unplanned = await history.proposeUnplanned(elsewhere);
    await history.merge(unplanned);
    const proposal = await history.propose(defined("alpha", { to: "e", description: "proposed" }));
    const comment = await history.pipeline.comment(proposal.number);
    expect(comment).toContain("e.example.com");
    await history.merge(proposal);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")).toEqual({ to: "e", description: "proposed" });
  });
});

it("only the newest plan before the merge counts: one that was planned again was not reviewed", async () => {
  await using history = await startHistory();
  const proposal = await history.propose(gone);
  history.stack.aws.changeConnection("alpha", { Description: "by hand" });
  await history.plan(proposal);
  history.stack.aws.changeConnection("alpha", { Description: "" });
  await history.merge(proposal);
  const run = await history.run();
  expect(statusOf(run, "alpha")).toBe("held");
  expect(history.names()).toEqual(["alpha"]);
});

describe("somebody's own merge with an older main as its first parent", () => {
  it("hides what was pushed on the other side, and is a push", async () => {
    await using history = await startHistory();
    await deletedAndRestored(history);
    await history.foxtrot();
    expect(await history.run()).toMatchObject({ outcome: "held", reason: "not-reviewed" });
    expect(history.names()).toEqual(["alpha"]);
  });

  it("takes from the line what a run has seen: what was merged before it counts no more", async () => {
    await using history = await startHistory();
    await deletedAndRestored(history);
    await history.run();
    await history.foxtrot();
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await history.run()).toMatchObject({ outcome: "held" });
      expect(history.names()).toEqual(["alpha"]);
    }
  });

  it("and another one of them after it", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(gone));
    await history.push(back);
    await history.run();
    await history.foxtrot();
    await history.foxtrot();
    for (let runs = 0; runs < 2; runs += 1) {
      await history.run();
      expect(history.names()).toEqual(["alpha"]);
    }
    await history.foxtrot("origin/main~1");
    await history.run();
    expect(history.names()).toEqual(["alpha"]);
  });

  it("stops no change that is no danger", async () => {
    await using history = await startHistory();
    await history.push({ "README.md": "one" });
    await history.run();
    await history.push({ "README.md": "two" });
    await history.run();
    await history.foxtrot();
    await history.push(described);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")?.description).toBe("pushed");
  });
});

it("an acceptance that a run had begun counts no more after a rewrite, at any later run", async () => {
  await using history = await startHistory();
  await history.push(elsewhere);
  await history.run();
  history.stack.aws.addFault({ kind: "cancel", when: "after", every: 1 });
  expect(await history.accept("reviewer")).toMatchObject({ outcome: "failed" });
  history.stack.aws.clearFaults();
  await history.clone.checkout("main", "origin/main");
  await history.clone.git("commit", "--quiet", "--amend", "--message", "Rewritten");
  await history.clone.git("push", "--quiet", "--force", "origin", "main");
  for (let runs = 0; runs < 2; runs += 1) {
    expect(await history.run()).toMatchObject({ outcome: "held", reason: "history-rewritten" });
  }
});

it("a plan of the same head that has a change no more stands before the one that had it", async () => {
  await using history = await startHistory();
  const proposal = await history.propose(gone);
  await history.push({ ...gone, "README.md": "pushed" });
  const { octokit, place } = history.pipeline;
  for (const state of ["closed", "open"] as const) {
    await octokit.rest.pulls.update({ ...place, pull_number: proposal.number, state });
  }
  await history.plan(proposal);
  expect(await history.pipeline.comment(proposal.number)).toMatch("Nothing to plan");
  await history.push(back);
  await history.merge(proposal);
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  expect(history.names()).toEqual(["alpha"]);
});

describe("the end of what a pull request replaces", () => {
  const renamed = { more: { name: "alpha-v2" } };

  it.each([
    { what: "takes away what was to replace it", push: gone },
    { what: "gives that another id", push: defined("alpha", { more: { name: "alpha-v2", id: "other" } }) },
  ])("is not reviewed by itself: a push $what", async ({ push }) => {
    await using history = await startHistory();
    await history.merge(await history.propose(defined("alpha", renamed)));
    await history.push(push);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.names()).toEqual(["alpha"]);
  });

  it("stays reviewed where AWS refuses it, whatever is pushed meanwhile", async () => {
    await using history = await startHistory();
    await history.merge(await history.propose(defined("alpha", renamed)));
    await history.run({ kind: "fail", code: "InvalidRequest", operation: "DeleteResource", every: 1 });
    await history.push({ "README.md": "pushed" });
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["alpha-v2"]);
  });
});

it("who moved a definition and took it away, and broke a file with it, may not accept that", async () => {
  await using history = await startHistory(["alpha", "beta"]);
  await history.push({ ...gone, "connections/moved.json": back["connections/alpha.json"] ?? "" });
  await history.push({ "connections/moved.json": null, "connections/beta.json": "{" });
  await history.push(defined("beta"));
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  expect(await history.accept("dev")).toMatchObject({ outcome: "refused" });
  expect(history.names()).toEqual(["alpha", "beta"]);
});

it("a replacement is reviewed only where one pull request brought both the new one and the end of the old", async () => {
  await using history = await startHistory([]);
  await history.merge(await history.propose({ ...defined("alpha"), ...defined("beta") }));
  await history.run();
  await history.push(gone);
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  const renamed = JSON.parse(Object.values(back)[0] ?? "") as Record<string, unknown>;
  await history.merge(
    await history.propose({ "connections/moved.json": JSON.stringify({ ...renamed, name: "alpha-v2" }) }),
  );
  expect(await history.run()).toMatchObject({ outcome: "held" });
  expect(history.names()).toEqual(["alpha", "beta"]);
});

it.each([
  { what: "file", broken: { "connections/beta.json": "{" }, repaired: defined("beta"), names: ["alpha", "beta"] },
  { what: "import", broken: { "connections/b.ts": 'import "./_none.ts";' }, repaired: { "connections/b.ts": null } },
  {
    what: "file that is too large",
    broken: { "connections/b.json": " ".repeat(1_100_000) },
    repaired: defined("b", null),
  },
  { what: "configuration", broken: { "bridgehead.config.json": "{" }, repaired: { "bridgehead.config.json": "{}" } },
])(
  "a pull request that repairs a broken $what has not brought what the push that broke it put in other files",
  async ({ broken, repaired, names = ["alpha"] }) => {
    await using history = await startHistory();
    await history.push({ ...defined("evil"), ...broken });
    expect(await history.run()).toMatchObject({ reason: "definitions-invalid" });
    await history.merge(await history.propose(repaired));
    expect(statusOf(await history.run(), "evil")).toBe("held");
    expect(history.names()).toEqual(names);
  },
);
