import { setTimeout as sleep } from "node:timers/promises";
import type { MergeCandidate } from "../../workflows/ports/source.ts";
import { GithubError } from "./github-error.ts";
import type { PullLook } from "./pull-look.ts";

/** Milliseconds. The interval doubles from `first` up to `longest`. */
export interface MergePolling {
  readonly first: number;
  readonly longest: number;
  readonly deadline: number;
}

export interface MergeCandidateDeps {
  readonly look: () => Promise<PullLook>;
  /** Reads the pull request by REST, which has GitHub try the merge. */
  readonly read: () => Promise<unknown>;
  readonly polling: MergePolling;
}

const operation = "compute the merge";

/**
 * Waits until GitHub has merged a pull request's head into the base's tip for a test. What GitHub gives may be of an
 * older base, so the commit counts only when its parents are exactly the tip now and the head: tip, head and commit come
 * with one look. Rejects with a `GithubError`: `conflict` when the pull request is closed, `unavailable` when it takes too
 * long.
 */
export async function readMergeCandidate(
  number: number,
  { look, read, polling }: MergeCandidateDeps,
  signal: AbortSignal,
): Promise<MergeCandidate> {
  const deadline = AbortSignal.timeout(polling.deadline);
  const either = AbortSignal.any([signal, deadline]);
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  either.addEventListener("abort", () => ended.reject(either.reason), { once: true });
  let interval = polling.first;
  for (let looks = 1; ; looks += 1) {
    try {
      const candidate = candidateFrom(number, await Promise.race([look(), ended.promise]));
      if (candidate !== undefined) return candidate;
      // [U] whether a question by GraphQL has GitHub try it: where two did not, the other one does.
      if (looks === 2) await Promise.race([read(), ended.promise]);
      await sleep(interval, undefined, { signal: either });
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw new GithubError({ kind: "unavailable", operation, detail: "it took too long", cause: error });
      }
      if (!(error instanceof GithubError && error.kind === "unavailable")) throw error;
      await sleep(interval, undefined, { signal: either }).catch(() => undefined);
    }
    signal.throwIfAborted();
    interval = Math.min(interval * 2, polling.longest);
  }
}

/** undefined: GitHub has not merged this head into this tip yet. */
function candidateFrom(number: number, { pull, mergeable, tip: base, merge }: PullLook): MergeCandidate | undefined {
  if (!pull.open) {
    throw new GithubError({ kind: "conflict", operation, detail: `pull request ${number} is not open` });
  }
  if (mergeable === null || base === undefined) return undefined;
  const { head } = pull;
  if (!mergeable) return { kind: "conflict", head, base };
  const [first, second, ...others] = merge?.parents ?? [];
  if (merge === null || first !== base || second !== head || others.length > 0) return undefined;
  return { kind: "merge", commit: merge.commit, head, base };
}
