import { expect, it } from "vitest";
import { defined } from "../support/oauth-definitions.ts";
import { startHistory, statusOf } from "../support/review-history.ts";

const gone = defined("alpha", null);
const back = defined("alpha");

it("a review ends: what a merged pull request did once, a push does not do again while something is held", async () => {
  await using history = await startHistory(["alpha", "held", "steady"]);
  await history.push(defined("held", null));
  expect(statusOf(await history.run(), "held")).toBe("held");
  for (const files of [gone, back]) {
    await history.merge(await history.propose(files));
    expect(statusOf(await history.run(), "alpha")).toBe("applied");
  }
  await history.push(gone);
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  expect(history.names()).toEqual(["alpha", "held", "steady"]);
});

it("a force push is noticed while something is held, and deletes nothing", async () => {
  await using history = await startHistory(["alpha", "held", "steady"]);
  await history.push(defined("held", null));
  await history.run();
  await history.merge(await history.propose(gone));
  await history.push(back);
  await history.run();
  await history.forcePush();
  for (let runs = 0; runs < 2; runs += 1) {
    const run = await history.run();
    expect(run).toMatchObject({ outcome: "held" });
    expect(statusOf(run, "alpha")).toBe("held");
  }
  expect(history.names()).toEqual(["alpha", "held", "steady"]);
});

it("what somebody pushed, somebody else accepts, and neither of them past a freeze", async () => {
  await using history = await startHistory();
  await history.push(gone);
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  const digest = await history.shownDigest();
  expect(await history.rerun({ operation: "apply", accept: digest }, "dev")).toMatchObject({ outcome: "refused" });
  history.freeze("release week");
  await history.rerun({ operation: "apply", accept: digest }, "reviewer");
  expect(history.names()).toEqual(["alpha"]);
  history.freeze(null);
  await history.run();
  expect(history.names()).toEqual(["alpha"]);
  expect(await history.accept("reviewer")).toMatchObject({ outcome: "applied" });
  expect(history.names()).toEqual([]);
});
