import { isSameKey } from "../../engine/values/key.ts";
import type { RunResult } from "../../engine/plan/write/result.ts";
import type { Forge } from "../../ports/forge.ts";
import type { PullRequest } from "../../ports/review.ts";
import type { Beginning } from "../review/begin.ts";
import { stateOf } from "../review/pending.ts";

/** Pull requests that are told how what was held of them ended, at most, by one run. */
const MOST_TOLD = 20;

/** The pull requests that a run brings to the target: merged since the newest commit whose run was reported. */
export async function pullsMerged(
  { branch, tip, progress }: Beginning,
  { review }: Pick<Forge, "review">,
): Promise<readonly PullRequest[]> {
  // Of a history that was rewritten nothing is to be told.
  if (progress.doubt === "rewritten" || progress.reported === tip) return [];
  return await review.mergedBetween(branch, progress.reported, tip);
}

/** The pull requests of earlier runs whose changes this one decided otherwise. */
export async function pullsDecided(
  { progress }: Beginning,
  { merged, result }: { readonly merged: readonly PullRequest[]; readonly result: RunResult },
  { review }: Pick<Forge, "review">,
): Promise<readonly PullRequest[]> {
  if (progress.doubt === "rewritten") return [];
  const numbers = new Set<number>();
  for (const { key, state, reason, cause } of progress.pending) {
    const pull = cause?.pull ?? null;
    const now = result.results.find((each) => isSameKey(each.key, key));
    if (pull === null || now === undefined || merged.some(({ number }) => number === pull)) continue;
    const isOther =
      now.status === "applied" || stateOf(now) !== state || (now.error ?? "").slice(0, reason.length) !== reason;
    if (isOther && numbers.size < MOST_TOLD) numbers.add(pull);
  }
  return await Promise.all([...numbers].map((number) => review.pullRequest(number)));
}
