import type { Clock } from "../../workflows/ports/clock.ts";
import { CloudError } from "../../workflows/ports/resources.ts";

const READ_ATTEMPTS = 4;
/** Milliseconds; doubled at each attempt, and a random part of it is waited. */
const READ_PAUSE = 250;

/** Repeats what only reads, after a random pause that grows. */
export async function repeatRead<Result>(
  clock: Clock,
  signal: AbortSignal,
  read: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const retriable = error instanceof CloudError && error.kind === "retriable";
      if (!retriable || attempt === READ_ATTEMPTS) throw error;
      await clock.sleep(Math.random() * READ_PAUSE * 2 ** attempt, signal);
    }
  }
}
