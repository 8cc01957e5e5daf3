import { describe, expect, it } from "vitest";
import { type PushersDeps, whyNotAccept } from "../../../workflows/apply/review/pushers.ts";
import type { Step } from "../../../workflows/apply/review/history/steps.ts";
import type { NotedPush } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type PendingChange } from "../../../workflows/ports/progress.ts";
import type { PullRequest } from "../../../workflows/ports/review.ts";
import type { Commit } from "../../../workflows/ports/source.ts";
import { keyOf } from "../../support/definitions.ts";
import { makePlan } from "../../support/render-case.ts";
import { mergedPull } from "../../support/pull-requests.ts";

const [dev, reviewer, third, maker] = [1, 2, 3, 4] as const;
const everybody = { dev, reviewer, third, maker };
const seven = mergedPull({ mergedAt: 1, mergeCommit: "m" });

interface World {
  /** Newest first; a word of several names a merge and what it merged: `m+x`. */
  readonly line: readonly string[];
  /** `1 p a`: that account moved the branch from `p` to `a`. */
  readonly pushes?: readonly string[];
  readonly steps?: readonly Step[] | "too-far";
  /** Steps by where the walk begins, where that matters. */
  readonly stepsSince?: Readonly<Record<string, readonly Step[]>>;
  readonly progress?: Partial<BranchProgress>;
  readonly accounts?: Readonly<Record<string, readonly number[]>>;
  readonly pulls?: readonly Partial<PullRequest>[];
  readonly pullsOf?: Readonly<Record<string, readonly Partial<PullRequest>[]>>;
  readonly old?: readonly string[];
}

const change = makePlan({ changes: [{ name: "orders", action: "delete" }] }).changes[0]!;
const applied = (commit: string): Partial<BranchProgress> => ({ progress: { commit, run: "r", at: 1 } });
const direct = (from: string | null, to: string): Step => ({ from, to, pull: null });

function commitsOf(line: readonly string[]): readonly Commit[] {
  const shas = line.map((word) => word.split("+")[0] ?? "");
  return line.map((word, index) => {
    const parents = [...shas.slice(index + 1, index + 2), ...word.split("+").slice(1)];
    return { sha: shas[index] ?? "", parents, tree: `tree of ${word}` };
  });
}

interface Asked {
  readonly count: () => number;
  /** How many commits of a line were asked for, each time. */
  readonly counts: readonly number[];
  readonly deps: PushersDeps;
}

function open(world: World): Asked {
  const { line, pushes = [], steps = [], stepsSince, progress = {}, accounts = {}, pulls = [], pullsOf = {} } = world;
  let count = 0;
  const counts: number[] = [];
  const lines = [commitsOf(line), commitsOf(world.old ?? [])];
  const down = (sha: string): readonly Commit[] => {
    const own = lines.find((each) => each.some((commit) => commit.sha === sha)) ?? [];
    return own.slice(own.findIndex((commit) => commit.sha === sha));
  };
  const noted = pushes.map((text, at): NotedPush => {
    const [sender, before = "", after = ""] = text.split(" ");
    return { sender: Number(sender), before, after, at };
  });
  const forge = {
    id: { id: 7, owner: "acme", name: "eventing" },
    source: {
      async line(sha: string, most: number) {
        counts.push(most);
        return down(sha).slice(0, most);
      },
      commit: async (sha: string) => down(sha)[0],
    },
    review: {
      async accountsOf(commit: string) {
        count += 1;
        return accounts[commit] ?? [];
      },
      pullRequestsOf: async (commit: string) => pullsOf[commit] ?? [],
      async pullRequest(number: number) {
        return pulls.find((pull) => pull.number === number);
      },
    },
  };
  const deps = {
    beginning: { branch: "main", tip: commitsOf(line)[0]?.sha ?? "", progress: { ...noProgress, ...progress } },
    causes: { since: async (commit: string | null) => stepsSince?.[commit ?? ""] ?? steps },
    records: new Map(),
    forge,
    ledger: { pushes: async () => noted },
  };
  // Nothing else of them is asked.
  return { count: () => count, counts, deps: deps as unknown as PushersDeps };
}

/** Who may accept; or why nobody may. */
async function whoMay(world: World): Promise<string> {
  const answers: string[] = [];
  const reasons = new Set<string>();
  const whyNot = await whyNotAccept([change], open(world).deps);
  for (const [name, person] of Object.entries(everybody)) {
    const why = whyNot(person);
    if (why === undefined) answers.push(name);
    else reasons.add(why);
  }
  return answers.length > 0 ? answers.join(" ") : reasons.has("pusher-unknown") ? "pusher-unknown" : "nobody";
}

function pending(more: Partial<PendingChange>): Partial<BranchProgress> {
  const none = { state: "held", reason: "", cause: null, isBarred: false, since: 1, sinceCommit: "" } as const;
  return { pending: [{ key: keyOf("orders"), ...none, ...more }] };
}

describe("who may accept", () => {
  it.each<[told: string, world: World, who: string]>([
    ["anybody, where nobody pushed it", { line: ["b", "a"], progress: applied("a") }, "dev reviewer third maker"],
    [
      "everybody but who pushed it",
      { line: ["b", "a"], pushes: ["1 a b"], steps: [direct("a", "b")], progress: applied("a") },
      "reviewer third maker",
    ],
    [
      "everybody but who pushed any of it",
      {
        line: ["c", "b", "a"],
        pushes: ["1 a b", "2 b c"],
        steps: [direct("b", "c"), direct("a", "b")],
        progress: applied("a"),
      },
      "third maker",
    ],
    [
      "nobody, where a push is not known",
      { line: ["c", "b", "a"], pushes: ["2 b c"], steps: [direct("a", "b")], progress: applied("a") },
      "pusher-unknown",
    ],
    [
      "nobody, where it is too far back",
      { line: ["b", "a"], pushes: ["1 a b"], steps: "too-far", progress: applied("a") },
      "pusher-unknown",
    ],
    [
      "nor whom GitHub names for one of its commits, or for what a merge merged",
      {
        line: ["m+x", "b", "a"],
        pushes: ["1 a m"],
        steps: [direct("b", "m"), direct("a", "b")],
        accounts: { b: [maker], x: [third] },
        progress: applied("a"),
      },
      "reviewer",
    ],
    [
      "neither who wrote a pull request nor who merged it, nor whom GitHub names for any of its commits",
      {
        line: ["m", "a"],
        old: ["x", "y", "a"],
        steps: [{ from: "a", to: "m", pull: seven }],
        pulls: [{ number: 7, authorId: dev, mergedBy: reviewer, head: "x" }],
        accounts: { y: [maker] },
        progress: applied("a"),
      },
      "third",
    ],
    [
      "not who pushed the merge, where GitHub does not say who merged",
      {
        line: ["m", "a"],
        pushes: ["2 a m"],
        old: ["x", "a"],
        steps: [{ from: "a", to: "m", pull: seven }],
        pulls: [{ number: 7, authorId: dev, mergedBy: null, head: "x" }],
        progress: applied("a"),
      },
      "third maker",
    ],
    [
      "everybody else, of a pull request that began the history",
      {
        line: ["m"],
        old: ["x", "y"],
        steps: [{ from: null, to: "m", pull: seven }],
        pulls: [{ number: 7, authorId: dev, mergedBy: reviewer, head: "x" }],
        accounts: { y: [maker] },
      },
      "third",
    ],
    [
      "nobody, where nobody knows what a pull request is made of",
      {
        line: ["m", "a"],
        steps: [{ from: "a", to: "m", pull: seven }],
        pulls: [{ number: 7, authorId: dev, mergedBy: reviewer, head: "x" }],
        progress: applied("a"),
      },
      "pusher-unknown",
    ],
    [
      "nobody, where nobody says who merged",
      {
        line: ["m", "a"],
        old: ["x", "a"],
        steps: [{ from: "a", to: "m", pull: seven }],
        pulls: [{ number: 7, authorId: dev, mergedBy: null, head: "x" }],
        progress: applied("a"),
      },
      "pusher-unknown",
    ],
    [
      "everybody but who pushed it in an earlier run, and since",
      {
        line: ["c", "b", "a"],
        pushes: ["1 a b", "2 b c"],
        stepsSince: { a: [direct("b", "c"), direct("a", "b")], b: [direct("b", "c")], c: [] },
        progress: { ...applied("c"), ...pending({ base: "a", sinceCommit: "b" }) },
      },
      "third maker",
    ],
    [
      "nobody, of what was pending before it was kept since when",
      { line: ["b", "a"], progress: { ...applied("b"), ...pending({ sinceCommit: "b" }) } },
      "pusher-unknown",
    ],
    [
      "not who rewrote the branch, in the very run",
      { line: ["a"], old: ["b", "a"], pushes: ["1 a b", "2 b a"], progress: { ...applied("b"), doubt: "rewritten" } },
      "dev third maker",
    ],
    [
      "not who rewrote the branch, in later runs",
      {
        line: ["c", "a"],
        old: ["b", "a"],
        pushes: ["1 a b", "2 b a", "3 a c"],
        stepsSince: { a: [] },
        progress: { ...applied("c"), ...pending({ base: "b", sinceCommit: "a", isBarred: true }) },
      },
      "dev third maker",
    ],
    [
      "nor who changed it after that",
      {
        line: ["c", "a"],
        old: ["b", "a"],
        pushes: ["1 a b", "2 b a", "3 a c"],
        stepsSince: { a: [direct("a", "c")] },
        progress: { ...applied("c"), ...pending({ base: "b", sinceCommit: "a", isBarred: true }) },
      },
      "dev maker",
    ],
    [
      "nor who brought anything with the rewrite, by push, by commit or by pull request",
      {
        line: ["y", "x", "a"],
        old: ["b", "a"],
        pushes: ["1 b y"],
        accounts: { x: [maker] },
        pullsOf: { y: [{ authorId: third }] },
        progress: { ...applied("b"), doubt: "off-line" },
      },
      "reviewer",
    ],
    [
      "nobody, where a push is missing between then and now",
      { line: ["a"], old: ["b", "a"], pushes: ["1 a b"], progress: { ...applied("b"), doubt: "rewritten" } },
      "pusher-unknown",
    ],
    [
      "nobody, after a rewrite before there was any progress",
      { line: ["a"], pushes: ["1 b a"], progress: { pinned: "b", doubt: "rewritten" } },
      "pusher-unknown",
    ],
    [
      "everybody but who rewrote it, where GitHub has forgotten what was there",
      { line: ["a"], pushes: ["2 gone a"], progress: { ...applied("gone"), doubt: "rewritten" } },
      "dev third maker",
    ],
  ])("%s", async (_, world, who) => {
    expect(await whoMay(world)).toBe(who);
  });

  it("asks about no more than a hundred commits, and then knows nobody", async () => {
    const line = Array.from({ length: 150 }, (_, index) => `c${index}`);
    const world = (to: number): World => ({
      line,
      pushes: ["1 c140 c0"],
      steps: [direct(`c${to}`, "c0")],
      progress: applied("c140"),
    });
    expect(await whoMay(world(90))).toBe("reviewer third maker");
    expect(await whoMay(world(101))).toBe("pusher-unknown");
    const { deps, count } = open(world(101));
    await whyNotAccept([change], deps);
    expect(count()).toBe(0);
  });

  it("reads the newest ten commits first, of which most runs bring all", async () => {
    const line = Array.from({ length: 150 }, (_, index) => `c${index}`);
    const read = async (from: string): Promise<readonly number[]> => {
      const { deps, counts } = open({
        line,
        pushes: [`1 ${from} c0`],
        steps: [direct(from, "c0")],
        progress: applied(from),
      });
      await whyNotAccept([change], deps);
      return counts;
    };
    // To see whether it is on the line, and for what is on it.
    expect(await read("c2")).toEqual([10, 10]);
    expect(await read("c50")).toEqual([10, 110, 10, 100]);
    expect((await read("c120")).slice(-3)).toEqual([10, 100, 1_001]);
  });

  it("tells who pushed apart from what is not known, where both hold", async () => {
    const world: World = {
      line: ["c", "b", "a"],
      pushes: ["2 b c"],
      steps: [direct("b", "c"), direct("a", "b")],
      progress: applied("a"),
    };
    const whyNot = await whyNotAccept([change], open(world).deps);
    expect(whyNot(reviewer)).toBe("pusher-may-not-accept");
    expect(whyNot(third)).toBe("pusher-unknown");
  });
});
