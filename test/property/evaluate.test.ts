import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvaluation } from "../../workflows/engine/evaluate/parse-evaluation.ts";
import { evaluateList } from "../unit/evaluate/support.ts";

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

describe("evaluation", () => {
  it("of any text is an evaluation, never a failure", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (set) => {
        const evaluation = await evaluateList(set);
        expect(parseEvaluation(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
      }),
      { numRuns: 150 },
    );
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
