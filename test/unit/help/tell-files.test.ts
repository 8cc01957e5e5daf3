import { describe, expect, it } from "vitest";
import { createTell } from "../../../workflows/engine/help/tell-files.ts";
import { fileTexts } from "../../../workflows/engine/help/texts/files.ts";
import { setTexts } from "../../../workflows/engine/help/texts/sets.ts";
import { evaluationRules } from "../../../workflows/engine/read/evaluation-rules.ts";
import { problem, startOf } from "../../../workflows/engine/read/problem.ts";
import { codeOf } from "../../../workflows/engine/definition/rule.ts";

const tell = createTell(fileTexts);
const at = startOf("a.ts");

describe("what is said of a problem", () => {
  it("has texts for each code of the evaluation, and for no other", () => {
    const codes = [...Object.keys(fileTexts), ...Object.keys(setTexts)].map(codeOf);
    expect(new Set(codes)).toEqual(new Set(evaluationRules.map(({ code }) => code)));
  });

  it("weighs as much as the rule of its code says", () => {
    const severities = new Map(evaluationRules.map(({ code, severity }) => [code, severity]));
    for (const found of [
      problem("no-definitions/module", at, { kinds: [] }),
      problem("file-threw/no-error", at),
      problem("empty-file", at, { how: "blank" }),
    ]) {
      const { code, severity } = tell(found);
      expect([code, severity]).toEqual([codeOf(found.name), severities.get(code)]);
    }
    expect(new Set(severities.values())).toEqual(new Set(["error", "info"]));
  });

  it("is of one line and bounded, whatever its facts are", () => {
    const { message } = tell(problem("syntax-error/module", at, { said: `a\nb\u202e${"x".repeat(10_000)}` }));
    expect(message).toMatch(/^a b x+…$/);
    expect(message.length).toBeLessThan(400);
  });
});
