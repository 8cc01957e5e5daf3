import { expect, it } from "vitest";
import { defined } from "../support/oauth-definitions.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";

const MERGES = 100;
/** Runs that are counted before most of the merges, and after them. */
const COUNTED = 3;
/** What a run asks for at most to find out who brought a change, and some more for all else. */
const MOST = 300 + 50;
/** What it takes to tell a pull request that a run brings: its check, opened and closed, and its comment. */
const TOLD = 6;

/** How many requests GitHub has answered so far, by its own account. */
async function answered({ pipeline }: History): Promise<number> {
  const { headers } = await pipeline.octokit.rest.repos.get(pipeline.place);
  return Number(headers["x-ratelimit-used"]);
}

/** The requests of one run, which holds alpha. */
async function costOfRun(history: History): Promise<number> {
  const before = await answered(history);
  expect(statusOf(await history.run(), "alpha")).toBe("held");
  // Asking is a request as well.
  return (await answered(history)) - before - 1;
}

it(
  "a run's requests to GitHub do not grow with what is merged while something is held",
  { timeout: 240_000 },
  async () => {
    await using history = await startHistory(["alpha", "beta"]);
    await history.push(defined("alpha", null));
    await history.run();
    const { clone } = history;
    const branches = Array.from({ length: MERGES }, (_, index) => `readme-${index}`);
    for (const branch of branches) {
      await clone.git("checkout", "--quiet", "-B", branch, "origin/main");
      await clone.commit({ [`docs/${branch}.md`]: branch });
    }
    await clone.git("push", "--quiet", "origin", ...branches);
    const mergeOf = async (branch: string): Promise<void> => history.merge(await history.open(branch));

    const first: number[] = [];
    for (const branch of branches.slice(0, COUNTED)) {
      await mergeOf(branch);
      first.push(await costOfRun(history));
    }
    const most = branches.slice(COUNTED, -COUNTED);
    for (const branch of most) await mergeOf(branch);
    expect(await costOfRun(history)).toBeLessThan(MOST + TOLD * most.length);
    const last: number[] = [];
    for (const branch of branches.slice(-COUNTED)) {
      await mergeOf(branch);
      last.push(await costOfRun(history));
    }
    expect(Math.max(...last)).toBeLessThanOrEqual(Math.max(...first));

    // And nothing of it kept a door open, or closed one.
    await history.merge(await history.propose(defined("beta", { to: "e" })));
    const run = await history.run();
    expect([statusOf(run, "alpha"), statusOf(run, "beta")]).toEqual(["held", "applied"]);
  },
);
