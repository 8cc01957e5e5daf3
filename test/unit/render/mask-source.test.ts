import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskSource } from "../../../workflows/render/mask-source.ts";

const mask = (source: string): string =>
  maskSource(source)
    .map(({ text }) => text)
    .join("\n");

describe("masking source text", () => {
  it.each([
    ["string literals", `apiKey: "hunter2", name: 'x',`, `apiKey: "…", name: '…',`],
    ["escaped quotes", String.raw`a: "x\"y", b: 1`, `a: "…", b: 1`],
    ["templates with expressions", 'value: `Bearer ${ssm("/path")}`,', "value: `…`,"],
    ["plain templates", "value: `hunter2`,", "value: `…`,"],
    ["line comments", `id: 1, // key was hunter2`, "id: 1, // …"],
    ["block comments over lines", "a\n/* hunter2\n hunter3 */ b", "a\n/* … */\n/* … */ b"],
    ["regular expressions, with the rest of the line", `x.match(/"hunter2"/); y("z")`, "x.match(/…"],
    ["what looks like a token outside quotes", "apiKey: sk_live_0123456789abcdef,", "apiKey: …,"],
    ["long numbers", "pin: 12345678", "pin: …"],
  ])("masks %s", (_, source, expected) => {
    expect(mask(source)).toBe(expected);
  });

  it("shows the property names of JSON, and no other string", () => {
    expect(mask('{\n  "apiKey": "hunter2",\n  "list": ["hunter3", "hunter4"]\n}')).toBe(
      '{\n  "apiKey": "…",\n  "list": ["…", "…"]\n}',
    );
  });

  it("does not take a branch of a condition for a property name", () => {
    expect(mask('apiKey: test ? "hunter2" : "hunter3"')).toBe('apiKey: test ? "…" : "…"');
  });

  it.each([
    ["a quote too few", `name: orders", apiKey: "hunter2"\nnext: hunter3`],
    ["a quote too many", `apiKey: "hunter2"", name: "hunter3"`],
    ["an open string", `apiKey: "hunter2\nname: 1`],
    ["an open template", "apiKey: `hunter2\nhunter3"],
    ["a backtick too few", "name: orders`, apiKey: `hunter2`\nx: `hunter3`"],
    ["a template in a template", "v: `a ${f(`hunter2`)} hunter3`"],
    ["quotes that touch words", `apiKey: "a"hunter2"b"`],
  ])("shows nothing behind %s", (_, source) => {
    expect(mask(source)).not.toMatch(/hunter/);
  });

  it("maps columns into what is shown", () => {
    const [line] = maskSource(`f("secret", oops)`);
    expect(line?.text).toBe(`f("…", oops)`);
    expect(line?.column(1)).toBe(1);
    expect(line?.column(3)).toBe(3);
    expect(line?.column(13)).toBe(8);
    expect(line?.column(99)).toBe(13);
  });

  it("keeps the number of lines, whatever the source", () => {
    const source = fc.string({ unit: fc.constantFrom(...Array.from("\"'`/*\\\n\r{}$: ab1")), maxLength: 60 });
    fc.assert(
      fc.property(source, (text) => {
        expect(maskSource(text)).toHaveLength(text.split(/\r\n|\r|\n/).length);
      }),
    );
  });

  it("shows no well-formed literal's content", () => {
    const content = fc.string({ unit: fc.constantFrom(...Array.from("`/*{}$:,; x'")), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 5 }), fc.constantFrom(", ", ",\n", " + "), (contents, joint) => {
        const source = `f(${contents.map((text) => `"CANARY${text}CANARY"`).join(joint)})`;
        expect(mask(source)).not.toContain("CANARY");
      }),
    );
  });
});
