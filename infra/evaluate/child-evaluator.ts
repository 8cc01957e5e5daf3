import { ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseEvaluation } from "../../workflows/engine/read/parse-evaluation.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { lines } from "./lines.ts";
import { EvaluatorFailedError } from "./worker-thread.ts";

/** Both branches name the same file once this one is bundled: the entry stands beside the bundle. */
const entry = import.meta.url.endsWith(".ts")
  ? new URL("./evaluate-child.ts", import.meta.url)
  : new URL("./evaluate-child.mjs", import.meta.url);

/** Folders with the program and what it imports: all that the child may read. Packages may stand behind a link. */
const code = import.meta.url.endsWith(".ts")
  ? [new URL("../../", import.meta.url), packagesFolder("quickjs-emscripten-core"), packagesFolder("valibot")]
  : [new URL("./", import.meta.url)];

const flags = [
  // No file but the program's own, no other program, nothing written.
  "--permission",
  "--allow-worker",
  ...code.map((folder) => `--allow-fs-read=${fileURLToPath(folder)}*`),
  "--disable-warning=ExperimentalWarning",
  "--disable-warning=SecurityWarning",
  "--max-old-space-size=256",
  // What comes from a thread is looked at once and sent on.
  "--max-semi-space-size=2",
];

/** Milliseconds for one request: the start, the set's own deadline, and the last files' twice. */
const deadline = 110_000;
/** Characters. An evaluation's size is bounded where it is made. */
const largestAnswer = 32 * 1024 * 1024;

export interface ChildEvaluator extends Evaluator {
  /** Starts the process, unless there is one, so that a request that comes soon waits less. */
  prepare(): void;
  /** The process that evaluates, if there is one: a benchmark looks at its memory. */
  pid(): number | undefined;
  /** Ends the process, if there is one. */
  close(): void;
}

/**
 * Evaluates in a child process without an environment and without access to files. It is started for the first
 * request and kept for the next, one at a time; it does not keep this process alive. Rejects with
 * `EvaluatorFailedError` when the child fails, with `UnreadableEvaluationError` when its answer is no evaluation, and
 * with the signal's reason when it is aborted; after any of these the next request gets a new child.
 */
export function createChildEvaluator(): ChildEvaluator {
  let child: Child | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const evaluate: Evaluator["evaluate"] = async (files, kinds, signal) => {
    signal.throwIfAborted();
    child ??= startChild();
    try {
      return parseEvaluation(parseJson(await ask(child, JSON.stringify({ files, kinds }), signal)), kinds);
    } catch (error) {
      child?.process.kill("SIGKILL");
      child = undefined;
      throw error;
    }
  };
  return {
    evaluate(files, kinds, signal) {
      const result = turn.then(() => evaluate(files, kinds, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    prepare() {
      child ??= startChild();
      hold(child.process, false);
    },
    pid: () => child?.process.pid,
    close() {
      child?.process.kill("SIGKILL");
      child = undefined;
    },
  };
}

function packagesFolder(name: string): URL {
  const file = import.meta.resolve(name);
  const folder = "/node_modules/";
  return new URL(file.slice(0, file.lastIndexOf(folder) + folder.length));
}

interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: AsyncIterator<string>;
}

function startChild(): Child {
  const child = spawn(process.execPath, [...flags, fileURLToPath(entry)], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  });
  // A child that ends early closes its input; that no answer comes says more.
  child.stdin.on("error", () => undefined);
  child.on("error", () => child.stdout.destroy());
  return { process: child, lines: lines(child.stdout, largestAnswer) };
}

/** One request, one line; one answer, one line. */
async function ask({ process: child, lines: answers }: Child, request: string, signal: AbortSignal): Promise<string> {
  hold(child, true);
  const stopped = Promise.withResolvers<never>();
  const timer = setTimeout(() => stopped.reject(failure("took too long")), deadline);
  const abort = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    child.stdin.write(`${request}\n`);
    const answer = await Promise.race([answers.next(), stopped.promise]);
    if (answer.done === true) throw failure("failed");
    return answer.value;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    hold(child, false);
  }
}

/** Whether the child keeps this process alive: only while somebody waits for it. */
function hold(child: Child["process"], isNeeded: boolean): void {
  for (const handle of [child, child.stdin, child.stdout]) {
    if (!(handle instanceof ChildProcess || handle instanceof Socket)) continue;
    if (isNeeded) handle.ref();
    else handle.unref();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the answer.
    throw failure("did not answer with JSON");
  }
}

function failure(what: string): EvaluatorFailedError {
  return new EvaluatorFailedError(`the evaluator's process ${what}`);
}
