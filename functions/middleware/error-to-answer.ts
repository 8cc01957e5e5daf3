import type { MiddlewareObj } from "@middy/core";

/**
 * Ends a failed invocation with an ordinary answer instead of an exception: what Lambda prints and returns of an
 * exception is its full text, which may be another system's.
 */
export function errorToAnswer<TEvent, TResult>(
  toAnswer: (event: TEvent) => TResult,
): Required<Pick<MiddlewareObj<TEvent, TResult>, "onError">> {
  return {
    onError: (request) => {
      // Set and not returned: a returned value would keep the other middlewares from seeing the error.
      request.response = toAnswer(request.event);
    },
  };
}
