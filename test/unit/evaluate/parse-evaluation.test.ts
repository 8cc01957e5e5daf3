import { describe, expect, it } from "vitest";
import { BridgeheadError } from "../../../workflows/engine/bridgehead-error.ts";
import {
  parseEvaluation,
  parseFileOutcome,
  UnreadableEvaluationError,
} from "../../../workflows/engine/evaluate/parse-evaluation.ts";
import { evaluateCode, kinds } from "./support.ts";

const at = { file: "a.ts", line: 1, column: 1 };
const definition = {
  type: kinds[0]?.type,
  id: "a",
  props: { x: [1, { y: null }] },
  at,
  positions: { "/x": { line: 1, column: 2 } },
};
const diagnostic = { code: "syntax-error", severity: "error", message: "no", hint: null, ...at };

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

describe("the gate for evaluations", () => {
  it("lets an evaluation through unchanged, also after its way as JSON", async () => {
    const evaluation = await evaluateCode('AWS.Events.Connection("a", { x: [1, { y: null }] });\nDate.now();');
    expect(parseEvaluation(JSON.parse(JSON.stringify(evaluation)), kinds)).toEqual(evaluation);
    expect(parseEvaluation({ definitions: [definition], diagnostics: [diagnostic] }, kinds).definitions).toEqual([
      definition,
    ]);
  });

  it.each([
    ["nothing", undefined],
    ["a list", []],
    ["a further member", { definitions: [], diagnostics: [], digest: "x" }],
    ["no diagnostics", { definitions: [] }],
    ["an id that is no text", { definitions: [{ ...definition, id: 7 }], diagnostics: [] }],
    ["properties that are a list", { definitions: [{ ...definition, props: [] }], diagnostics: [] }],
    ["a number that JSON lacks", { definitions: [{ ...definition, props: { x: Infinity } }], diagnostics: [] }],
    ["a function", { definitions: [{ ...definition, props: { x() {} } }], diagnostics: [] }],
    ["too many levels", { definitions: [{ ...definition, props: { x: nested(40) } }], diagnostics: [] }],
    ["too many values", { definitions: [{ ...definition, props: { x: Array(10_001).fill(0) } }], diagnostics: [] }],
    [
      "a key for prototypes",
      { definitions: [{ ...definition, props: JSON.parse('{"__proto__":{}}') }], diagnostics: [] },
    ],
    ["a type that is not asked for", { definitions: [{ ...definition, type: "Test::A::B" }], diagnostics: [] }],
    ["no type", { definitions: [{ ...definition, type: undefined }], diagnostics: [] }],
    ["half a character", { definitions: [{ ...definition, props: { x: "\ud800" } }], diagnostics: [] }],
    ["line 0", { definitions: [{ ...definition, at: { ...at, line: 0 } }], diagnostics: [] }],
    [
      "half a column",
      { definitions: [{ ...definition, positions: { "/x": { line: 1, column: 1.5 } } }], diagnostics: [] },
    ],
    ["a place that is no pointer", { definitions: [{ ...definition, positions: { x: at } }], diagnostics: [] }],
    ["an unknown severity", { definitions: [], diagnostics: [{ ...diagnostic, severity: "fatal" }] }],
    ["a code that is none", { definitions: [], diagnostics: [{ ...diagnostic, code: "<b>" }] }],
    ["a control character", { definitions: [], diagnostics: [{ ...diagnostic, message: "a\u001b[2J" }] }],
    ["a very long message", { definitions: [], diagnostics: [{ ...diagnostic, message: "x".repeat(401) }] }],
    ["a file with a line break", { definitions: [], diagnostics: [{ ...diagnostic, file: "a\nb.ts" }] }],
    ["too many definitions", { definitions: Array.from({ length: 3_001 }, () => definition), diagnostics: [] }],
  ])("refuses %s, and quotes nothing of it", (_, value) => {
    expect(() => parseEvaluation(value, kinds)).toThrow(UnreadableEvaluationError);
    expect(() => parseEvaluation(value, kinds)).toThrow("the evaluator answered with something that is no evaluation");
    expect(new UnreadableEvaluationError()).toBeInstanceOf(BridgeheadError);
  });

  it("refuses an outcome of one file that does not say whether the worker is well", () => {
    const outcome = { definitions: [], diagnostics: [], importedCalls: [] };
    expect(parseFileOutcome({ ...outcome, healthy: true }, kinds)).toEqual({ ...outcome, healthy: true });
    expect(() => parseFileOutcome(outcome, kinds)).toThrow(UnreadableEvaluationError);
  });
});
