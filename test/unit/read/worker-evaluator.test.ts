import { afterEach, describe, expect, it } from "vitest";
import { createWorkerEvaluator, type WorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { kinds } from "./support.ts";

const never = new AbortController().signal;
const declare = (id: string) => ({
  path: `${id}.ts`,
  text: `import AWS from "bridgehead";\nAWS.Events.Connection("${id}", {});`,
});
/** Only a deadline ends it: no branch of the program is counted. */
const stuck = (path: string) => ({ path, text: "Array.prototype.indexOf.call({ length: 2 ** 53 }, 1);" });

describe("the worker evaluator", () => {
  let evaluator: WorkerEvaluator;
  afterEach(async () => evaluator.close());

  it("names the file that overruns its deadline, and evaluates the others in a new thread", async () => {
    evaluator = createWorkerEvaluator({ fileDeadline: 1_000 });
    const { definitions, diagnostics } = await evaluator.evaluate(
      [declare("a"), stuck("b.ts"), declare("c")],
      kinds,
      never,
    );
    expect(diagnostics).toMatchObject([{ code: "too-much-work", file: "b.ts" }]);
    expect(definitions.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("says what a file imports that overruns its deadline, and which none knows any more once the set's time is over", async () => {
    const set = [
      { path: "a.ts", text: `import "./_h.ts";\n${stuck("a.ts").text}` },
      { path: "b.ts", text: `import "./a.ts";` },
      { path: "_h.ts", text: 'import "./_i.ts";' },
      { path: "_i.ts", text: "" },
    ];
    evaluator = createWorkerEvaluator({ fileDeadline: 1_000 });
    const { diagnostics, imports } = await evaluator.evaluate(set, kinds, never);
    expect(diagnostics.map(({ file, code }) => [file, code])).toEqual([
      ["a.ts", "too-much-work"],
      ["b.ts", "too-much-work"],
    ]);
    expect(imports).toEqual({ "a.ts": ["_h.ts", "_i.ts"], "b.ts": ["_h.ts", "_i.ts", "a.ts"] });
    await evaluator.close();

    evaluator = createWorkerEvaluator({ fileDeadline: 300, setDeadline: 200 });
    expect((await evaluator.evaluate(set, kinds, never)).imports).toEqual({});
  });

  it("gives up on a set whose time is over, and names the file that used it up", async () => {
    evaluator = createWorkerEvaluator({ fileDeadline: 300, setDeadline: 200 });
    const { diagnostics } = await evaluator.evaluate([stuck("a.ts"), declare("b"), declare("c")], kinds, never);
    expect(diagnostics).toMatchObject([
      { code: "evaluation-budget", file: "a.ts", message: expect.stringContaining("2 files after it") },
      { code: "too-much-work", file: "a.ts" },
    ]);
  });

  it("gives with two threads what it gives with one, whatever is in the files", async () => {
    const broken = [
      { path: "s020.ts", text: "for (;;);" },
      { path: "s040.ts", text: "await new Promise(() => {});" },
      { path: "s041.ts", text: "let grow = []; for (;;) grow.push(grow.slice());" },
      { path: "s060.json", text: "{" },
    ];
    const many = Array.from({ length: 80 }, (_, index) => declare(`s${String(index).padStart(3, "0")}`));
    const files = [...many.filter(({ path }) => !broken.some((file) => file.path === path)), ...broken];
    evaluator = createWorkerEvaluator({ threads: 2, fileDeadline: 15_000, setDeadline: 60_000 });
    const two = await evaluator.evaluate(files, kinds, never);
    await evaluator.close();
    evaluator = createWorkerEvaluator({ threads: 1, fileDeadline: 15_000, setDeadline: 60_000 });
    const one = await evaluator.evaluate(files.toReversed(), kinds, never);

    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
    expect(two.definitions).toHaveLength(77);
    expect(two.diagnostics.map(({ file, code }) => [file, code])).toEqual([
      ["s020.ts", "too-much-work"],
      ["s040.ts", "never-finishes"],
      ["s041.ts", "too-much-memory"],
      ["s060.json", "syntax-error"],
    ]);
  });

  it("takes evaluations in turns, and keeps the sets apart", async () => {
    evaluator = createWorkerEvaluator();
    const results = await Promise.all(
      ["a", "b", "c"].map(async (id) => evaluator.evaluate([declare(id)], kinds, never)),
    );
    expect(results.map(({ definitions }) => definitions.map(({ id }) => id))).toEqual([["a"], ["b"], ["c"]]);
  });

  it("rejects with the signal's reason, also while a file is stuck, and works again after", async () => {
    evaluator = createWorkerEvaluator();
    const reason = new Error("enough");
    await expect(evaluator.evaluate([declare("a")], kinds, AbortSignal.abort(reason))).rejects.toBe(reason);

    const controller = new AbortController();
    const running = evaluator.evaluate([stuck("a.ts")], kinds, controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await expect(running).rejects.toBe(reason);
    expect((await evaluator.evaluate([declare("a")], kinds, never)).definitions).toHaveLength(1);
  });

  it("can be closed, and starts again", async () => {
    evaluator = createWorkerEvaluator();
    expect((await evaluator.evaluate([declare("a")], kinds, never)).definitions).toHaveLength(1);
    await evaluator.close();
    expect((await evaluator.evaluate([declare("b")], kinds, never)).definitions).toHaveLength(1);
  });

  it("evaluates no file where there is none", async () => {
    evaluator = createWorkerEvaluator();
    expect(await evaluator.evaluate([], kinds, never)).toEqual({ definitions: [], diagnostics: [], imports: {} });
  });
});
