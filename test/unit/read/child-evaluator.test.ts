import process from "node:process";
import { describe, expect, it } from "vitest";
import { createChildEvaluator } from "../../../infra/evaluate/child-evaluator.ts";
import { evaluateList, kinds } from "./support.ts";

const never = new AbortController().signal;
const files = [
  { path: "b.json", text: '{ "id": "b", "description": "naïve 😀" }' },
  {
    path: "a.ts",
    text: 'import AWS from "bridgehead";\nawait AWS.Events.Connection("a", { x: 1 });\nprocess.env.CANARY;',
  },
];

describe("the child evaluator", () => {
  const evaluator = createChildEvaluator();

  it("reads a file with any character in it, and any number of files", async () => {
    const odd = { path: "odd.json", text: '{ "id": "a", "d": "\u2028 \u2029 \u0085 \\r\\n 😀" }' };
    const many = Array.from({ length: 300 }, (_, index) => ({ path: `_${index}.ts`, text: `// ${"é".repeat(3_000)}` }));
    const set = [odd, ...many];
    expect(await evaluator.evaluate(set, kinds, never)).toEqual(await evaluateList(set));
  });

  it("gives what evaluation in this process gives", async () => {
    process.env["CANARY"] = "visible to no definition";
    const evaluation = await evaluator.evaluate(files, kinds, never);
    delete process.env["CANARY"];
    expect(evaluation).toEqual(await evaluateList(files));
    expect(evaluation).toMatchObject({
      definitions: [{ id: "a" }, { id: "b" }],
      diagnostics: [{ code: "not-hermetic" }],
    });
  });

  it("says what each file imports", async () => {
    const helpers = [
      { path: "_h.ts", text: 'export { v } from "./_i.ts";' },
      { path: "_i.ts", text: "export const v = 1;" },
    ];
    const set = [...files, { path: "c.ts", text: 'import { v } from "./_h.ts";\nv;' }, ...helpers];
    expect((await evaluator.evaluate(set, kinds, never)).imports).toEqual({ "c.ts": ["_h.ts", "_i.ts"] });
  });

  it("rejects with the signal's reason, and leaves no process behind", async () => {
    const reason = new Error("enough");
    await expect(evaluator.evaluate(files, kinds, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const running = evaluator.evaluate(
      [{ path: "a.ts", text: "Array.prototype.indexOf.call({ length: 2 ** 53 }, 1);" }],
      kinds,
      controller.signal,
    );
    setTimeout(() => controller.abort(reason), 300);
    await expect(running).rejects.toBe(reason);
  });

  it("does not depend on the current folder", async () => {
    const before = process.cwd();
    try {
      process.chdir("/");
      expect((await evaluator.evaluate(files, kinds, never)).definitions).toHaveLength(2);
    } finally {
      process.chdir(before);
    }
  });
});
