import { describe, expect, it } from "vitest";
import { createCauses, type Causes } from "../../../workflows/apply/review/history/causes.ts";
import { MOST_STEPS } from "../../../workflows/apply/review/history/search.ts";
import { type BranchProgress, noProgress, type StoredCause } from "../../../workflows/ports/progress.ts";
import { keyOf } from "../../support/definitions.ts";
import { lineOf, type SmallGit, smallGit, stepText, type Drawn } from "./small-git.ts";

const placed = (name: string) => ({ key: keyOf(name), file: `${name}.ts` });

function progressAt(commit: string | null, more: Partial<BranchProgress> = {}): BranchProgress {
  return { ...noProgress, progress: commit === null ? null : { commit, run: "run", at: 0 }, ...more };
}

const pendingWith = (cause: StoredCause | null, name = "orders") => ({
  pending: [
    { key: keyOf(name), state: "held", reason: "", cause, isBarred: false, since: 0, sinceCommit: "c" } as const,
  ],
});

const causesIn = (git: SmallGit, tip: string, progress: BranchProgress): Causes => createCauses({ tip, progress }, git);
const causeIn = async (...[git, tip, progress, name = "orders"]: [SmallGit, string, BranchProgress, string?]) =>
  stepText(await causesIn(git, tip, progress).of(placed(name)));

/** `orders` changes in b (#7) and d, `stock` in c (#8), nothing in e. */
const drawn = {
  a: { declares: "orders=1 stock=1" },
  b: { on: "a", declares: "orders=2 stock=1", of: [7] },
  c: { on: "b", declares: "orders=2 stock=2", of: [8] },
  d: { on: "c", declares: "orders=3 stock=2" },
  e: { on: "d", declares: "orders=3 stock=2 other=1", of: [9] },
};
const merges = { 7: "b", 8: "c", 9: "e" };

describe("the cause of a change", () => {
  it("is the newest step that changed its key", async () => {
    const git = smallGit(drawn, merges);
    expect(await causeIn(git, "e", progressAt("a"))).toBe("c..d");
    expect(await causeIn(git, "e", progressAt("a"), "stock")).toBe("b..c #8");
    expect(await causeIn(git, "e", progressAt("a"), "other")).toBe("d..e #9");
    expect(await causeIn(git, "c", progressAt("a"))).toBe("a..b #7");
  });

  it("is none where no step since the progress changed it", async () => {
    expect(await causeIn(smallGit(drawn, merges), "e", progressAt("d"))).toBe("none");
    expect(await causeIn(smallGit(drawn, merges), "e", progressAt("e"))).toBe("none");
  });

  it("is looked for down to the first commit where there was no run yet", async () => {
    expect(await causeIn(smallGit({ a: { declares: "orders=1", of: [7] } }, { 7: "a" }), "a", noProgress)).toBe(
      "..a #7",
    );
  });

  it("is a step as a whole: what changed back within it has not changed", async () => {
    const back = {
      a: { declares: "orders=1 stock=1" },
      b: { on: "a", declares: "orders=2 stock=2", of: [7] },
      c: { on: "b", declares: "orders=1 stock=2", of: [7] },
    };
    const git = smallGit(back, { 7: "c" });
    expect(await causeIn(git, "c", progressAt("a"))).toBe("none");
    expect(await causeIn(git, "c", progressAt("a"), "stock")).toBe("a..c #7");
    expect(git.evaluated).not.toContain("b");
  });

  it("is by the texts of files where an end of a step cannot be evaluated", async () => {
    const repaired = {
      a: { declares: "orders=1 stock=1" },
      b: { on: "a", declares: "orders=2 stock=1 broken" },
      c: { on: "b", declares: "orders=2 stock=2", of: [7] },
    };
    const git = smallGit(repaired, { 7: "c" });
    expect(await causeIn(git, "c", progressAt("a"))).toBe("a..b");
    expect(await causeIn(git, "c", progressAt("a"), "stock")).toBe("b..c #7");
  });

  it("is one push from the progress while the branch is in doubt, whatever was stored, and nobody is asked", async () => {
    for (const doubt of ["off-line", "rewritten"] as const) {
      const git = smallGit(drawn, merges);
      const stored = pendingWith({ from: "a", to: "b", until: "b", pull: 7 });
      expect(await causeIn(git, "e", progressAt("b", { ...stored, doubt }))).toBe("b..e");
      expect([git.asked, git.evaluated]).toEqual([[], []]);
    }
  });

  it("is found once for many keys", async () => {
    const git = smallGit(drawn, merges);
    const causes = causesIn(git, "e", progressAt("a"));
    await Promise.all(["orders", "stock", "other", "nothing", "orders"].map((name) => causes.of(placed(name))));
    // Each step once, by its newer end and by its older one.
    expect(git.evaluated).toEqual(["e", "d", "d", "c", "c", "b", "b", "a"]);
  });

  it("is the newest step, though several are looked for at once and the newest takes longest to evaluate", async () => {
    const git = smallGit(drawn, merges);
    const read = async (sha: string | null) => {
      if (sha === "d") await new Promise((done) => setTimeout(done, 20));
      return await git.declared.read(sha);
    };
    const causes = causesIn({ ...git, declared: { ...git.declared, read } }, "d", progressAt("a"));
    const names = ["never", "stock", "orders"];
    const found = await Promise.all(names.map((name) => causes.of(placed(name))));
    expect(found.map(stepText)).toEqual(["none", "b..c #8", "c..d"]);
  });

  it("is looked for as far as it has to be", async () => {
    const git = smallGit(drawn, merges);
    await causeIn(git, "e", progressAt("a"), "other");
    expect(git.evaluated).toEqual(["e", "d"]);
  });
});

describe("a cause that was stored", () => {
  const stored = (cause: StoredCause) => progressAt("d", pendingWith(cause));
  const asPull = { from: "a", to: "b", until: "c", pull: 7 };

  it("stands where no step since changed the key, and GitHub still names its pull request", async () => {
    const git = smallGit(drawn, merges);
    expect(await causeIn(git, "e", stored(asPull))).toBe("a..b #7");
    expect(git.asked).toEqual(["e", "b"]);
    const causes = causesIn(git, "e", stored(asPull));
    await Promise.all([causes.of(placed("orders")), causes.stored(placed("orders"))]);
    expect(git.asked).toEqual(["e", "b", "e", "b"]);
  });

  it("is none of another key", async () => {
    expect(await causeIn(smallGit(drawn, merges), "e", stored(asPull), "stock")).toBe("none");
  });

  it("stands no more where a newer step changed the key", async () => {
    expect(await causeIn(smallGit(drawn, merges), "e", progressAt("c", pendingWith(asPull)))).toBe("c..d");
  });

  it("is a push where GitHub names its pull request no more", async () => {
    const { b, ...others } = drawn;
    const unnamed = smallGit({ ...others, b: { ...b, of: [] } }, merges);
    expect(await causeIn(unnamed, "e", stored(asPull))).toBe("a..b");
    const elsewhere = smallGit(drawn, { ...merges, 7: "elsewhere" });
    expect(await causeIn(elsewhere, "e", stored(asPull))).toBe("a..b");
  });

  it("is another pull request's where GitHub says so today", async () => {
    const { b, ...others } = drawn;
    const renamed = smallGit({ ...others, b: { ...b, of: [10] } }, { ...merges, 10: "b" });
    expect(await causeIn(renamed, "e", stored(asPull))).toBe("a..b #10");
  });

  it("as a push is a pull request's once GitHub names it, with all the commits that it made", async () => {
    const late = { from: "b", to: "c", until: "d", pull: null };
    const rebased = {
      ...drawn,
      b: { on: "a", declares: "orders=2 stock=1", of: [7] },
      c: { on: "b", declares: "orders=3 stock=1", of: [7] },
      d: { on: "c", declares: "orders=3 stock=2" },
    };
    expect(await causeIn(smallGit(rebased, { 7: "c" }), "e", stored({ ...late, from: "a" }))).toBe("a..c #7");
  });

  it("as a push stays one where GitHub names nobody", async () => {
    expect(await causeIn(smallGit(drawn, merges), "e", stored({ from: "c", to: "d", until: "d", pull: null }))).toBe(
      "c..d",
    );
  });
});

describe("the bound", () => {
  /** `orders` changes in the first commit, `stock` in all others. */
  const line = (length: number) =>
    smallGit(lineOf(length, (index) => ({ declares: `orders=${Math.min(index, 1)} stock=${index}` })));

  it("is so many steps that are evaluated", async () => {
    const within = line(MOST_STEPS + 1);
    expect(await causeIn(within, `c${MOST_STEPS}`, progressAt("c0"))).toBe("c0..c1");
    const beyond = line(MOST_STEPS + 2);
    const causes = causesIn(beyond, `c${MOST_STEPS + 1}`, progressAt("c0"));
    expect(stepText(await causes.of(placed("orders")))).toBe("too-far");
    expect(stepText(await causes.of(placed("never")))).toBe("too-far");
    expect(stepText(await causes.of(placed("stock")))).toBe(`c${MOST_STEPS}..c${MOST_STEPS + 1}`);
    expect(beyond.evaluated).toHaveLength(2 * MOST_STEPS);
  });

  it("counts no step that changes nothing, such as a merge of something else", async () => {
    const merges = Array.from({ length: 3 * MOST_STEPS }, (_, index): [string, Drawn] => [
      `m${index}`,
      { on: `${index === 0 ? "b" : `m${index - 1}`} side`, of: [100 + index] },
    ]);
    const git = smallGit(
      { a: { declares: "orders=1" }, side: {}, b: { on: "a", declares: "orders=2" }, ...Object.fromEntries(merges) },
      Object.fromEntries(merges.map(([name], index) => [100 + index, name])),
    );
    expect(await causeIn(git, `m${3 * MOST_STEPS - 1}`, progressAt("a"))).toBe("a..b");
    expect(git.evaluated).toHaveLength(2);
  });

  it("is shared with the searches of what was stored", async () => {
    const git = smallGit(
      lineOf(MOST_STEPS + 4, (index) => ({
        declares: index > 5 ? `stock=${index}` : `orders=${index}`,
        of: index === 2 ? [7] : [],
      })),
      { 7: "c2" },
    );
    const late = pendingWith({ from: "c1", to: "c2", until: "c5", pull: null }, "never");
    const causes = causesIn(git, `c${MOST_STEPS + 3}`, progressAt("c5", late));
    expect(stepText(await causes.of(placed("never")))).toBe("too-far");
    expect(git.evaluated).toHaveLength(2 * MOST_STEPS);
  });
});

describe("what is stored of a cause", () => {
  it("is its commits, and the tip on whose line they are", async () => {
    const causes = causesIn(smallGit(drawn, merges), "e", progressAt("a"));
    expect(await causes.stored(placed("orders"))).toEqual({ from: "c", to: "d", until: "e", pull: null });
    expect(await causes.stored(placed("stock"))).toEqual({ from: "b", to: "c", until: "e", pull: 8 });
    expect(await causes.stored(placed("never"))).toBeNull();
  });

  it("is what it was of one that stands, with the tip of the run that found it", async () => {
    const cause = { from: "a", to: "b", until: "c", pull: 7 };
    const causes = causesIn(smallGit(drawn, merges), "e", progressAt("d", pendingWith(cause)));
    expect(await causes.stored(placed("orders"))).toEqual(cause);
  });

  it("is of the newer step, with the tip of this run, where one changed the key since", async () => {
    const cause = { from: "a", to: "b", until: "c", pull: 7 };
    const causes = causesIn(smallGit(drawn, merges), "e", progressAt("c", pendingWith(cause)));
    expect(await causes.stored(placed("orders"))).toEqual({ from: "c", to: "d", until: "e", pull: null });
  });

  it("is what GitHub says today of one whose pull request it names late", async () => {
    const cause = { from: "b", to: "c", until: "d", pull: null };
    const causes = causesIn(smallGit(drawn, merges), "e", progressAt("d", pendingWith(cause, "stock")));
    expect(await causes.stored(placed("stock"))).toEqual({ ...cause, pull: 8 });
  });

  it("is all that was not looked at where it is too far", async () => {
    const git = smallGit(drawn, merges, () => true);
    expect(await causesIn(git, "e", progressAt("a")).stored(placed("orders"))).toEqual({
      from: "a",
      to: "e",
      until: "e",
      pull: null,
    });
  });

  it("is nothing while the branch is in doubt", async () => {
    const stored = pendingWith({ from: "a", to: "b", until: "b", pull: 7 });
    const progress = progressAt("a", { ...stored, doubt: "rewritten" });
    expect(await causesIn(smallGit(drawn, merges), "e", progress).stored(placed("orders"))).toBeNull();
  });
});
