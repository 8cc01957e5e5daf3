import type { ApplyContext } from "./apply-context.ts";
import { backoff } from "./insist.ts";
import { need } from "./ports/answer.ts";
import type { ResourceWriter, Progress } from "./ports/resources.ts";

const ended: ReadonlySet<string> = new Set(["SUCCESS", "FAILED", "CANCEL_COMPLETE"]);

export type Waiting = Pick<ApplyContext, "clock" | "deadline" | "signal" | "keeper">;

/** Waits and keeps the lock: its lease runs out sooner than an operation may take. At most 30 seconds at a time. */
export async function pause(milliseconds: number, { clock, signal, keeper }: Waiting): Promise<void> {
  await clock.sleep(milliseconds, signal);
  await keeper.lease();
}

/** Polls an operation until it ends; undefined: the deadline came first. Rejects with `RefusedError`. */
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
    progress = need(await connections.progress(progress.requestToken, waiting.signal));
    onPoll?.(progress);
  }
  return progress;
}
