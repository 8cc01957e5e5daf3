import { diagnose, startOf } from "../../workflows/engine/evaluate/diagnose.ts";
import { evaluateFiles } from "../../workflows/engine/evaluate/evaluate-files.ts";
import type { EvaluationCode } from "../../workflows/engine/evaluate/evaluation-rules.ts";
import type { FileOutcome } from "../../workflows/engine/evaluate/file-outcome.ts";
import { parseFileOutcome, UnreadableEvaluationError } from "../../workflows/engine/evaluate/parse-evaluation.ts";
import type { Evaluation, SourceFile } from "../../workflows/engine/evaluation.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { type Answer, startWorkerThread, type WorkerThread } from "./worker-thread.ts";

export interface WorkerEvaluatorOptions {
  /** Milliseconds for one file; its work is counted besides, so this ends only what cannot be counted. Default 1500. */
  readonly fileDeadline?: number;
  /** Milliseconds for all files of a set. Default 10 000. */
  readonly setDeadline?: number;
}

export interface WorkerEvaluator extends Evaluator {
  /** Ends the worker thread. A later evaluation starts a new one. */
  close(): Promise<void>;
}

/**
 * Evaluates in a worker thread of this process, which therefore should hold nothing worth stealing. The thread is
 * reused, and replaced when a file overruns its deadline or breaks it; that file gets a diagnostic, and the others are
 * evaluated all the same. Evaluations asked for at the same time take turns. Rejects with `EvaluatorFailedError` when no thread
 * can be started, and with the signal's reason when it is aborted.
 */
export function createWorkerEvaluator(options: WorkerEvaluatorOptions = {}): WorkerEvaluator {
  const { fileDeadline = 1_500, setDeadline = 10_000 } = options;
  let idle: WorkerThread | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function evaluateSet(files: readonly SourceFile[], signal: AbortSignal): Promise<Evaluation> {
    signal.throwIfAborted();
    const end = performance.now() + setDeadline;
    return evaluateFiles(files, (usable) => {
      let opened = false;
      return {
        outOfTime: () => performance.now() >= end,
        async evaluate({ path }) {
          const thread = idle ?? (await startWorkerThread(signal));
          // Out of reach until it has answered well.
          if (idle === null) opened = false;
          idle = null;
          let answer: Answer = { kind: "answer", value: "ready" };
          if (!opened) answer = await thread.ask({ kind: "open", files: [...usable] }, setDeadline, signal);
          if (answer.kind === "answer") answer = await thread.ask({ kind: "evaluate", path }, fileDeadline, signal);
          const outcome = read(answer, path);
          opened = outcome.healthy;
          if (outcome.healthy) idle = thread;
          else await thread.terminate();
          signal.throwIfAborted();
          return outcome;
        },
      };
    });
  }

  return {
    async evaluate(files, signal) {
      const evaluation = turn.then(async () => evaluateSet(files, signal));
      turn = evaluation.catch(() => undefined);
      return evaluation;
    },
    async close() {
      await turn;
      await idle?.terminate();
      idle = null;
    },
  };
}

function read(answer: Answer, path: string): FileOutcome {
  switch (answer.kind) {
    case "answer":
      try {
        return parseFileOutcome(answer.value);
      } catch (error) {
        if (!(error instanceof UnreadableEvaluationError)) throw error;
        return broken("evaluation-failed", path, "the evaluator failed over this file");
      }
    case "failed":
      return broken("evaluation-failed", path, "the evaluator failed over this file");
    case "overrun":
      return broken("too-much-work", path, "the evaluation of the file does not end within its time");
  }
}

function broken(code: EvaluationCode, path: string, message: string): FileOutcome {
  const diagnostic = diagnose(code, startOf(path), message, "Write what is declared as data.");
  return { definitions: [], diagnostics: [diagnostic], importedCalls: [], healthy: false };
}
