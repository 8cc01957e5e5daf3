import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseEvaluation } from "../../workflows/engine/evaluate/parse-evaluation.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
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
];

/** Milliseconds for all: the start, the set's own deadline, and the last file's. */
const deadline = 25_000;
/** Bytes. An evaluation's size is bounded where it is made. */
const largestAnswer = 32 * 1024 * 1024;

/**
 * Evaluates in a child process, one for each evaluation, without an environment and without access to files. Rejects
 * with `EvaluatorFailedError` when the child fails, with `UnreadableEvaluationError` when its answer is no
 * evaluation, and with the signal's reason when it is aborted.
 */
export function createChildEvaluator(): Evaluator {
  return {
    async evaluate(files, signal) {
      signal.throwIfAborted();
      const answer = await run(JSON.stringify({ files }), signal);
      return parseEvaluation(parseJson(answer));
    },
  };
}

function packagesFolder(name: string): URL {
  const file = import.meta.resolve(name);
  const folder = "/node_modules/";
  return new URL(file.slice(0, file.lastIndexOf(folder) + folder.length));
}

async function run(request: string, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [...flags, fileURLToPath(entry)], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  });
  const ended = Promise.withResolvers<void>();
  const stop = (reason: unknown) => {
    child.kill("SIGKILL");
    ended.reject(reason);
  };
  const timer = setTimeout(() => stop(failure("took too long")), deadline);
  const abort = () => stop(signal.reason);
  signal.addEventListener("abort", abort);
  child.on("error", () => ended.reject(failure("did not start")));
  child.on("close", (status) => (status === 0 ? ended.resolve() : ended.reject(failure("failed"))));
  // A child that ends early closes its input; how it ended says more.
  child.stdin.on("error", () => undefined);
  child.stdin.end(request);
  try {
    const [answer] = await Promise.all([collect(child.stdout), ended.promise]);
    return answer;
  } finally {
    child.kill("SIGKILL");
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

async function collect(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > largestAnswer) throw failure("answered with too much");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
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
