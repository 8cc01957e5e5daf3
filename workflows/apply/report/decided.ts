import type { Plan } from "../../engine/plan/plan.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { isSameKey, type Key, keyText } from "../../engine/values/key.ts";
import type { DoneChange } from "../../ports/ledger.ts";
import { type BranchProgress, entryOf, type PendingChange } from "../../ports/progress.ts";
import type { AppliedDefinitions } from "../apply-definitions.ts";
import { isSameWord } from "../review/pending.ts";

/** What a run decided, and what stood before it. */
export interface Decided {
  readonly applied: AppliedDefinitions;
  /** The plan of all, where the run was about one resource of it. */
  readonly whole: Plan;
  readonly before: BranchProgress;
  /** What it left pending. */
  readonly pending: readonly PendingChange[];
  /** Whether it was about the whole target. */
  readonly isWhole: boolean;
}

/** The pull request that brought what a result is about; null: none, or of a history that was rewritten. */
export function pullOf(key: Key, { applied, before, pending }: Decided): number | null {
  if (before.doubt === "rewritten") return null;
  return applied.pulls.get(keyText(key)) ?? entryOf(key, pending)?.cause?.pull ?? null;
}

/** Whether a result says something that no run before it has said. */
export function isNews(result: ChangeResult, { applied, before }: Decided): boolean {
  const { key, action, status, authorization } = result;
  if (action === "no-op") {
    return authorization !== null && applied.records.get(keyText(key))?.authorization !== authorization;
  }
  const left = entryOf(key, before.pending);
  return status === "applied" || left === undefined || !isSameWord(left, result);
}

/** The tip of the branch. */
export interface Tip {
  readonly tip: string;
  /** What runs did at it that is no pull request's. */
  readonly done: readonly DoneChange[];
  /** Whether a pull request's merge made it. */
  readonly isMerge: boolean;
}

/**
 * Whether what no pull request brought came up with the tip, or was decided on it. What waited before concerns nobody
 * who did not bring it.
 */
export function isOfTip(key: Key, decided: Decided, { tip, done, isMerge }: Tip): boolean {
  const { applied, before, pending } = decided;
  if (pullOf(key, decided) !== null) return false;
  if (before.doubt !== "none" || done.some(({ result }) => isSameKey(result.key, key))) return true;
  const result = applied.result.results.find((each) => isSameKey(each.key, key));
  const isNew = result !== undefined && isNews(result, decided);
  const entry = entryOf(key, pending);
  if (entry === undefined) return isNew && !(result.action === "no-op" && isMerge);
  // A check on a commit that is no longer on the branch tells nobody.
  if (entry.isBarred) return !isMerge;
  return entry.cause === null ? entry.sinceCommit === tip : entry.cause.until === tip;
}

/** The numbers of the pull requests of earlier runs that have something to be told, oldest decisions first. */
export function earlierPulls(decided: Decided, merged: ReadonlySet<number>): readonly number[] {
  const { applied, before, isWhole } = decided;
  if (before.doubt === "rewritten") return [];
  const { results } = applied.result;
  const decidedOtherwise = results.filter((result) => isNews(result, decided)).map(({ key }) => pullOf(key, decided));
  const ended = isWhole && applied.plan.digest !== null ? endedOf(decided) : [];
  const all = [...(isWhole ? before.untold : []), ...ended, ...decidedOtherwise];
  return [...new Set(all)].filter((pull) => pull !== null).filter((pull) => !merged.has(pull));
}

/** Whose pending change came to an end without a result: an earlier run died on it, or another pull request took it over. */
function endedOf(decided: Decided): readonly number[] {
  const { applied, before, pending } = decided;
  return before.pending.flatMap(({ key, cause }) => {
    const pull = cause?.pull ?? null;
    if (pull === null) return [];
    const isTold = applied.result.results.some((result) => isSameKey(result.key, key));
    if (!isTold) return entryOf(key, pending) === undefined ? [pull] : [];
    // Of a history in doubt nobody knows whose it is any more.
    return before.doubt === "none" && pullOf(key, decided) !== pull ? [pull] : [];
  });
}
