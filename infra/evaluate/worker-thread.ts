import { Worker } from "node:worker_threads";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Engines } from "./engines.ts";
import type { Question } from "./worker-messages.ts";

/** A worker thread cannot be started, or ended by itself. */
export class EvaluatorFailedError extends BridgeheadError {
  override readonly name = "EvaluatorFailedError";
}

export type Answer =
  | { readonly kind: "answer"; readonly value: unknown }
  /** No answer within the deadline, or until the signal: the thread may be in an endless loop. */
  | { readonly kind: "overrun" }
  /** The thread ended, or threw. */
  | { readonly kind: "failed" };

export interface WorkerThread {
  /** Asks one question; the next only when this one is answered. `milliseconds` is the deadline. */
  ask(question: Question, milliseconds: number, signal: AbortSignal): Promise<Answer>;
  terminate(): Promise<void>;
}

/** Both branches name the same file once this one is bundled: the entry stands beside the bundle. */
const entry = import.meta.url.endsWith(".ts")
  ? new URL("./evaluate-worker.ts", import.meta.url)
  : new URL("./evaluate-worker.mjs", import.meta.url);

/** From the start of a thread until its first evaluation is done, in milliseconds; a cold Lambda function takes seconds. */
const startDeadline = 15_000;

/** Starts a thread without an environment, with a bounded heap, and waits until it is ready. It runs these engines. */
export async function startWorkerThread(compiled: Promise<Engines>, signal: AbortSignal): Promise<WorkerThread> {
  const engines = await compiled.catch((cause: unknown) => {
    throw new EvaluatorFailedError("the evaluator's engines cannot be compiled", { cause });
  });
  const worker = new Worker(entry, {
    workerData: { engines },
    env: {},
    argv: [],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // What foreign code makes a parser print stays here.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  // Without a listener an error of the thread would end this process. Whoever waits for an answer learns of it.
  worker.on("error", () => undefined);

  const ready = await nextAnswer(worker, startDeadline, signal);
  if (ready.kind !== "answer") {
    await worker.terminate();
    signal.throwIfAborted();
    throw new EvaluatorFailedError("the evaluator's thread did not start");
  }
  worker.unref();
  return {
    async ask(question, milliseconds, signal) {
      const answer = nextAnswer(worker, milliseconds, signal);
      worker.postMessage(question, []);
      return answer;
    },
    async terminate() {
      await worker.terminate();
    },
  };
}

async function nextAnswer(worker: Worker, milliseconds: number, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const answered = (value: unknown) => resolve({ kind: "answer", value });
  const failed = () => resolve({ kind: "failed" });
  const overrun = () => resolve({ kind: "overrun" });
  const timer = setTimeout(overrun, milliseconds);
  worker.on("message", answered).on("messageerror", failed).on("error", failed).on("exit", failed);
  signal.addEventListener("abort", overrun);
  if (signal.aborted) overrun();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off("message", answered).off("messageerror", failed).off("error", failed).off("exit", failed);
    signal.removeEventListener("abort", overrun);
  }
}
