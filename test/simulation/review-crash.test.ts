import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { defined } from "../support/oauth-definitions.ts";
import { type History, startHistory } from "../support/review-history.ts";

/** More writes than a run of one change has. */
const MOST_WRITES = 40;

/** What AWS has, once it is done with what it was asked for. */
async function settled(history: History): Promise<unknown> {
  while (!history.stack.aws.isIdle()) await sleep(5);
  return history.names().map((name) => ({ name, ...history.live(name) }));
}

interface Scene {
  readonly what: string;
  /** What happens before the run that dies. The last commit is the one that is taken from the branch afterwards. */
  readonly begin: (history: History) => Promise<void>;
}

const scenes: readonly Scene[] = [
  {
    what: "a definition that was deleted, and that a merged pull request brings back",
    async begin(history) {
      await history.merge(await history.propose(defined("alpha", null)));
      await history.run();
      await history.merge(await history.propose(defined("alpha")));
    },
  },
  {
    what: "a description that somebody pushed",
    begin: (history) => history.push(defined("alpha", { description: "pushed" })),
  },
  {
    what: "a destination that a merged pull request brings",
    async begin(history) {
      await history.merge(await history.propose(defined("alpha", { to: "e" })));
    },
  },
];

/** Dies after so many writes, and lives through a rewrite after that; false: there was nothing to die of. */
async function dieAndRewrite({ begin }: Scene, writes: number): Promise<boolean> {
  await using history = await startHistory(["alpha", "beta"]);
  await begin(history);
  if (!(await history.crash(writes))) return false;
  const before = await settled(history);
  await history.forcePush();
  for (let runs = 0; runs < 2; runs += 1) {
    await history.run();
    expect(await settled(history), `after ${writes} writes`).toEqual(before);
  }
  return true;
}

describe("a run that dies after any of its writes, and then a force push: nothing that it left is taken back unseen", () => {
  it.each(scenes)("$what", { timeout: 600_000 }, async (scene) => {
    let writes = 0;
    while (await dieAndRewrite(scene, writes)) {
      writes += 1;
      expect(writes).toBeLessThan(MOST_WRITES);
    }
    // It takes the lock, writes what it begins and what came of it, and ends.
    expect(writes).toBeGreaterThanOrEqual(4);
  });
});
