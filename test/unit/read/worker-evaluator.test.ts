import { afterEach, describe, expect, it } from "vitest";
import type { Answer, WorkerThread } from "../../../infra/evaluate/worker-thread.ts";
import { createWorkerEvaluator, type WorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import type { Evaluation } from "../../../workflows/engine/definition/evaluation.ts";
import { kinds } from "./support.ts";

const never = new AbortController().signal;
const declare = (id: string) => ({
  path: `${id}.ts`,
  text: `import AWS from "bridgehead";\nAWS.Events.Connection("${id}", {});`,
});
const outcomeOf = (path: string) => ({
  definitions: [
    { type: "AWS::Events::Connection", id: path, props: {}, at: { file: path, line: 1, column: 1 }, locations: {} },
  ],
  diagnostics: [],
  importedCalls: [],
  imports: [],
  work: 1,
  healthy: true,
});

/** Threads of which each answers about a file as it is told to, and the question about each. */
function fakeThreads(answers: Readonly<Record<string, readonly Answer["kind"][]>>) {
  const asked: string[] = [];
  const tries = new Map<string, number>();
  let started = 0;
  const startThread = async (): Promise<WorkerThread> => {
    const thread = ++started;
    return {
      terminate: async () => void asked.push(`thread ${thread} ends`),
      async ask(question) {
        if (question.kind === "open") return { kind: "answer", value: "ready" };
        const { path } = question;
        const kind = answers[path]?.[tries.get(path) ?? 0] ?? "answer";
        tries.set(path, (tries.get(path) ?? 0) + 1);
        asked.push(`thread ${thread}: ${question.kind} ${path}`);
        return kind === "answer" ? { kind, value: outcomeOf(path) } : { kind };
      },
    };
  };
  return { startThread, asked };
}
const files = ["a.ts", "b.ts", "c.ts"].map((path) => ({ path, text: "" }));
const ids = ({ definitions }: Evaluation) => definitions.map(({ id }) => id);

describe("what a clock or a broken thread ends", () => {
  it("is tried again in a new thread, and is nothing where that one answers", async () => {
    const { startThread, asked } = fakeThreads({ "b.ts": ["overrun"], "c.ts": ["failed"] });
    const evaluation = await createWorkerEvaluator({ startThread }).evaluate(files, kinds, never);
    expect(ids(evaluation)).toEqual(["a.ts", "b.ts", "c.ts"]);
    expect(evaluation).toMatchObject({ diagnostics: [] });
    expect(evaluation.unjudged).toBeUndefined();
    expect(asked).toEqual([
      "thread 1: evaluate a.ts",
      "thread 1: evaluate b.ts",
      "thread 1 ends",
      "thread 2: evaluate b.ts",
      "thread 2: evaluate c.ts",
      "thread 2 ends",
      "thread 3: evaluate c.ts",
    ]);
  });

  it("has no verdict where the clock ends it twice, and the others are evaluated", async () => {
    const { startThread } = fakeThreads({ "b.ts": ["failed", "overrun"] });
    const evaluation = await createWorkerEvaluator({ startThread }).evaluate(files, kinds, never);
    expect(evaluation.unjudged).toEqual(["b.ts"]);
    expect(evaluation.diagnostics).toMatchObject([
      { code: "evaluation-failed", file: "b.ts", message: expect.stringContaining("no verdict on the file") },
    ]);
    expect(ids(evaluation)).toEqual(["a.ts", "c.ts"]);
  });

  it("is a verdict where it broke two threads", async () => {
    const { startThread, asked } = fakeThreads({ "b.ts": ["overrun", "failed"] });
    const evaluation = await createWorkerEvaluator({ startThread }).evaluate(files, kinds, never);
    expect(evaluation.unjudged).toBeUndefined();
    expect(evaluation.diagnostics).toMatchObject([{ code: "evaluation-failed", file: "b.ts" }]);
    expect(asked).toContain("thread 3: imports b.ts");
    expect(ids(evaluation)).toEqual(["a.ts", "c.ts"]);
  });

  it("leaves without a verdict what the set has no time for, and names each", async () => {
    const { startThread } = fakeThreads({});
    const evaluation = await createWorkerEvaluator({ startThread, setDeadline: 0 }).evaluate(files, kinds, never);
    expect(evaluation.unjudged).toEqual(["b.ts", "c.ts"]);
    expect(evaluation.diagnostics).toMatchObject([{ code: "evaluation-failed", file: "b.ts" }]);
  });
});

describe("the worker evaluator", () => {
  let evaluator: WorkerEvaluator;
  afterEach(async () => evaluator.close());

  it("says what a file imports that takes too much memory", async () => {
    const set = [
      { path: "a.ts", text: 'import "./_h.ts";\nlet grow = []; for (;;) grow.push(grow.slice());' },
      { path: "_h.ts", text: 'import "./_i.ts";' },
      { path: "_i.ts", text: "" },
    ];
    evaluator = createWorkerEvaluator();
    const { diagnostics, imports } = await evaluator.evaluate(set, kinds, never);
    expect(diagnostics).toMatchObject([{ file: "a.ts", code: "too-much-memory" }]);
    expect(imports).toEqual({ "a.ts": ["_h.ts", "_i.ts"] });
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
    const running = evaluator.evaluate([{ path: "a.ts", text: "for (;;);" }], kinds, controller.signal);
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
