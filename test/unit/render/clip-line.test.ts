import { describe, expect, it } from "vitest";
import { clipLine } from "../../../workflows/render/visible-text.ts";

const command = `aws ${"x".repeat(1_500)}`;

describe("a line that is cut", () => {
  it("has at most so many characters of running text", () => {
    expect(clipLine("x".repeat(11), 10)).toBe(`${"x".repeat(9)}…`);
    expect(clipLine("😀".repeat(11), 10)).toBe(`${"😀".repeat(9)}…`);
    expect(clipLine("😀".repeat(10), 10)).toBe("😀".repeat(10));
    expect(clipLine("a\nb \u202E", 20)).toBe("a b ⟨U+202E⟩");
  });

  it("has its commands whole, beside what it says", () => {
    expect(clipLine(`store it: \`${command}\` and \`${command}\`.`, 20)).toBe(
      `store it: \`${command}\` and \`${command}\`.`,
    );
    expect(clipLine(`store it: \`${command}\` and then again`, 16)).toBe(`store it: \`${command}\` and …`);
  });

  it("has none where its words end before it, nor one that is too much", () => {
    expect(clipLine(`store it now: \`${command}\``, 5)).toBe("stor…");
    expect(clipLine(`1: \`${command}\` 2: \`${command}\` 3: \`${command}\`.`, 20)).toBe(
      `1: \`${command}\` 2: \`${command}\` 3: …`,
    );
    expect(clipLine(`store it: \`${"x".repeat(4_000)}\``, 20)).toBe("store it: …");
  });

  it("has no half of a command that is longer than what is looked at", () => {
    expect(clipLine(`store it: \`${"x".repeat(100_000)}\``, 600)).toBe("store it: …");
    expect(clipLine("`".repeat(100_001), 600)).toBe("…");
    expect(clipLine("`x`".repeat(100_000), 10).length).toBeLessThan(4_010);
  });

  it("has no more of it after a character that takes two places", () => {
    expect(clipLine(`${"😀".repeat(10)}\`${command}\`${"x".repeat(30)}`, 10)).toBe(`${"😀".repeat(10)}\`${command}\`…`);
  });
});
