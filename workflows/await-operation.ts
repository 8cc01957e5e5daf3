import type { ApplyContext } from "./apply-context.ts";
import { CloudError, type ResourceWriter, type Progress } from "./ports/resources.ts";

/** How often a call that AWS could not take is repeated, with the same client token: for about 15 seconds. */
const CALL_ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

const ended: ReadonlySet<string> = new Set(["SUCCESS", "FAILED", "CANCEL_COMPLETE"]);

export type Waiting = Pick<ApplyContext, "clock" | "deadline" | "signal" | "keeper">;

/** Repeats a call while AWS says that the same call may succeed later. Other refusals are the caller's. */
export async function withRetries<Result>(call: () => Promise<Result>, waiting: Waiting): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const isWorthRepeating = error instanceof CloudError && error.kind === "retriable";
      const wait = backoff(attempt);
      if (!isWorthRepeating || attempt === CALL_ATTEMPTS || waiting.clock.now() + wait > waiting.deadline) throw error;
      await pause(wait, waiting);
    }
  }
}

/** Exponential, capped, with jitter: between half and all of the step. */
export function backoff(attempt: number): number {
  const step = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return step / 2 + (Math.random() * step) / 2;
}

/** Waits and keeps the lock: its lease runs out sooner than an operation may take. At most 30 seconds at a time. */
export async function pause(milliseconds: number, { clock, signal, keeper }: Waiting): Promise<void> {
  await clock.sleep(milliseconds, signal);
  await keeper.lease();
}

/** Polls an operation until it ends; undefined: the deadline came first. */
export async function awaitOperation(
  first: Progress,
  connections: ResourceWriter,
  waiting: Waiting,
  onPoll?: (progress: Progress) => void,
): Promise<Progress | undefined> {
  let progress = first;
  for (let attempt = 1; !ended.has(progress.status); attempt += 1) {
    const now = waiting.clock.now();
    // RetryAfter is a point in time, not a delay; one far ahead is capped, so that a wrong clock cannot stall a run.
    const asked = progress.retryAfter === null ? backoff(attempt) : progress.retryAfter - now;
    const wait = Math.min(Math.max(asked, 100), 30_000);
    if (now + wait > waiting.deadline) return undefined;
    await pause(wait, waiting);
    progress = await withRetries(() => connections.progress(progress.requestToken, waiting.signal), waiting);
    onPoll?.(progress);
  }
  return progress;
}
