import { describe, expect, it } from "vitest";
import { type Move, whoBrought, whoLed } from "../../../workflows/engine/plan/review/pushed-by.ts";

const zeros = "0".repeat(40);
/** `A: p x`: the account of that letter moved the branch from `p` to `x`. */
function moves(...lines: readonly string[]): readonly Move[] {
  return lines.map((line) => {
    const [who = "", before = "", after = ""] = line.split(/[: ]+/);
    return { before, after, sender: who.charCodeAt(0) };
  });
}
const names = (people: ReadonlySet<number> | undefined): string | undefined =>
  people &&
  [...people]
    .map((code) => String.fromCharCode(code))
    .toSorted()
    .join("");

describe("who brought commits to a branch", () => {
  const line = ["d", "c", "b", "a", "p"];
  const brought = (commits: string, ...lines: readonly string[]): string | undefined =>
    names(
      whoBrought(
        commits.split("").filter((commit) => commit !== ""),
        line,
        moves(...lines),
      ),
    );

  it.each<[told: string, commits: string, lines: readonly string[], people: string | undefined]>([
    ["the one push of it", "a", ["A: p a"], "A"],
    ["one push of many", "cba", ["A: p c"], "A"],
    ["each of several pushes", "ba", ["A: p a", "B: a b"], "AB"],
    ["nobody of a push above or below", "b", ["A: p a", "B: a b", "C: b d"], "B"],
    ["nobody, where one commit lacks its push", "ba", ["B: a b"], undefined],
    ["nobody, where the push of what is below does not reach it", "b", ["A: p a", "C: b d"], undefined],
    ["everybody who pushed it twice", "a", ["A: p a", "B: p a"], "AB"],
    [
      "who pushed a merge whose other side is what the branch was at, and who pushed that",
      "a",
      ["A: p x", "B: x a"],
      "AB",
    ],
    ["nobody, where nobody knows how the branch came to what a forced push dropped", "a", ["B: x a"], undefined],
    ["who made the branch", "dcbap", [`A: ${zeros} d`], "A"],
    ["nobody by a push backwards", "ab", ["A: b p"], undefined],
    ["nobody for a commit that is not on the line", "x", ["A: p d"], undefined],
  ])("is %s", (_, commits, lines, people) => {
    expect(brought(commits, ...lines)).toBe(people);
  });

  it("is nobody, and known, of no commits", () => {
    expect(brought("")).toBe("");
  });

  it("ends with pushes that go in circles", () => {
    expect(brought("a", "A: x y", "B: y x", "C: y a")).toBeUndefined();
  });
});

describe("who led a branch elsewhere", () => {
  const led = (from: string, to: string, ...lines: readonly string[]): string | undefined =>
    names(whoLed(from, to, moves(...lines)));

  it.each<[told: string, from: string, to: string, lines: readonly string[], people: string | undefined]>([
    ["whoever forced it back", "x", "p", ["A: p x", "B: x p"], "B"],
    ["everybody in between, also of what was dropped", "p", "z", ["A: p x", "B: x y", "C: y z"], "ABC"],
    ["nobody, where one push is missing", "p", "z", ["A: p x", "C: y z"], undefined],
    ["nobody, and known, where it did not move", "p", "p", [], ""],
    ["nobody who moved it before or after", "x", "y", ["A: p x", "B: x y", "C: y z"], "B"],
  ])("is %s", (_, from, to, lines, people) => {
    expect(led(from, to, ...lines)).toBe(people);
  });
});
