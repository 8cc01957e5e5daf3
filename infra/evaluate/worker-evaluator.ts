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
import { compileEngines } from "./engines.ts";
import type { Question } from "./worker-messages.ts";
import { type Answer, startWorkerThread, type WorkerThread } from "./worker-thread.ts";

export interface WorkerEvaluatorOptions {
  /**
   * Milliseconds for one file, which may take them twice. What a file does is counted, so this ends only what cannot be
   * counted, or what a machine is too slow for. Default 20 000.
   */
  readonly fileDeadline?: number;
  /** Milliseconds after which no further file of a set is begun. Default 40 000. */
  readonly setDeadline?: number;
  /** Threads that share a large set. Default: two where there are two cores; more would cost more memory than time. */
  readonly threads?: number;
  /** Starts a thread. Default: one with engines that are compiled once for all of them. */
  readonly startThread?: StartThread;
}

type StartThread = (signal: AbortSignal) => Promise<WorkerThread>;

export interface WorkerEvaluator extends Evaluator {
  /** Ends the worker threads. A later evaluation starts new ones. */
  close(): Promise<void>;
}

const tell = createTell(setTexts);

/** Starting one more thread takes as long as evaluating so many ordinary files. */
const filesForAnotherThread = 60;

/** Milliseconds for handing the files of a set to a thread. */
const openDeadline = 20_000;

/** What became of a question about a file. */
interface Answered {
  readonly answer: Answer;
  readonly outcome?: FileOutcome;
}

/**
 * Evaluates in worker threads of this process, which therefore should hold nothing worth stealing. A thread is
 * reused, and replaced when a file breaks it or takes more than its time; that file is tried again in a new one, and the
 * others are evaluated all the same. Evaluations asked for at the same time take turns. Rejects with
 * `EvaluatorFailedError` when no thread can be started, and with the signal's reason when it is aborted.
 */
export function createWorkerEvaluator(options: WorkerEvaluatorOptions = {}): WorkerEvaluator {
  const { fileDeadline = 20_000, setDeadline = 40_000, threads = Math.min(2, availableParallelism()) } = options;
  const startThread = options.startThread ?? startingThreads();
  /** Threads that answered well; one that is at work, or failed, is out of reach. */
  const idle: WorkerThread[] = [];
  // The first thread starts at once, so that an evaluation that is asked for soon waits less.
  let spare: Promise<WorkerThread | undefined> | undefined = startSpare(startThread);
  let turn: Promise<unknown> = spare;

  async function take(signal: AbortSignal): Promise<WorkerThread> {
    const started = spare;
    spare = undefined;
    return (await started) ?? (await startThread(signal));
  }

  /** Asks about a file. While one takes long, the thread that may have to replace this one starts already. */
  async function ask(thread: WorkerThread, question: Question, signal: AbortSignal): Promise<Answer> {
    const timer = setTimeout(() => {
      if (idle.length === 0) spare ??= startSpare(startThread);
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

      async function askAny(question: Question, thread = idle.pop()): Promise<Answered> {
        const asked = thread ?? (await take(signal));
        let answer: Answer = { kind: "answer", value: "ready" };
        if (!opened.has(asked)) {
          answer = await asked.ask({ kind: "open", files: [...usable], kinds: [...kinds] }, openDeadline, signal);
          opened.add(asked);
        }
        if (answer.kind === "answer") answer = await ask(asked, question, signal);
        const outcome = read(answer, kinds);
        if (outcome?.healthy === true) idle.push(asked);
        else await asked.terminate();
        signal.throwIfAborted();
        return outcome === undefined ? { answer } : { answer, outcome };
      }

      return {
        atOnce: usable.length < filesForAnotherThread ? 1 : threads,
        seconds: fileDeadline / 1_000,
        outOfTime: () => performance.now() >= end,
        async evaluate({ path }) {
          const question = { kind: "evaluate", path } as const;
          const first = await askAny(question);
          // The machine may have been busy, or have refused memory: neither is the file's fault.
          const { answer, outcome } = first.outcome === undefined ? await askAny(question, await take(signal)) : first;
          if (outcome !== undefined) return outcome;
          if (answer.kind === "overrun") return null;
          // What the thread knew of the file went with it.
          const parsed = (await askAny({ kind: "imports", path })).outcome;
          return { ...broken(path), imports: parsed?.imports ?? [] };
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
async function startSpare(startThread: StartThread): Promise<WorkerThread | undefined> {
  return startThread(new AbortController().signal).catch(() => undefined);
}

function startingThreads(): StartThread {
  const engines = compileEngines();
  // Whoever starts a thread learns of it.
  engines.catch(() => undefined);
  return async (signal) => startWorkerThread(engines, signal);
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

function broken(path: string): Omit<FileOutcome, "imports"> {
  const diagnostic = tell(problem("evaluation-failed/thread", startOf(path)));
  return { definitions: [], diagnostics: [diagnostic], importedCalls: [], work: 0, healthy: false };
}
