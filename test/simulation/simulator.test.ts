import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../infra/evaluate/worker-evaluator.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { evaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { broken, textOf, usual } from "./simulator/declared.ts";
import { evaluated, prepareEvaluations } from "./simulator/evaluations.ts";
import { pastSeeds } from "./simulator/past-seeds.ts";
import { shrunk } from "./simulator/shrink.ts";
import { startThreads, type Threads } from "./simulator/threads.ts";
import type { Answer, Question } from "./simulator/worker.ts";

let threads: Threads;
beforeAll(async () => {
  threads = await startThreads(2);
});
afterAll(async () => {
  await threads[Symbol.asyncDispose]();
});

async function answers(questions: readonly Question[]): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  await threads.ask(questions, (answer) => found.push(answer));
  return found;
}

describe("the simulator", () => {
  it("lives through a seed in the same way each time", async () => {
    const question: Question = { seed: 7, isTraced: true, isShrunk: false };
    const [one, other] = await answers([question, question]);
    expect(one?.trace.length).toBeGreaterThan(30);
    expect(other).toEqual(one);
  });

  it("finds nothing wrong with what it found once", async () => {
    const found = await answers(pastSeeds.map(({ seed }) => ({ seed, isTraced: false, isShrunk: false })));
    expect(found.filter(({ violations }) => violations.length > 0)).toEqual([]);
  });

  it("evaluates a set as the evaluator does", async () => {
    const files = [
      { path: "c.json", text: textOf("c", { ...usual, type: "BASIC" }) },
      { path: "a.json", text: textOf("a", usual) },
      { path: "b.json", text: broken },
    ];
    const evaluator = createWorkerEvaluator();
    const { signal } = new AbortController();
    const real = await evaluator.evaluate(files, evaluatedKinds(builtinKinds), signal);
    await evaluator.close();
    expect(evaluated(files, await prepareEvaluations())).toEqual(real);
  });

  it("drops what a violation does not need", async () => {
    const steps = [...Array.from({ length: 30 }).keys()];
    const live = async (some: readonly number[]) => ({
      violations: some.includes(4) && some.includes(17) ? [`it fails with ${some.length} steps`] : [],
    });
    expect(await shrunk(steps, ["it fails with 30 steps"], live)).toEqual([4, 17]);
  });
});
