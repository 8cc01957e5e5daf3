import { describe, expect, it } from "vitest";
import { isOnLine, MOST_COMMITS } from "../../../workflows/apply/review/history/steps.ts";
import { lineOf, smallGit, stepTexts } from "./small-git.ts";

const a = { declares: "orders=1" };

describe("one pull request is one step", () => {
  it("as a merge commit, whatever its commits are", async () => {
    const git = smallGit(
      {
        a,
        h: { on: "a", declares: "orders=2", of: [7] },
        i: { on: "h", declares: "orders=3", of: [7] },
        m: { on: "a i", declares: "orders=3", of: [7] },
      },
      { 7: "m" },
    );
    expect(await stepTexts("a", "m", git)).toEqual(["a..m #7"]);
  });

  it("but not as one that declares nothing new: what is to be evaluated is bounded, and there is nothing", async () => {
    const git = smallGit({ a, h: { on: "a" }, m: { on: "a h", of: [7] } }, { 7: "m" });
    expect(await stepTexts("a", "m", git)).toEqual([]);
  });

  it("squashed", async () => {
    const git = smallGit({ a, s: { on: "a", declares: "orders=2", of: [7] } }, { 7: "s" });
    expect(await stepTexts("a", "s", git)).toEqual(["a..s #7"]);
  });

  it("rebased, however many commits it made, and though one of them changes back", async () => {
    const git = smallGit(
      {
        a,
        b: { on: "a", declares: "orders=2", of: [7] },
        c: { on: "b", declares: "orders=1", of: [7] },
        d: { on: "c", declares: "orders=3", of: [7] },
      },
      { 7: "d" },
    );
    expect(await stepTexts("a", "d", git)).toEqual(["a..d #7"]);
  });

  it("rebased, with commits at both ends and between that declare nothing new", async () => {
    const git = smallGit(
      {
        a,
        readme: { on: "a", of: [7] },
        b: { on: "readme", declares: "orders=2", of: [7] },
        c: { on: "b" },
        d: { on: "c", declares: "orders=3", of: [7] },
        x: { on: "d" },
        e: { on: "x", of: [7] },
      },
      { 7: "e" },
    );
    expect(await stepTexts("a", "e", git)).toEqual(["readme..e #7"]);
    expect(git.asked).not.toContain("c");
  });

  it("merged by hand, or by a fast-forward, where GitHub says so", async () => {
    const byHand = smallGit(
      { a, h: { on: "a", declares: "orders=2", of: [7] }, m: { on: "a h", declares: "orders=2", of: [7] } },
      { 7: "m" },
    );
    expect(await stepTexts("a", "m", byHand)).toEqual(["a..m #7"]);
    const forward = smallGit(
      { a, b: { on: "a", declares: "orders=2", of: [7] }, c: { on: "b", declares: "orders=3", of: [7] } },
      { 7: "c" },
    );
    expect(await stepTexts("a", "c", forward)).toEqual(["a..c #7"]);
  });

  it("beside others, newest first", async () => {
    const git = smallGit(
      {
        a,
        b: { on: "a", declares: "orders=2", of: [7] },
        c: { on: "b", declares: "orders=3", of: [7] },
        d: { on: "c", declares: "orders=4" },
        h: { on: "c", declares: "orders=5", of: [8] },
        m: { on: "d h", declares: "orders=5", of: [8] },
        s: { on: "m", declares: "orders=6", of: [9] },
      },
      { 7: "c", 8: "m", 9: "s" },
    );
    expect(await stepTexts("a", "s", git)).toEqual(["m..s #9", "d..m #8", "c..d", "a..c #7"]);
  });

  it("and only that part of it which comes after the beginning", async () => {
    const git = smallGit(
      { a, b: { on: "a", declares: "orders=2", of: [7] }, c: { on: "b", declares: "orders=3", of: [7] } },
      { 7: "c" },
    );
    expect(await stepTexts("b", "c", git)).toEqual(["b..c #7"]);
  });
});

describe("a commit is a step of its own", () => {
  it("where GitHub names no pull request for it", async () => {
    const git = smallGit({ a, b: { on: "a", declares: "orders=2" }, c: { on: "b", declares: "orders=3" } });
    expect(await stepTexts("a", "c", git)).toEqual(["b..c", "a..b"]);
  });

  it("where its pull request's merge commit is not on the line", async () => {
    const git = smallGit({ a, b: { on: "a", declares: "orders=2", of: [7] } }, { 7: "elsewhere" });
    expect(await stepTexts("a", "b", git)).toEqual(["a..b"]);
  });

  it("where its pull request was merged before it", async () => {
    const git = smallGit(
      { a, b: { on: "a", declares: "orders=2", of: [7] }, c: { on: "b", declares: "orders=3", of: [7] } },
      { 7: "b" },
    );
    expect(await stepTexts("a", "c", git)).toEqual(["b..c", "a..b #7"]);
  });

  it("where GitHub names two pull requests that may have brought it", async () => {
    const git = smallGit({ a, b: { on: "a", declares: "orders=2", of: [7, 8] } }, { 7: "b", 8: "b" });
    expect(await stepTexts("a", "b", git)).toEqual(["a..b"]);
  });

  it("and not where only one of two pull requests was merged on the line", async () => {
    const git = smallGit({ a, b: { on: "a", declares: "orders=2", of: [7, 8] } }, { 7: "elsewhere", 8: "b" });
    expect(await stepTexts("a", "b", git)).toEqual(["a..b #8"]);
  });

  it("where somebody else's commit stands between it and the merge commit of its pull request", async () => {
    const git = smallGit(
      {
        a,
        b: { on: "a", declares: "orders=2", of: [7] },
        c: { on: "b", declares: "orders=3" },
        d: { on: "c", declares: "orders=4", of: [7] },
      },
      { 7: "d" },
    );
    expect(await stepTexts("a", "d", git)).toEqual(["c..d #7", "b..c", "a..b"]);
  });
});

describe("somebody's own merge", () => {
  const merged = {
    a,
    b: { on: "a", declares: "orders=2", of: [7] },
    h: { on: "a", declares: "orders=3" },
    m: { on: "b h", declares: "orders=3" },
    c: { on: "m", declares: "orders=4" },
  };

  it("is one step from the beginning, and the last that is told: it hides what came by its other side", async () => {
    expect(await stepTexts("a", "c", smallGit(merged, { 7: "b" }))).toEqual(["m..c", "a..m"]);
    expect(await stepTexts(null, "c", smallGit(merged, { 7: "b" }))).toEqual(["m..c", "..m"]);
  });

  it("is one though it declares what its first parent does", async () => {
    const ours = { ...merged, m: { on: "b h" } };
    expect(await stepTexts("a", "m", smallGit(ours, { 7: "b" }))).toEqual(["a..m"]);
  });

  it("is one of the branch into another line, so that what was there is beside it (a foxtrot)", async () => {
    const foxtrot = {
      o: a,
      a: { on: "o", declares: "orders=2", of: [7] },
      h: { on: "o", declares: "orders=3" },
      m: { on: "h a", declares: "orders=3" },
    };
    expect(await stepTexts("a", "m", smallGit(foxtrot, { 7: "a" }))).toEqual(["a..m"]);
  });

  it("of an old branch is one, whose pull request was merged elsewhere on the line", async () => {
    const again = {
      a,
      b: { on: "a", declares: "orders=2", of: [7] },
      m: { on: "b h", declares: "orders=3", of: [7] },
      h: { on: "a", declares: "orders=3" },
    };
    expect(await stepTexts("a", "m", smallGit(again, { 7: "b" }))).toEqual(["a..m"]);
  });

  it("is not looked behind", async () => {
    const git = smallGit(merged, { 7: "b" });
    await stepTexts("a", "c", git);
    expect(git.asked).not.toContain("b");
  });
});

describe("the walk", () => {
  it("has no step where nothing is declared otherwise, and asks nobody about it", async () => {
    const git = smallGit({ a, b: { on: "a" }, c: { on: "b", declares: "orders=1" } });
    expect(await stepTexts("a", "c", git)).toEqual([]);
    expect(await stepTexts("c", "c", git)).toEqual([]);
    expect(git.asked).toEqual([]);
  });

  it("goes down to the first commit where it begins with nothing", async () => {
    const git = smallGit({ empty: {}, a: { on: "empty", ...a }, b: { on: "a", declares: "orders=2" } });
    expect(await stepTexts(null, "b", git)).toEqual(["a..b", "empty..a"]);
    expect(await stepTexts(null, "r", smallGit({ r: { declares: "orders=1", of: [7] } }, { 7: "r" }))).toEqual([
      "..r #7",
    ]);
  });

  it("is told as too far where the line ends before its beginning", async () => {
    const git = smallGit({ a, b: { on: "a", declares: "orders=2" } });
    expect(await stepTexts("elsewhere", "b", git)).toEqual(["a..b", "..a", "too-far"]);
  });

  it("looks at a thousand commits and no more", async () => {
    const git = smallGit(
      lineOf(MOST_COMMITS + 2, (index) => ({ declares: index < 2 ? `orders=${index}` : "orders=2" })),
    );
    const tip = `c${MOST_COMMITS + 1}`;
    expect(await stepTexts("c1", tip, git)).toEqual(["c1..c2"]);
    expect(await stepTexts("c0", tip, git)).toEqual(["c1..c2", "too-far"]);
  });

  it("ends where nothing more may be asked", async () => {
    let left = 2;
    const git = smallGit(
      lineOf(5, (index) => ({ declares: `orders=${index}` })),
      {},
      () => left-- <= 0,
    );
    expect(await stepTexts("c0", "c4", git)).toEqual(["c3..c4", "c2..c3", "too-far"]);
  });

  it("ends within a pull request where nothing more may be asked", async () => {
    let left = 3;
    const rebased = lineOf(9, (index) => ({ declares: `orders=${index}`, of: [7] }));
    const git = smallGit(rebased, { 7: "c8" }, () => left-- <= 0);
    expect(await stepTexts("c0", "c8", git)).toEqual(["too-far"]);
    expect(git.asked.length).toBeLessThan(5);
  });

  it("asks nobody about what stands below a merge for the sake of its pull request", async () => {
    const git = smallGit(
      { a, b: { on: "a", declares: "orders=2" }, h: { on: "b" }, m: { on: "b h", declares: "orders=3", of: [7] } },
      { 7: "m" },
    );
    expect(await stepTexts("b", "m", git)).toEqual(["b..m #7"]);
    expect(git.asked).toEqual(["m"]);
    expect(await stepTexts("a", "m", git)).toEqual(["b..m #7", "a..b"]);
    expect(git.asked).toEqual(["m", "m", "b"]);
  });
});

describe("a commit is on the line of another", () => {
  const git = smallGit({
    ...lineOf(300, () => ({})),
    beside: { on: "c298" },
    m: { on: "c299 beside" },
  });
  const isFound = (commit: string, within = 1_000) => isOnLine(commit, { tip: "m", within }, git.history);

  it("as itself, and as each first parent of one", async () => {
    expect(await isFound("m")).toBe(true);
    expect(await isFound("c299")).toBe(true);
    expect(await isFound("c0")).toBe(true);
  });

  it("and not as another parent, nor where nothing leads to it", async () => {
    expect(await isFound("beside")).toBe(false);
    expect(await isFound("unknown")).toBe(false);
  });

  it("by the newest ten, which are read first, and by more where it is not among them", async () => {
    const found = async (commit: string) => {
      const git = smallGit(lineOf(300, () => ({})));
      expect(await isOnLine(commit, { tip: "c299", within: 1_000 }, git.history)).toBe(true);
      return git.counts;
    };
    expect(await found("c290")).toEqual([10]);
    expect(await found("c289")).toEqual([10, 110]);
    const git = smallGit(lineOf(300, () => ({ declares: "" })));
    await stepTexts("c295", "c299", git);
    expect(git.counts).toEqual([10]);
  });

  it("among so many commits and no more", async () => {
    expect(await isFound("c299", 2)).toBe(true);
    expect(await isFound("c298", 2)).toBe(false);
  });
});
