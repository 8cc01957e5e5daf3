import { describe, expect, it } from "vitest";
import type { EvaluatedDefinition, Evaluation } from "../../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { evaluated, evaluationOf, found, plainApiKey, settings } from "./support.ts";

const define = (id: string, file: string, props = {}): EvaluatedDefinition =>
  evaluated({ ...plainApiKey, ...props }, id, file);
const interpretAll = (...all: readonly EvaluatedDefinition[]) => interpret(evaluationOf(...all), settings);

describe("over all files", () => {
  it("definitions are sorted by name", () => {
    const set = interpretAll(define("b", "1.ts"), define("a", "2.ts"), define("C", "3.ts"));
    expect(set.definitions.map(({ name }) => name)).toEqual(["C", "a", "b"]);
  });

  it("an id stands once; the first file keeps it, in whatever order they come", () => {
    const first = define("a", "1.ts", { name: "x" });
    const second = define("a", "2.ts", { name: "y" });
    for (const set of [interpretAll(first, second), interpretAll(second, first)]) {
      expect(set.diagnostics).toMatchObject([
        { code: "duplicate-id", file: "2.ts", message: "The id `a` is taken by 1.ts:1." },
      ]);
    }
  });

  it("a name stands once, even where it is somebody's id", () => {
    const set = interpretAll(define("a", "1.ts"), define("b", "2.ts", { name: "a" }));
    expect(found(set)).toEqual(["error duplicate-name 6"]);
  });

  it("a name counts even where its definition has another error", () => {
    const set = interpretAll(define("a", "1.ts", { x: 1 }), define("b", "2.ts", { name: "a" }));
    expect(found(set)).toEqual(["error unknown-property 6", "error duplicate-name 6"]);
  });

  it("an id that stands twice is said once, though the name stands twice as well", () => {
    expect(found(interpretAll(define("a", "1.ts"), define("a", "2.ts"), define("b", "3.ts", { name: "a" })))).toEqual([
      "error duplicate-id 1",
      "error duplicate-name 6",
    ]);
  });

  it("no id or name that looks like a secret is in a message", () => {
    const id = `ghp_${"hunter2".repeat(6)}`;
    const set = interpretAll(define(id, "1.ts"), define(id, "2.ts"), define("b", "3.ts", { [id]: 1 }));
    expect(found(set)).toContain("error duplicate-id 1");
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("names that differ by case only are an error", () => {
    expect(found(interpretAll(define("orders", "1.ts"), define("Orders", "2.ts")))).toEqual(["error name-case 1"]);
  });

  it("two that export to one parameter are left to the plan, which shows the rest", () => {
    const exportArn = "/bridgehead-arns/a";
    const set = interpretAll(define("a", "1.ts", { exportArn }), define("b", "2.ts", { exportArn }));
    expect(found(set)).toEqual([]);
  });

  it("what is wrong with the evaluation stays in the list, in order", () => {
    const broken = {
      code: "syntax",
      severity: "error",
      message: "m",
      hint: null,
      file: "0.ts",
      line: 1,
      column: 1,
    } as const;
    const set = interpret({ definitions: [define("a", "1.ts", { x: 1 })], diagnostics: [broken] }, settings);
    expect(found(set)).toEqual(["error syntax 1", "error unknown-property 6"]);
  });

  it("what the evaluation says has the configured severity, and errors of it stay errors", () => {
    const at = { message: "m", hint: null, file: "0.ts", line: 1, column: 1 };
    const evaluation: Evaluation = {
      definitions: [],
      diagnostics: [
        { code: "no-definitions", severity: "info", ...at },
        { code: "syntax-error", severity: "error", ...at },
      ],
      imports: {},
    };
    const severities = { "no-definitions": "off", "syntax-error": "off" } as const;
    expect(found(interpret(evaluation, settings))).toEqual(["error syntax-error 1", "info no-definitions 1"]);
    expect(found(interpret(evaluation, { ...settings, severities }))).toEqual(["error syntax-error 1"]);
  });

  it.each(["", "  ", "a\nb", "\u202Eabc", "a".repeat(129)])("the id %j is refused", (id) => {
    const set = interpretAll(define(id, "1.ts", { name: "n" }));
    expect(found(set)).toEqual(["error invalid-id 1"]);
  });
});
