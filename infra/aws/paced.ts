import type { RateLimiter } from "./rate-limiter.ts";

/** What the clients of the AWS SDK have in common, as far as it is needed here. */
interface Client {
  readonly config: {
    readonly requestHandler: {
      handle(request: never, options?: { readonly abortSignal?: unknown }): Promise<unknown>;
    };
  };
  readonly middlewareStack: {
    add(middleware: never, options: { name: string; step: "finalizeRequest"; priority: "low" }): void;
  };
}

/** Error names by which AWS's services say that they are asked too often. */
const throttlings: ReadonlySet<string> = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
]);

const never = new AbortController().signal;

/**
 * Makes a client take a turn for everything that it sends: pages, and the SDK's own repetitions, count like all else.
 * It sits at the client, and not at the adapters, so that no adapter can forget it.
 */
export function paced<Paced extends Client>(client: Paced, limiter: RateLimiter): Paced {
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    // The signal reaches the handler and no middleware.
    const signal = options?.abortSignal;
    await limiter.take(signal instanceof AbortSignal ? signal : never);
    return await send(request, options);
  };
  const watch = (next: (given: unknown) => Promise<unknown>) => async (given: unknown) => {
    try {
      return await next(given);
    } catch (error) {
      if (error instanceof Error && throttlings.has(error.name)) limiter.throttled();
      throw error;
    }
  };
  // Inside the SDK's retries, which have a higher priority in the same step. Each client types its middlewares by its
  // own operations; this one looks at none of them, hence `never`.
  client.middlewareStack.add(watch as never, { name: "bridgeheadRateLimit", step: "finalizeRequest", priority: "low" });
  return client;
}
