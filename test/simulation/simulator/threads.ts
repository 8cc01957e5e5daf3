import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { prepareEvaluations } from "./evaluations.ts";
import type { Answer, Question } from "./worker.ts";

/** Threads that live through schedules. */
export interface Threads extends AsyncDisposable {
  /** Asks one question after the other, as many at once as there are threads; answers come in no order. */
  ask(questions: Iterable<Question>, take: (answer: Answer) => void): Promise<void>;
}

/** Evaluates what schedules declare, and starts threads that have it. */
export async function startThreads(count: number): Promise<Threads> {
  const workerData = await prepareEvaluations();
  const threads = Array.from(
    { length: count },
    () => new Worker(new URL("./worker.ts", import.meta.url), { workerData, stderr: false }),
  );
  return {
    async ask(questions, take) {
      const all = questions[Symbol.iterator]();
      await Promise.all(
        threads.map(async (thread) => {
          for (let next = all.next(); next.done !== true; next = all.next()) {
            const answered = once(thread, "message");
            thread.postMessage(next.value, []);
            const [answer] = (await answered) as [Answer];
            take(answer);
          }
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
