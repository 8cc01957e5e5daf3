import { describe, expect, it } from "vitest";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import {
  parseEvaluation,
  parseFileOutcome,
  UnreadableEvaluationError,
} from "../../../workflows/engine/read/parse-evaluation.ts";
import { limits } from "../../../workflows/engine/read/sandbox/limits.ts";
import { evaluateCode, kinds } from "./support.ts";

const at = { file: "a.ts", line: 1, column: 1 };
const definition = {
  type: kinds[0]?.type,
  id: "a",
  props: { x: [1, { y: null }] },
  at,
  locations: { "/x": { line: 1, column: 2 } },
};
const diagnostic = { code: "syntax-error", severity: "error", message: "no", hint: null, ...at };

const imports = { "a.ts": ["_b.json", "_c.ts"] };
const whole = { definitions: [], diagnostics: [], imports: {} };

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

describe("the gate for evaluations", () => {
  it("lets an evaluation through unchanged, also after its way as JSON", async () => {
    const evaluation = await evaluateCode('AWS.Events.Connection("a", { x: [1, { y: null }] });\nDate.now();');
    expect(parseEvaluation(JSON.parse(JSON.stringify(evaluation)), kinds)).toEqual(evaluation);
    expect(parseEvaluation({ definitions: [definition], diagnostics: [diagnostic], imports }, kinds)).toEqual({
      definitions: [definition],
      diagnostics: [diagnostic],
      imports,
    });
  });

  it.each([
    ["nothing", undefined],
    ["a list", []],
    ["a further member", { ...whole, digest: "x" }],
    ["no diagnostics", { definitions: [], imports: {} }],
    ["an id that is no text", { ...whole, definitions: [{ ...definition, id: 7 }] }],
    ["properties that are a list", { ...whole, definitions: [{ ...definition, props: [] }] }],
    ["a number that JSON lacks", { ...whole, definitions: [{ ...definition, props: { x: Infinity } }] }],
    ["a function", { ...whole, definitions: [{ ...definition, props: { x() {} } }] }],
    ["too many levels", { ...whole, definitions: [{ ...definition, props: { x: nested(40) } }] }],
    ["too many values", { ...whole, definitions: [{ ...definition, props: { x: Array(10_001).fill(0) } }] }],
    ["a key for prototypes", { ...whole, definitions: [{ ...definition, props: JSON.parse('{"__proto__":{}}') }] }],
    ["a type that is not asked for", { ...whole, definitions: [{ ...definition, type: "Test::A::B" }] }],
    ["no type", { ...whole, definitions: [{ ...definition, type: undefined }] }],
    ["half a character", { ...whole, definitions: [{ ...definition, props: { x: "\ud800" } }] }],
    ["line 0", { ...whole, definitions: [{ ...definition, at: { ...at, line: 0 } }] }],
    ["half a column", { ...whole, definitions: [{ ...definition, locations: { "/x": { line: 1, column: 1.5 } } }] }],
    ["a place that is no pointer", { ...whole, definitions: [{ ...definition, locations: { x: at } }] }],
    ["an unknown severity", { ...whole, diagnostics: [{ ...diagnostic, severity: "fatal" }] }],
    ["a code that is none", { ...whole, diagnostics: [{ ...diagnostic, code: "<b>" }] }],
    ["a control character", { ...whole, diagnostics: [{ ...diagnostic, message: "a\u001b[2J" }] }],
    ["a very long message", { ...whole, diagnostics: [{ ...diagnostic, message: "x".repeat(401) }] }],
    ["a file with a line break", { ...whole, diagnostics: [{ ...diagnostic, file: "a\nb.ts" }] }],
    ["too many definitions", { ...whole, definitions: Array.from({ length: 3_001 }, () => definition) }],
    ["no imports", { definitions: [], diagnostics: [] }],
    ["an import of a file with a line break", { ...whole, imports: { "a.ts": ["a\nb.ts"] } }],
    ["an import of a file outside the folder", { ...whole, imports: { "a.ts": ["/etc/a.ts"] } }],
    ["an import of no file", { ...whole, imports: { "a.ts": [""] } }],
    ["an import that is no text", { ...whole, imports: { "a.ts": [7] } }],
    ["imports of a file with a control character", { ...whole, imports: { "a\u001b.ts": ["b.ts"] } }],
    ["a file that imports nothing", { ...whole, imports: { "a.ts": [] } }],
    ["too many imports of a file", { ...whole, imports: { "a.ts": Array(limits.imports + 1).fill("b.ts") } }],
    [
      "imports of too many files",
      { ...whole, imports: Object.fromEntries(Array.from({ length: 5_001 }, (_, n) => [`${n}.ts`, ["b.ts"]])) },
    ],
  ])("refuses %s, and quotes nothing of it", (_, value) => {
    expect(() => parseEvaluation(value, kinds)).toThrow(UnreadableEvaluationError);
    expect(() => parseEvaluation(value, kinds)).toThrow("the evaluator answered with something that is no evaluation");
    expect(new UnreadableEvaluationError()).toBeInstanceOf(BridgeheadError);
  });

  it("refuses an outcome of one file that does not say whether the worker is well", () => {
    const outcome = { definitions: [], diagnostics: [], importedCalls: [], imports: ["_b.ts"], work: 0 };
    expect(parseFileOutcome({ ...outcome, healthy: true }, kinds)).toEqual({ ...outcome, healthy: true });
    expect(() => parseFileOutcome(outcome, kinds)).toThrow(UnreadableEvaluationError);
  });

  it.each([[undefined], [-1], [0.5]])("refuses one that counts %j steps", (work) => {
    const outcome = { definitions: [], diagnostics: [], importedCalls: [], imports: [], work, healthy: true };
    expect(() => parseFileOutcome(outcome, kinds)).toThrow(UnreadableEvaluationError);
  });

  it.each([[undefined], [["a//b.ts"]], [Array(limits.imports + 1).fill("b.ts")]])(
    "refuses one that imports %j",
    (imported) => {
      const outcome = {
        definitions: [],
        diagnostics: [],
        importedCalls: [],
        imports: imported,
        work: 0,
        healthy: true,
      };
      expect(() => parseFileOutcome(outcome, kinds)).toThrow(UnreadableEvaluationError);
    },
  );
});
