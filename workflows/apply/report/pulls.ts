import type { AllowedChange } from "../../engine/plan/review/review.ts";
import { isSameKey, keyText } from "../../engine/values/key.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../../calls/map-concurrently.ts";
import type { Forge } from "../../ports/forge.ts";
import type { PublicationStore } from "../../ports/ledger.ts";
import { entryOf } from "../../ports/progress.ts";
import type { PullRequest } from "../../ports/review.ts";
import type { ChangeElsewhere } from "../../render/context.ts";
import type { Beginning } from "../review/begin.ts";
import { type History, stepsBetween } from "../review/history/steps.ts";
import { lastPublished } from "../../plan/published.ts";
import { type Decided, pullOf } from "./decided.ts";

/** A merged pull request with what its plan showed. */
export interface ShownPull {
  readonly pull: PullRequest;
  /** The keys, as text, of what its newest plan before the merge changes; "unreadable": something; null: there was none. */
  readonly shown: ReadonlySet<string> | "unreadable" | null;
}

interface PullDeps {
  readonly forge: Pick<Forge, "id" | "review">;
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
}

/** The pull requests that a run brings to the target: merged since the newest commit whose run was reported. */
export async function pullsMerged({ branch, tip, progress }: Beginning, deps: PullDeps): Promise<readonly ShownPull[]> {
  // Of a history that was rewritten nothing is to be told.
  if (progress.doubt === "rewritten" || progress.reported === tip) return [];
  const merged = await deps.forge.review.mergedBetween(branch, progress.reported, tip);
  return await mapConcurrently(merged, CALLS_AT_ONCE, (pull) => withShown(pull, deps));
}

export async function withShown(pull: PullRequest, { forge, ledger }: PullDeps): Promise<ShownPull> {
  const plan = await lastPublished(pull, { ledger, repository: forge.id.id });
  if (plan === undefined || plan === "unreadable") return { pull, shown: plan ?? null };
  return { pull, shown: new Set(Object.keys(plan.changes)) };
}

/** Whether people were shown a plan that does something. */
export function hasShown({ shown }: ShownPull): boolean {
  return shown === "unreadable" || (shown !== null && shown.size > 0);
}

/** The pull request that made a commit of the branch, where it is not among those that are known; undefined: none did. */
export async function pullAt(
  commit: string,
  known: readonly ShownPull[],
  deps: PullDeps,
): Promise<ShownPull | undefined> {
  const found = known.find(({ pull }) => pull.mergeCommit === commit);
  if (found !== undefined) return found;
  const named = await deps.forge.review.pullRequestsOf(commit);
  const pull = named.find(({ mergeCommit }) => mergeCommit === commit);
  return pull === undefined ? undefined : await withShown(pull, deps);
}

/** The numbers of the pull requests that changed what is declared since the last run that had a plan. */
export async function pullsDeclaring({ tip, progress }: Beginning, history: History): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  for await (const step of stepsBetween(progress.progress?.commit ?? null, tip, history)) {
    if (step !== "too-far" && step.pull !== null) numbers.add(step.pull.number);
  }
  return numbers;
}

/** What a pull request changed, or was to change, and something else changed again after it. */
export function changedAgain({ pull, shown }: ShownPull, decided: Decided): readonly ChangeElsewhere[] {
  const { applied, before, pending } = decided;
  const own = new Set(shown === null || shown === "unreadable" ? [] : shown);
  for (const { key, cause } of before.pending) if (cause?.pull === pull.number) own.add(keyText(key));
  return applied.result.results.flatMap(({ key, name }) => {
    const by = pullOf(key, decided);
    if (!own.has(keyText(key)) || by === pull.number) return [];
    // What no commit caused, such as a parameter that was rotated, is no change of what is declared.
    const allowed = applied.review.allowed.find(({ change }) => isSameKey(change.key, key));
    const isCaused = allowed === undefined ? (entryOf(key, pending)?.cause ?? null) !== null : isBrought(allowed);
    return by !== null || isCaused ? [{ name, pull: by }] : [];
  });
}

function isBrought({ by }: AllowedChange): boolean {
  return by !== "uncaused";
}
