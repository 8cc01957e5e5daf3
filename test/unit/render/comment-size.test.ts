import { expect, it } from "vitest";
import { always, fitBlocks, fitLines, sizeOf } from "../../../workflows/render/comment-size.ts";

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
  expect(fitBlocks([always("x".repeat(200)), { text: "y", rank: 1 }], 100, note)).toContain("x".repeat(200));
});

it("counts bytes", () => {
  expect(sizeOf("→")).toBe(3);
});

it("leaves out lines of the highest rank, in the order of the rest", () => {
  const lines = ["a", "b", "c", "d"].map((letter, index) => ({ text: letter.repeat(10), rank: index % 2 }));
  expect(fitLines(lines, 40, note)).toEqual(["aaaaaaaaaa", "cccccccccc", "(2 left out)"]);
});
