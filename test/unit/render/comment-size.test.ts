import { expect, it } from "vitest";
import { always, fitBlocks, fitLines, shrinking, sizeOf } from "../../../workflows/render/comment-size.ts";

const note = (omitted: number): string => `(${omitted} left out)`;

it("keeps everything where there is space", () => {
  expect(fitBlocks([always("a"), { text: "b", rank: 1 }, always("c")], 100, note)).toBe("a\n\nb\n\nc");
});

it("leaves out what ranks last, and says how many where the first of them stood", () => {
  const detail = "d".repeat(20);
  const blocks = [always("head"), { text: detail, rank: 2 }, { text: "kept", rank: 1 }, { text: detail, rank: 2 }];
  expect(fitBlocks([...blocks, always("tail")], 50, note)).toBe("head\n\n(2 left out)\n\nkept\n\ntail");
});

it("drops no block that always stays", () => {
  expect(fitBlocks([always("x".repeat(80)), { text: "y".repeat(20), rank: 1 }], 100, note)).toContain("x".repeat(80));
});

it("shortens lists that always stay, the highest rank first and no further than it takes", () => {
  const cut = (letter: string) => (limit: number) => letter.repeat(Math.min(limit, 40));
  const blocks = [always("head"), shrinking(2, 10, cut("b")), shrinking(1, 10, cut("a"))];
  // The note's own place is kept free, and two line breaks are counted for each block.
  expect(fitBlocks(blocks, 100, note)).toBe(`head\n\n${"b".repeat(36)}\n\n${"a".repeat(40)}`);
  expect(fitBlocks(blocks, 70, note)).toBe(`head\n\n${"b".repeat(10)}\n\n${"a".repeat(36)}`);
});

it("drops the largest of what always stays rather than be refused", () => {
  expect(fitBlocks([always("head"), always("x".repeat(200))], 100, note)).toBe("head\n\n(1 left out)");
});

it("counts bytes", () => {
  expect(sizeOf("→")).toBe(3);
});

it("leaves out the last lines, and says how many", () => {
  const lines = ["a", "b", "c", "d"].map((letter) => letter.repeat(10));
  expect(fitLines(lines, 44, note)).toEqual(["aaaaaaaaaa", "bbbbbbbbbb", "(2 left out)"]);
  expect(fitLines(lines, 40, note)).toEqual(["aaaaaaaaaa", "bbbbbbbbbb", "(2 left out)"]);
  expect(fitLines(lines, 30, note)).toEqual(["aaaaaaaaaa", "(3 left out)"]);
});
