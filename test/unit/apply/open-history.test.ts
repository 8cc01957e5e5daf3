import { describe, expect, it } from "vitest";
import { openHistory } from "../../../workflows/apply/review/history/open-history.ts";
import { stepsBetween } from "../../../workflows/apply/review/history/steps.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import { type BranchProgress, noProgress } from "../../../workflows/ports/progress.ts";
import type { PullRequest } from "../../../workflows/ports/review.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { lineOf, type SmallGit, smallGit, stepText } from "./small-git.ts";

const { signal } = new AbortController();

interface Given {
  readonly progress?: Partial<BranchProgress>;
  readonly indexWaits?: readonly number[];
  /** From which question about a commit on GitHub knows it; 1: at once. */
  readonly knownFrom?: number;
}

function open(git: SmallGit, tip: string, { progress, indexWaits = [1, 3, 6], knownFrom = 1 }: Given = {}) {
  const clock = createFastClock();
  const times = new Map<string, number>();
  const pullRequestsOf = async (commit: string): Promise<readonly PullRequest[]> => {
    const time = (times.get(commit) ?? 0) + 1;
    times.set(commit, time);
    const pulls = await git.history.pullRequestsOf(commit);
    return time >= knownFrom ? pulls : [];
  };
  const forge = { source: git.source, review: { pullRequestsOf } } as unknown as Forge;
  const given = { tip, progress: { ...noProgress, branches: ["trunk", "main"], ...progress } };
  const history = openHistory(
    given,
    { forge, declared: git.declared, clock, indexWaits, keep: async () => {} },
    signal,
  );
  return { history, clock, times };
}

const numbers = (pulls: readonly PullRequest[]) => pulls.map(({ number }) => number);

describe("the pull requests of a commit", () => {
  const git = smallGit({ a: {}, b: { on: "a", of: [7, 8, 9] } }, { 7: "b", 8: "b" });

  it("are those that were merged into the branch, under any name that it had", async () => {
    const renamed: SmallGit = {
      ...git,
      history: {
        ...git.history,
        pullRequestsOf: async (sha) =>
          (await git.history.pullRequestsOf(sha)).map((pull) =>
            pull.number === 8 ? { ...pull, baseRef: "release" } : pull,
          ),
      },
    };
    expect(numbers(await open(renamed, "b").history.pullRequestsOf("b"))).toEqual([7]);
    expect(
      numbers(await open(renamed, "b", { progress: { branches: ["release"] } }).history.pullRequestsOf("b")),
    ).toEqual([8]);
  });

  it("are asked for once", async () => {
    const { history, times } = open(git, "b");
    await Promise.all([history.pullRequestsOf("b"), history.pullRequestsOf("b")]);
    expect(times.get("b")).toBe(1);
  });
});

describe("GitHub may name them late", () => {
  const pushed = smallGit(
    {
      a: { of: [6] },
      b: { on: "a", of: [7] },
      c: { on: "b", of: [8] },
      d: { on: "c" },
    },
    { 6: "a", 7: "b", 8: "c" },
  );
  const sinceA = { progress: { pinned: "a" } };

  it("so that it is asked again about what no run has seen, and no longer than until it says so", async () => {
    const { history, clock } = open(pushed, "d", { ...sinceA, knownFrom: 3 });
    expect(numbers(await history.pullRequestsOf("c"))).toEqual([8]);
    expect(clock.sleeps).toEqual([1, 3]);
  });

  it("and it is waited once for all new commits together", async () => {
    const { history, clock, times } = open(pushed, "d", { ...sinceA, knownFrom: 99 });
    expect(await history.pullRequestsOf("d")).toEqual([]);
    expect(await history.pullRequestsOf("c")).toEqual([]);
    expect(await history.pullRequestsOf("b")).toEqual([]);
    expect(clock.sleeps).toEqual([1, 3, 6]);
    expect([...times]).toEqual([
      ["d", 4],
      ["c", 1],
      ["b", 1],
    ]);
  });

  it("and what is left of the waits is for the next commit", async () => {
    const { history, clock } = open(pushed, "d", { ...sinceA, knownFrom: 2 });
    expect(numbers(await history.pullRequestsOf("c"))).toEqual([8]);
    expect(numbers(await history.pullRequestsOf("b"))).toEqual([7]);
    expect(clock.sleeps).toEqual([1, 3]);
  });

  it("but it is not waited for what an earlier run has seen", async () => {
    for (const [tip, pinned] of [
      ["d", "a"],
      ["a", "a"],
    ] as const) {
      const { history, clock } = open(pushed, tip, { progress: { pinned }, knownFrom: 99 });
      expect(await history.pullRequestsOf("a")).toEqual([]);
      expect(clock.sleeps).toEqual([]);
    }
  });

  it("and in a first run for the tip alone, which was pushed last", async () => {
    const { history, clock } = open(pushed, "d", { knownFrom: 99 });
    await history.pullRequestsOf("c");
    expect(clock.sleeps).toEqual([]);
    await history.pullRequestsOf("d");
    expect(clock.sleeps).toEqual([1, 3, 6]);
  });

  it("and for none that is beside the line", async () => {
    const beside = smallGit({ a: {}, x: { on: "a" }, b: { on: "a" } });
    const { history, clock } = open(beside, "b", { progress: { pinned: "a" } });
    await history.pullRequestsOf("x");
    expect(clock.sleeps).toEqual([]);
  });
});

describe("what a run may ask", () => {
  it("is bounded: every page of the line, every commit's files and every question to GitHub counts", async () => {
    const git = smallGit(lineOf(400, (index) => ({ declares: `orders=${index}` })));
    const { history, times } = open(git, "c399", { progress: { pinned: "c399" } });
    const steps: string[] = [];
    for await (const step of stepsBetween("c0", "c399", history)) steps.push(stepText(step));
    expect(steps.at(-1)).toBe("too-far");
    // Each step costs the files of one commit, and the question whose it is.
    expect(steps.length).toBeGreaterThan(140);
    expect(steps.length).toBeLessThan(150);
    expect(times.size).toBe(steps.length - 1);
    expect(history.isSpent()).toBe(true);
  });

  it("counts the same commit once", async () => {
    const git = smallGit(
      lineOf(3, (index) => ({ declares: `orders=${index}`, of: [7] })),
      { 7: "c2" },
    );
    const { history } = open(git, "c2", { progress: { pinned: "c2" } });
    for (let time = 0; time < 400; time += 1) {
      await history.idOf("c1");
      await history.pullRequestsOf("c1");
    }
    expect(history.isSpent()).toBe(false);
    for (let time = 0; time < 298; time += 1) await history.line("c2", 1);
    expect(history.isSpent()).toBe(true);
  });

  it("counts what is asked again, and what tells whether a commit is new", async () => {
    const git = smallGit({ a: {}, b: { on: "a" } });
    const { history } = open(git, "b", { progress: { pinned: "a" } });
    // Once, three times again, and the line.
    await history.pullRequestsOf("b");
    for (let time = 0; time < 294; time += 1) await history.line("b", 1);
    expect(history.isSpent()).toBe(false);
    await history.line("b", 1);
    expect(history.isSpent()).toBe(true);
  });
});
