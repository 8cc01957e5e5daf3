import { availableParallelism } from "node:os";
import { createTell } from "../../workflows/engine/help/tell-files.ts";
import { setTexts } from "../../workflows/engine/help/texts/sets.ts";
import { problem, startOf } from "../../workflows/engine/read/problem.ts";
import type { EvaluatedKinds } from "../../workflows/engine/read/evaluated-kinds.ts";
import { evaluateFiles, type FileEvaluator } from "../../workflows/engine/read/evaluate-files.ts";
import type { FileOutcome } from "../../workflows/engine/read/file-outcome.ts";
import { parseFileOutcome, UnreadableEvaluationError } from "../../workflows/engine/read/parse-evaluation.ts";
import type { Evaluation, SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import type { Question } from "./worker-messages.ts";
import { type Answer, startWorkerThread, type WorkerThread } from "./worker-thread.ts";

export interface WorkerEvaluatorOptions {
  /** Milliseconds for one file; its work is counted besides, so this ends only what cannot be counted. Default 1250. */
  readonly fileDeadline?: number;
  /** Milliseconds for all files of a set. Default 10 000. */
  readonly setDeadline?: number;
  /** Threads that share a large set. Default: two where there are two cores; more would cost more memory than time. */
  readonly threads?: number;
}

export interface WorkerEvaluator extends Evaluator {
  /** Ends the worker threads. A later evaluation starts new ones. */
  close(): Promise<void>;
}

const tell = createTell(setTexts);

/** Starting one more thread takes as long as evaluating so many ordinary files. */
const filesForAnotherThread = 60;

/**
 * Evaluates in worker threads of this process, which therefore should hold nothing worth stealing. A thread is
 * reused, and replaced when a file overruns its deadline or breaks it; that file gets a diagnostic, and the others are
 * evaluated all the same. Evaluations asked for at the same time take turns. Rejects with `EvaluatorFailedError` when no thread
 * can be started, and with the signal's reason when it is aborted.
 */
export function createWorkerEvaluator(options: WorkerEvaluatorOptions = {}): WorkerEvaluator {
  const { fileDeadline = 1_250, setDeadline = 10_000, threads = Math.min(2, availableParallelism()) } = options;
  /** Threads that answered well; one that is at work, or failed, is out of reach. */
  const idle: WorkerThread[] = [];
  // The first thread starts at once, so that an evaluation that is asked for soon waits less.
  let spare: Promise<WorkerThread | undefined> | undefined = startSpare();
  let turn: Promise<unknown> = spare;

  async function take(signal: AbortSignal): Promise<WorkerThread> {
    const started = spare;
    spare = undefined;
    return (await started) ?? (await startWorkerThread(signal));
  }

  /** Asks about a file. While one takes long, the thread that may have to replace this one starts already. */
  async function ask(thread: WorkerThread, question: Question, signal: AbortSignal): Promise<Answer> {
    const timer = setTimeout(() => {
      if (idle.length === 0) spare ??= startSpare();
    }, fileDeadline / 3);
    try {
      return await thread.ask(question, fileDeadline, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async function evaluateSet(
    files: readonly SourceFile[],
    kinds: EvaluatedKinds,
    signal: AbortSignal,
  ): Promise<Evaluation> {
    signal.throwIfAborted();
    const end = performance.now() + setDeadline;
    const open = (usable: readonly SourceFile[]): FileEvaluator => {
      /** Threads that have this set's files. */
      const opened = new WeakSet<WorkerThread>();
      const outOfTime = () => performance.now() >= end;

      async function askAny(question: Question): Promise<{ readonly answer: Answer; readonly outcome?: FileOutcome }> {
        const thread = idle.pop() ?? (await take(signal));
        let answer: Answer = { kind: "answer", value: "ready" };
        if (!opened.has(thread)) {
          answer = await thread.ask({ kind: "open", files: [...usable], kinds: [...kinds] }, setDeadline, signal);
          opened.add(thread);
        }
        if (answer.kind === "answer") answer = await ask(thread, question, signal);
        const outcome = read(answer, kinds);
        if (outcome?.healthy === true) idle.push(thread);
        else await thread.terminate();
        signal.throwIfAborted();
        return outcome === undefined ? { answer } : { answer, outcome };
      }

      return {
        atOnce: usable.length < filesForAnotherThread ? 1 : threads,
        outOfTime,
        async evaluate({ path }) {
          const { answer, outcome } = await askAny({ kind: "evaluate", path });
          if (outcome !== undefined) return outcome;
          // What the thread knew of the file went with it.
          const parsed = outOfTime() ? undefined : (await askAny({ kind: "imports", path })).outcome;
          return { ...broken(answer, path), imports: parsed?.imports ?? [] };
        },
      };
    };
    return evaluateFiles(files, { kinds, tell, open });
  }

  return {
    async evaluate(files, kinds, signal) {
      const evaluation = turn.then(async () => evaluateSet(files, kinds, signal));
      turn = evaluation.catch(() => undefined);
      return evaluation;
    },
    async close() {
      await turn;
      const started = await spare;
      spare = undefined;
      await Promise.all(
        [...idle.splice(0), ...(started === undefined ? [] : [started])].map((thread) => thread.terminate()),
      );
    },
  };
}

/** undefined: it did not start. Why is told to whoever asks for an evaluation, for which another start is tried. */
async function startSpare(): Promise<WorkerThread | undefined> {
  return startWorkerThread(new AbortController().signal).catch(() => undefined);
}

/** undefined: there is none. */
function read(answer: Answer, kinds: EvaluatedKinds): FileOutcome | undefined {
  if (answer.kind !== "answer") return undefined;
  try {
    return parseFileOutcome(answer.value, kinds);
  } catch (error) {
    if (!(error instanceof UnreadableEvaluationError)) throw error;
    return undefined;
  }
}

function broken({ kind }: Answer, path: string): Omit<FileOutcome, "imports"> {
  const diagnostic = tell(problem(kind === "overrun" ? "too-much-work" : "evaluation-failed/thread", startOf(path)));
  return { definitions: [], diagnostics: [diagnostic], importedCalls: [], healthy: false };
}
