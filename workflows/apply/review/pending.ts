import { compareKeys, isSameKey, keyText } from "../../engine/values/key.ts";
import { type Change, pendingChanges, resourcesOf, replacedBy } from "../../engine/plan/plan.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import type { Evidence, HoldCause, Review } from "../../engine/plan/review/review.ts";
import { type BranchProgress, entryOf, type PendingChange } from "../../ports/progress.ts";
import type { AppliedDefinitions } from "../apply-definitions.ts";
import type { Causes } from "./history/causes.ts";

/** What is kept of a reason. */
const LONGEST_REASON = 500;

export interface Leaving {
  readonly tip: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly progress: BranchProgress;
  readonly causes: Causes;
  readonly evidenceOf: (change: Change) => Promise<Evidence>;
}

/** What a run did not bring to its end, each with its cause: later runs find it there, however far the branch goes on. */
export async function pendingAfter(
  { plan, records, result, review }: AppliedDefinitions,
  leaving: Leaving,
): Promise<readonly PendingChange[]> {
  const results = new Map(result.results.map((each) => [keyText(each.key), each]));
  const pending: PendingChange[] = [];
  for (const change of pendingChanges(plan)) {
    const whole = results.get(keyText(change.key));
    for (const resource of resourcesOf(change, records)) {
      // Of a replacement each half may end by itself; one that was held as a whole has one result.
      const ended = results.get(keyText(resource.key)) ?? whole;
      if (ended?.status === "applied") continue;
      const before = entryOf(resource.key, leaving.progress.pending);
      pending.push({
        key: resource.key,
        ...wordOf(ended, holdOf(change, review)),
        cause: await leaving.causes.stored(resource),
        isBarred: await isBarredAfter(change, leaving),
        base: before === undefined ? (leaving.progress.progress?.commit ?? null) : before.base,
        since: before?.since ?? leaving.now,
        sinceCommit: before?.sinceCommit ?? leaving.tip,
      });
    }
  }
  const byKey = new Map(pending.map((each) => [keyText(each.key), each]));
  return [...byKey.values()].toSorted((a, b) => compareKeys(a.key, b.key));
}

/** What stays pending after a run that was about less than the whole target: what it did not look at stands as it was. */
export function pendingBeside(
  pending: readonly PendingChange[],
  { result, review }: Pick<AppliedDefinitions, "result" | "review">,
): readonly PendingChange[] {
  const results = new Map(result.results.map((each) => [keyText(each.key), each]));
  return pending.flatMap((left) => {
    const ended = results.get(keyText(left.key));
    if (ended === undefined || isSameWord(left, ended)) return [left];
    if (ended.status === "applied") return [];
    const { hold: _, ...kept } = left;
    return [{ ...kept, ...wordOf(ended, holdOf(ended, review)) }];
  });
}

/** Whether the rewrite of a branch, or of an earlier one, stands before a change: of a replacement, before either half. */
export function isBarredBy({ doubt, pending }: BranchProgress, change: Change): boolean {
  if (doubt === "rewritten") return true;
  const keys = [change.key, replacedBy(change)?.key ?? change.key];
  return keys.some((key) => entryOf(key, pending)?.isBarred ?? false);
}

async function isBarredAfter(change: Change, { progress, evidenceOf }: Leaving): Promise<boolean> {
  return isBarredBy(progress, change) && (await evidenceOf(change)).kind !== "reviewed";
}

/** How a change ended that did not come to its end, as it is kept. */
function wordOf(
  result: ChangeResult | undefined,
  hold: HoldCause | undefined,
): Pick<PendingChange, "state" | "reason" | "hold"> {
  const state = stateOf(result);
  return { state, reason: reasonOf(result), ...(state === "held" && hold !== undefined && { hold }) };
}

function holdOf({ key }: Pick<Change, "key">, { held }: Review): HoldCause | undefined {
  return held.find(({ change }) => isSameKey(change.key, key))?.cause;
}

function reasonOf(result: ChangeResult | undefined): string {
  return (result?.error ?? "").slice(0, LONGEST_REASON);
}

/** Whether a result says the same of a change that is pending as was said before. */
export function isSameWord({ state, reason }: PendingChange, now: ChangeResult): boolean {
  return now.status !== "applied" && stateOf(now) === state && reasonOf(now) === reason;
}

/** What became of a change that did not come to its end. */
function stateOf(result: ChangeResult | undefined): PendingChange["state"] {
  return result?.status === "held" || result?.status === "continued" ? result.status : "failed";
}
