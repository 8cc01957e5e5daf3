import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { answer, type Asked, type Ended } from "./across.ts";
import type { WorkerPlace } from "./worker.ts";

/** Makes one file of the worker, which starts several times as fast as its sources. */
export async function bundleWorker(outfile: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("worker.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return outfile;
}

export interface WorkerProcess {
  /** Resolves when it has asked for the target's lock; or has ended. */
  readonly begun: Promise<void>;
  /** How its job ended; undefined: the process died before. */
  readonly ended: Promise<string | undefined>;
  isAtWork(): boolean;
  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** Starts a worker, and answers for its ports until it ends. */
export function startWorker(
  program: string,
  place: WorkerPlace,
  ports: Readonly<Record<string, object>>,
): WorkerProcess {
  const child = spawn(process.execPath, [program, JSON.stringify(place)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
    env: {},
  });
  const begun = Promise.withResolvers<void>();
  let outcome: string | undefined;
  child.on("message", (message: Asked | Ended) => {
    if ("ended" in message) {
      outcome = message.ended;
      return;
    }
    if (message.method === "acquire") begun.resolve();
    void answer(message, ports).then((answered) => tell(child, answered));
  });
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => resolve(outcome));
  });
  void ended.finally(begun.resolve).catch(() => {});
  return {
    begun: begun.promise,
    ended,
    isAtWork: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
  };
}

/** Who died meanwhile is not told. */
function tell(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => {});
}
