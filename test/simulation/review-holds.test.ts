import { describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { defined } from "../support/oauth-definitions.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";

const gone = defined("alpha", null);
const back = defined("alpha");
const elsewhere = defined("alpha", { to: "e" });
const described = defined("alpha", { description: "pushed" });

/** A push was applied, and then taken from the branch: what that takes back is held. */
async function rewritten(): Promise<History> {
  const history = await startHistory();
  await history.push(described);
  await history.run();
  await history.forcePush();
  expect(await history.run()).toMatchObject({ outcome: "held", reason: "history-rewritten" });
  return history;
}

describe("what a rewrite held", () => {
  it("goes when somebody else accepts it", async () => {
    await using history = await rewritten();
    expect(await history.accept("reviewer")).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")?.description).toBeUndefined();
    expect(await history.run()).toMatchObject({ outcome: "no-changes" });
  });

  it("goes with a pull request that changes the definition after it", async () => {
    await using history = await rewritten();
    await history.merge(await history.propose(elsewhere));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")).toEqual({ to: "e", description: undefined });
  });

  it("does not go with a push that changes the definition after it, though that is no danger", async () => {
    await using history = await rewritten();
    await history.push(defined("alpha", { description: "pushed again" }));
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    expect(history.live("alpha")?.description).toBe("pushed");
  });

  it("stays, while a pull request about something else goes", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.push(described);
    await history.run();
    await history.forcePush();
    await history.run();
    await history.merge(await history.propose(defined("beta", null)));
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["held", "applied"]);
    expect(history.names()).toEqual(["alpha"]);
  });
});

it("a rewrite back to what was reviewed, of commits that no run has seen, holds nothing", async () => {
  await using history = await startHistory();
  await history.merge(await history.propose(gone));
  await history.push(back);
  await history.forcePush();
  expect(await history.run()).toMatchObject({ outcome: "applied" });
  expect(history.names()).toEqual([]);
});

describe("a reviewed change that was held", () => {
  it("by a freeze goes by itself when that is lifted, whatever was pushed and run meanwhile", async () => {
    await using history = await startHistory();
    history.freeze("release week");
    await history.merge(await history.propose(gone));
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    await history.push({ "README.md": "pushed" });
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    history.freeze(null);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });

  it("beside one that stays held goes all the same", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.push(defined("beta", null));
    await history.run();
    await history.merge(await history.propose(elsewhere));
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["applied", "held"]);
  });

  it("in a run that was asked for another definition alone goes with the next whole one", async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.merge(await history.propose(gone));
    await history.rerun({ operation: "apply", connection: "beta" });
    expect(history.names()).toEqual(["alpha", "beta"]);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["beta"]);
  });
});

describe("an acceptance", () => {
  it("by who pushed what is held is refused, and another one is not", async () => {
    await using history = await startHistory();
    await history.push(gone);
    await history.run();
    expect(await history.accept("dev")).toMatchObject({ outcome: "refused" });
    expect(history.names()).toEqual(["alpha"]);
    expect(await history.accept("reviewer")).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });

  it("never lifts a freeze", async () => {
    await using history = await startHistory();
    history.freeze("release week");
    await history.push(gone);
    await history.run();
    await history.tryToAccept();
    expect(history.names()).toEqual(["alpha"]);
  });

  it("holds for what failed half-way after it, and for nothing else", async () => {
    await using history = await startHistory();
    await history.push(elsewhere);
    await history.run();
    const cancelled: Fault = { kind: "cancel", when: "after", every: 1 };
    history.stack.aws.addFault(cancelled);
    expect(await history.accept("reviewer")).toMatchObject({ outcome: "failed" });
    history.stack.aws.clearFaults();
    expect(history.live("alpha")?.to).toBe("e");
    await history.run();
    expect(await history.run()).toMatchObject({ outcome: "no-changes" });
    await history.push(gone);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
  });
});

describe("what no commit caused", () => {
  it("is made good without a review where somebody deleted it by hand", async () => {
    await using history = await startHistory();
    history.stack.aws.removeConnection("alpha");
    expect(await history.rerun({ operation: "apply" })).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual(["alpha"]);
  });

  it("is made good where somebody sent the secret elsewhere by hand", async () => {
    await using history = await startHistory();
    const { properties } = history.stack.aws.storedConnection("alpha") ?? {};
    const text = JSON.stringify(properties?.["AuthParameters"]).replace("x.example.com", "e.example.com");
    history.stack.aws.changeConnection("alpha", { AuthParameters: JSON.parse(text) });
    expect(await history.rerun({ operation: "apply" })).toMatchObject({ outcome: "applied" });
    expect(history.live("alpha")?.to).toBe("x");
  });
});

describe("protection", () => {
  it("taken off by a push stays on", async () => {
    await using history = await startHistory([]);
    const guarded = defined("alpha", { more: { protect: true } });
    await history.merge(await history.propose(guarded));
    await history.run();
    await history.push(back);
    expect(statusOf(await history.run(), "alpha")).toBe("held");
    await history.push(gone);
    await history.run();
    expect(history.names()).toEqual(["alpha"]);
    await history.tryToAccept();
    expect(history.names()).toEqual(["alpha"]);
  });

  it("taken off by a pull request is off", async () => {
    await using history = await startHistory([]);
    await history.merge(await history.propose(defined("alpha", { more: { protect: true } })));
    await history.run();
    const proposal = await history.propose(back);
    expect(await history.pipeline.comment(proposal.number)).toMatch(/protect/);
    await history.merge(proposal);
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    await history.merge(await history.propose(gone));
    expect(await history.run()).toMatchObject({ outcome: "applied" });
    expect(history.names()).toEqual([]);
  });
});
