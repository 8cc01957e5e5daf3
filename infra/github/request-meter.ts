import { AsyncLocalStorage } from "node:async_hooks";

/** Counts the requests to GitHub of one task. */
export interface RequestMeter {
  /** Counts a request before it is sent. Rejects where it may not be sent. */
  take(): Promise<void>;
  /** Counts one that is sent once more because GitHub failed to answer it. */
  repeat(): void;
}

const current = new AsyncLocalStorage<RequestMeter>();

/**
 * Counts what is asked of GitHub while a task runs, whichever client asks. Clients are shared by the jobs of a worker, and
 * what they send waits in queues of their own: the meter is taken where a request is made, and stays with it.
 */
export function metered<T>(meter: RequestMeter, task: () => Promise<T>): Promise<T> {
  return current.run(meter, task);
}

/** Counts one request of Octokit's. Returns what sends it: called again, it counts again. */
export async function countRequest(send: typeof fetch): Promise<typeof fetch> {
  const meter = current.getStore();
  if (meter === undefined) return send;
  await meter.take();
  let isSent = false;
  return (input, init) => {
    if (isSent) meter.repeat();
    isSent = true;
    return send(input, init);
  };
}
