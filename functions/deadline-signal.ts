/** The part of Lambda's context that is used; a local caller may leave all of it out. */
export interface InvocationContext {
  readonly awsRequestId?: string;
  readonly getRemainingTimeInMillis?: () => number;
}

/**
 * A signal that is aborted `reserve` milliseconds before Lambda ends the invocation, so that work can stop in order.
 * Unlike middy's early timeout, the handler still decides the answer. Without a deadline it is never aborted.
 */
export function deadlineSignal(context: InvocationContext, reserve: number): AbortSignal {
  const remaining = context.getRemainingTimeInMillis?.();
  if (remaining === undefined) return new AbortController().signal;
  return remaining <= reserve ? AbortSignal.abort() : AbortSignal.timeout(Math.floor(remaining - reserve));
}
