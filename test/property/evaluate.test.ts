import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../workflows/engine/read/sandbox/limits.ts";
import type { Evaluation, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import { parseEvaluation } from "../../workflows/engine/read/parse-evaluation.ts";
import { evaluateList, kinds } from "../unit/read/support.ts";
import { settings } from "../unit/interpret/support.ts";

/** Text that often gets past the first parser: pieces of definitions in any order. */
const pieces = fc.constantFrom(
  'import AWS, { ssm } from "bridgehead";\n',
  'import "./_b.ts";\n',
  "await ",
  "AWS.Events.Connection",
  '("a", ',
  "{ name: 'x' }",
  "{ get a() { throw 1 }, b: [,",
  "...",
  ")",
  "};\n",
  'ssm("/x")',
  "`${",
  "enum A { B }\n",
  "<T,>",
  "// ",
  "/(/",
  "\u2028",
  "\ud83d",
  "async (x) => ",
  "async function f(p) { await null; ",
  "class A { async #m() { ",
  ".then(",
  "Promise.all([",
  'import("./a.ts")',
  "export const x = ",
  "export { x } from './b.json'",
  "import.meta",
  "throw ",
  "for (;;) { break; } ",
  "Date",
  "\u202e",
  "АWS",
  "null",
  '"id": ',
  "[",
  "{",
  "]",
  "}",
  ",",
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.json({ depthSize: "medium" }),
);
const path = fc.oneof(fc.constantFrom("a.ts", "b.json", "_b.ts", "x/c.ts", "d.json"), fc.string({ maxLength: 10 }));
const files = fc.array(fc.record({ path, text }), { maxLength: 4 });

const golden = fileURLToPath(new URL("../golden/definitions/input/", import.meta.url));
const valid: readonly SourceFile[] = readdirSync(golden)
  .filter((name) => !name.endsWith(".expected.json"))
  .map((name) => ({ path: name, text: readFileSync(golden + name, "utf8") }));
const helpers = valid.filter(({ path: name }) => name.startsWith("_"));

/** A definition file that works, or nearly, with a few places in it changed. */
const mutated = fc
  .tuple(
    fc.constantFrom(...valid.filter(({ path: name }) => !name.startsWith("_"))),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat({ max: 6 }),
        put: fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), pieces, fc.constant("")),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([file, changes]) => ({
    path: file.path,
    text: changes.reduce((before, { at, length, put }) => {
      const place = Math.floor(at * before.length);
      return before.slice(0, place) + put + before.slice(place + length);
    }, file.text),
  }));

/** What holds for any evaluation: it is within its bounds and those of its files, and can be interpreted. */
function expectSound(evaluation: Evaluation, set: readonly SourceFile[]): void {
  expect(evaluation.definitions.length).toBeLessThanOrEqual(limits.definitions);
  expect(evaluation.diagnostics.length).toBeLessThanOrEqual((limits.problems + 2) * set.length);
  // A definition stands in a line of its file, and so do its properties.
  for (const { at, locations } of evaluation.definitions) {
    for (const { file = at.file, line, column } of [at, ...Object.values(locations)]) {
      const lines = set.find(({ path: name }) => name === file)?.text.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    }
  }
  const { definitions, diagnostics } = interpret(evaluation, settings);
  for (const { message, hint } of diagnostics) expect(`${message} ${hint}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  expect(definitions.length).toBeLessThanOrEqual(evaluation.definitions.length);
}

describe("evaluation", () => {
  it("of any text is an evaluation, never a failure", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (set) => {
        const evaluation = await evaluateList(set);
        expect(parseEvaluation(JSON.parse(JSON.stringify(evaluation)), kinds)).toEqual(evaluation);
        expectSound(evaluation, set);
      }),
      { numRuns: 150 },
    );
  });

  it("of a definition file with a few changes is an evaluation, never a failure", async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (file) => {
        const set = [file, ...helpers];
        const evaluation = await evaluateList(set);
        expect(parseEvaluation(JSON.parse(JSON.stringify(evaluation)), kinds)).toEqual(evaluation);
        expectSound(evaluation, set);
      }),
      { numRuns: 150 },
    );
  });

  it("is the same when it is done again, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(files, fc.tuple(mutated, ...helpers.map((file) => fc.constant(file)))), async (set) => {
        expect(JSON.stringify(await evaluateList(set))).toBe(JSON.stringify(await evaluateList(set)));
      }),
      { numRuns: 50 },
    );
  });

  it("of everything in the golden files does not depend on what else is evaluated, nor on the order", async () => {
    const together = await evaluateList(valid);
    expect(JSON.stringify(await evaluateList(valid.toReversed()))).toBe(JSON.stringify(together));
    for (const file of valid.filter(({ path: name }) => /^(?:0[17]5|08[23]|09[368])/.test(name))) {
      const alone = await evaluateList([file, ...helpers]);
      const own = <Item extends { file?: string; at?: { file: string } }>(items: readonly Item[]): readonly Item[] =>
        items.filter((item) => (item.file ?? item.at?.file) === file.path);
      expect(own(alone.definitions)).toEqual(own(together.definitions));
      expect(own(alone.diagnostics)).toEqual(own(together.diagnostics));
    }
  });

  it("does not depend on the order of the files, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(
        files.chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }))),
        async ([set, shuffled]) => {
          expect(JSON.stringify(await evaluateList(shuffled))).toBe(JSON.stringify(await evaluateList(set)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("of JSON gives back what was written", async () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((json) => !JSON.stringify(json).includes("__proto__"));
    await fc.assert(
      fc.asyncProperty(value, fc.boolean(), async (json, inTypeScript) => {
        const written = JSON.stringify({ id: "a", v: json }, null, 1);
        const file = inTypeScript
          ? {
              path: "a.ts",
              text: `import AWS from "bridgehead";\nAWS.Events.Connection("a", { v: ${JSON.stringify(json)} });`,
            }
          : { path: "a.json", text: written };
        const evaluation = await evaluateList([file]);
        // JSON has no -0.
        const props = JSON.parse(JSON.stringify({ v: json }));
        expect(evaluation).toMatchObject({ definitions: [{ props }], diagnostics: [] });
      }),
      { numRuns: 100 },
    );
  });
});
