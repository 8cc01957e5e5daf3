import { describe, expect, it } from "vitest";
import { findGroup } from "../../../workflows/merge-group/members.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { PullRequest, Queued } from "../../../workflows/ports/review.ts";
import type { Commit } from "../../../workflows/ports/source.ts";
import { openPull } from "../../support/pull-requests.ts";

/** `sha: parent, other parent`, newest first, down to `root`. */
const history: Readonly<Record<string, readonly string[]>> = {
  top: ["m2", "head-3"],
  m2: ["m1", "head-2"],
  m1: ["base", "head-1"],
  above: ["m1"],
  s2: ["s1"],
  s1: ["r2"],
  r2: ["r1"],
  r1: ["base"],
  "head-1": ["base"],
  aside: ["old"],
  base: ["old"],
  old: [],
};

function lineOf(tip: string): readonly Commit[] {
  const parents = history[tip];
  if (parents === undefined) throw new Error(`there is no commit ${tip}`);
  const [first] = parents;
  return [{ sha: tip, parents, tree: tip }, ...(first === undefined ? [] : lineOf(first))];
}

/** The group at a commit, with the queue's commits by their pull requests: "2 m1..m2", or "? m1..m2" where it is nobody's. */
async function membersAt(
  commit: string,
  queued: Readonly<Record<string, number | readonly number[]>>,
  pulls: Readonly<Record<number, Partial<PullRequest>>> = {},
  tip: string | undefined = "base",
): Promise<readonly string[] | string> {
  const asked: number[] = [];
  const forge = {
    source: {
      tip: async () => tip,
      commit: async (sha: string) => (history[sha] === undefined ? undefined : lineOf(sha)[0]),
      line: async (sha: string, count: number) => lineOf(sha).slice(0, count),
    },
    review: {
      queued: async (): Promise<readonly Queued[]> =>
        Object.entries(queued).flatMap(([at, numbers]) =>
          [numbers].flat().map((pullRequest) => ({ pullRequest, commit: at })),
        ),
      pullRequest: async (number: number) => {
        asked.push(number);
        return openPull({ number, head: `head-${number}`, ...pulls[number] });
      },
    },
  } as unknown as Forge;
  const found = await findGroup(commit, "main", forge);
  if (typeof found === "string") return found;
  expect(found).toMatchObject({ commit, branch: "main", base: tip });
  expect(asked.length).toBeLessThanOrEqual(found.members.length);
  return found.members.map(({ from, to, pull }) => `${pull?.number ?? "?"} ${from}..${to}`);
}

const queue = { m1: 1, m2: 2, top: 3 };

describe("the members of a group", () => {
  it("are the pull requests at whose commits the queue's groups end, from the tip of the branch on", async () => {
    expect(await membersAt("top", queue)).toEqual(["1 base..m1", "2 m1..m2", "3 m2..top"]);
    expect(await membersAt("m1", queue)).toEqual(["1 base..m1"]);
  });

  it("begin above what the queue has merged meanwhile", async () => {
    expect(await membersAt("top", { m2: 2, top: 3 }, {}, "m1")).toEqual(["2 m1..m2", "3 m2..top"]);
  });

  it("have as many commits as merging them made", async () => {
    expect(await membersAt("s2", { r2: 1, s1: 2, s2: 3 })).toEqual(["1 base..r2", "2 r2..s1", "3 s1..s2"]);
  });

  it.each([
    ["is closed", { open: false }],
    ["is for another branch", { baseRef: "release" }],
    ["has another head by now", { head: "pushed" }],
  ])("are nobody's where the pull request %s", async (_, but) => {
    expect(await membersAt("top", queue, { 2: but })).toEqual(["1 base..m1", "? m1..m2", "3 m2..top"]);
  });

  it("are nobody's where a merge stands below another commit, or two pull requests end at one", async () => {
    expect(await membersAt("top", { m1: 1, top: 3 })).toEqual(["1 base..m1", "? m1..top"]);
    expect(await membersAt("above", { above: 1 })).toEqual(["? base..above"]);
    expect(await membersAt("m2", { m1: 1, m2: [2, 3] })).toEqual(["1 base..m1", "? m1..m2"]);
  });
});

describe("there is no group", () => {
  it("at a commit that the queue does not name, whatever a webhook said of it", async () => {
    expect(await membersAt("m2", { m1: 1, top: 3 })).toBe("not-queued");
    expect(await membersAt("head-1", queue)).toBe("not-queued");
    expect(await membersAt("unknown", { unknown: 1 })).toBe("not-queued");
  });

  it("once the branch has it", async () => {
    expect(await membersAt("m1", queue, {}, "m2")).toBe("merged");
    expect(await membersAt("base", { base: 1 })).toBe("merged");
  });

  it("on something else than the branch", async () => {
    expect(await membersAt("top", queue, {}, "aside")).toBe("off-line");
  });
});
