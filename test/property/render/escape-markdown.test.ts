import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cell, htmlCode, inlineCode, prose } from "../../../workflows/render/escape-markdown.ts";
import { hostileText } from "./hostile-text.ts";

/** The output less the code in it, in which GitHub resolves nothing. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/`[^`]*`/g, "").replaceAll(/<code>[^<]*<\/code>/g, "");
}

/** What must never be in what is rendered, for any text. */
const laws: Readonly<Record<string, (output: string) => RegExpMatchArray | null>> = {
  "opens no HTML": (output) => outsideCode(output).match(/</),
  "forges no marker": (output) => output.match(/<!--/),
  "ends no table cell and no line": (output) => output.match(/[|\n\r]/),
  "mentions nobody": (output) => outsideCode(output).match(/@[a-z0-9]/i),
  "mentions nobody where Markdown is not read": (output) => output.replaceAll(/`[^`]*`/g, "").match(/@[a-z0-9]/i),
  "links to nothing": (output) => output.replaceAll(/`[^`]*`/g, "").match(/:\/\/|www\./i),
  "refers to no issue": (output) =>
    outsideCode(output)
      // What an entity stands for keeps its neighbours apart.
      .replaceAll(/&#\d+;/g, "&")
      .match(/#\d|GH-\d/i),
  "has no link, image, emphasis or formula": (output) => outsideCode(output).match(/(?<!\\)[[\]*~$]/),
  "leaves no code span open": (output) => output.replaceAll(/`[^`]*`/g, "").match(/`/),
  "begins no block": (output) => output.match(/^(?:[-+=:#>]|\d+[.)])/),
  "hides nothing": (output) =>
    output.replaceAll("\u2060", "").match(/(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u),
};

describe.each(Object.entries({ inlineCode, htmlCode, prose, cell }))("%s", (_, escape) => {
  it.each(Object.entries(laws))("%s", (_, violation) => {
    expect.hasAssertions();
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(violation(escape(text))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it("is bounded, however long the text", () => {
    for (const text of ["a".repeat(1_000_000), "\u202E".repeat(100_000), "<".repeat(100_000), "`".repeat(100_001)])
      expect(escape(text).length).toBeLessThan(5_000);
  });
});

describe("what is harmless stays as it is", () => {
  it.each(["orders-api", "/bridgehead/orders/key", "https://auth.example.com/token", "x_y", "a@b.co", "a\\b", "50 %"])(
    "in code: %s",
    (text) => {
      expect(inlineCode(text)).toBe(`\`${text}\``);
    },
  );

  it("in running text, with its code", () => {
    expect(prose("API_KEY needs `authParameters.apiKey`, not 2 (or 3).")).toBe(
      "API_KEY needs `authParameters.apiKey`, not 2 (or 3).",
    );
  });
});

describe("what is not harmless is still readable", () => {
  it.each([
    ["a|b", "<code>a&#124;b</code>"],
    ["a`b", "<code>a&#96;b</code>"],
    [" a  b ", "`␠a␠␠b␠`"],
    ["a\u202Eb\nc", "`a⟨U+202E⟩b␊c`"],
    ["", '`""`'],
  ])("as code: %j", (text, expected) => {
    expect(inlineCode(text)).toBe(expected);
  });
});
