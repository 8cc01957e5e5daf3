import type { Context } from "aws-lambda";
import { createCliLog } from "../../infra/compose/terminal.ts";
import type { Log } from "../../workflows/ports/log.ts";

/** Lambda's context of one invocation. */
export function lambdaContext(options: { readonly remainingMilliseconds?: number } = {}): Context {
  const ends = performance.now() + (options.remainingMilliseconds ?? 60_000);
  return {
    awsRequestId: "8f5d2c1e-0000-4000-8000-000000000000",
    callbackWaitsForEmptyEventLoop: false,
    functionName: "under-test",
    functionVersion: "1",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:under-test",
    memoryLimitInMB: "128",
    logGroupName: "group",
    logStreamName: "stream",
    getRemainingTimeInMillis: () => ends - performance.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

export interface MemoryLog extends Log {
  readonly entries: readonly { readonly message: string; readonly error: unknown }[];
  /** What a terminal would have shown. */
  text(): string;
}

/** A log that remembers, both what it was told and what it would have written. */
export function memoryLog(): MemoryLog {
  const lines: string[] = [];
  const entries: { message: string; error: unknown }[] = [];
  const written = createCliLog({ level: "info", write: (line) => void lines.push(line) });
  const record =
    (level: "info" | "warn") =>
    (...[message, fields]: Parameters<Log["info"]>) => {
      entries.push({ message, error: undefined });
      written[level](message, fields);
    };
  return {
    entries,
    text: () => lines.join(""),
    info: record("info"),
    warn: record("warn"),
    error: (message, error, fields) => {
      entries.push({ message, error });
      written.error(message, error, fields);
    },
  };
}
