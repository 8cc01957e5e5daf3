import type { MiddlewareObj } from "@middy/core";
import type { Log, LogFields } from "../../workflows/ports/log.ts";
import type { InvocationContext } from "../deadline-signal.ts";

export interface RequestLogOptions<TEvent, TResult> {
  readonly log: Log;
  /** Fields that tie the entries of one request to those of others. They are read before the event is parsed. */
  readonly correlate: (event: TEvent) => LogFields;
  /** What is said of an answer. */
  readonly describe: (response: TResult) => LogFields;
}

/** One entry for each invocation, with how long it took and how it ended. Never the event, never the answer's text. */
export function requestLog<TEvent, TResult>(
  options: RequestLogOptions<TEvent, TResult>,
): Required<Pick<MiddlewareObj<TEvent, TResult>, "before" | "after" | "onError">> {
  const { log, correlate, describe } = options;
  // Keyed by context: every invocation has its own, also where several run in one process.
  const started = new WeakMap<object, number>();

  const fieldsOf = (event: TEvent, context: InvocationContext): LogFields => ({
    ...(context.awsRequestId === undefined ? {} : { requestId: context.awsRequestId }),
    ...correlate(event),
    durationMilliseconds: Math.round(performance.now() - (started.get(context) ?? performance.now())),
  });
  return {
    before: ({ context }) => void started.set(context, performance.now()),
    after: ({ event, context, response }) => {
      if (response === null || response === undefined) return;
      log.info("handled", { ...fieldsOf(event, context), ...describe(response) });
    },
    onError: ({ event, context, error }) => {
      log.error("failed", error, fieldsOf(event, context));
    },
  };
}
