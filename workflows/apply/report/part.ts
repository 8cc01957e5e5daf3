import { restrictPlan } from "../../engine/plan/build.ts";
import { askedFor } from "../../engine/plan/choose.ts";
import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import { type Change, pendingChanges, type Plan } from "../../engine/plan/plan.ts";
import { halvesOf } from "../../engine/plan/replacement.ts";
import { acceptanceDigest } from "../../engine/plan/review/acceptance.ts";
import { type HeldChange, isHeldForGood } from "../../engine/plan/review/review.ts";
import type { ChangeResult, RunResult } from "../../engine/plan/write/result.ts";
import { compareKeys, isSameKey, type Key, keyText } from "../../engine/values/key.ts";
import type { DoneChange } from "../../ports/ledger.ts";
import { entryOf } from "../../ports/progress.ts";
import type { Acceptable } from "../../render/context.ts";
import { resultOf, withState } from "../machine/settle.ts";
import { summarise } from "../summarise.ts";
import type { Decided } from "./decided.ts";

/** What one report tells of a run: its own changes to the end, and nothing of others. */
export interface Part {
  readonly result: RunResult;
  readonly plan: Plan;
  /** Names of what was changed although no reviewed plan had it. */
  readonly noticed: readonly string[];
  readonly accepts: readonly Acceptable[];
}

/** Whose part of a run is told, and how it stood. */
export interface PartOf {
  /** Whether what a result is about belongs to it. */
  readonly isOwn: (key: Key) => boolean;
  /** What earlier runs did of it. */
  readonly done: readonly DoneChange[];
  /** Whether it may be about what a run without a plan does not do. */
  readonly isTouched: boolean;
}

/** How many resources are accepted by themselves: more appear when these are done. */
const MOST_ACCEPTED = 5;

export function partOf(
  { isOwn, done, isTouched }: PartOf,
  decided: Decided,
  { kinds, commit }: { readonly kinds: ResourceKinds; readonly commit: string },
): Part {
  const { applied, whole } = decided;
  const { held: left, results: waiting } = leftOf(isOwn, decided);
  const own = applied.result.results.filter(({ key }) => isOwn(key));
  const results = joined(earlierOf(done, decided), [...waiting, ...own]);
  const held = [...applied.review.held.filter(({ change }) => isOwn(change.key)), ...left];
  const summary = summarise(results, { allowed: [], held }, kinds);
  const { outcome, reason } = applied.result;
  const isStopped = applied.plan.digest === null && isTouched;
  const result = isStopped ? { outcome, reason, results: summary.results } : summary;
  const told = new Set(results.map(({ key }) => keyText(key)));
  const plan = partOfPlan(whole, (change) => halvesOf(change).some(({ key }) => told.has(keyText(key))));
  const noticed = applied.review.allowed.filter(({ by, change }) => by === "noticed" && isOwn(change.key));
  return {
    result,
    plan,
    noticed: noticed.map(({ change }) => change.name),
    accepts: acceptedBy(results, decided, commit),
  };
}

/** The result with what was done before for the same commit: it was the commit's apply all the same. */
export function withEarlier(result: RunResult, before: readonly ChangeResult[]): RunResult {
  const told = new Set(result.results.map(({ key }) => keyText(key)));
  // What failed then is planned anew, so that this run has the last word on it.
  const earlier = before.filter(({ key, status }) => status === "applied" && !told.has(keyText(key)));
  if (earlier.length === 0) return result;
  const results = [...result.results, ...earlier].toSorted((a, b) => compareKeys(a.key, b.key));
  return result.outcome === "no-changes" ? { outcome: "applied", reason: "applied", results } : { ...result, results };
}

/** What earlier runs did, less what this one has the last word on: what failed is planned anew. */
function earlierOf(done: readonly DoneChange[], { isWhole, applied }: Decided): readonly ChangeResult[] {
  const isOver = isWhole && applied.plan.digest !== null;
  const results = new Map(applied.result.results.map((result) => [keyText(result.key), result]));
  return done
    .map(({ result }) => result)
    .filter(({ key, status }) => status === "applied" || !isOver || results.has(keyText(key)));
}

/** Of each resource the newest word. What a resource that does not change is worth says nothing of what was done to it. */
function joined(earlier: readonly ChangeResult[], now: readonly ChangeResult[]): readonly ChangeResult[] {
  const all = new Map(earlier.map((result) => [keyText(result.key), result]));
  for (const result of now) {
    const key = keyText(result.key);
    const before = all.get(key);
    all.set(key, result.action === "no-op" && before !== undefined ? withState(before, result) : result);
  }
  return [...all.values()].toSorted((a, b) => compareKeys(a.key, b.key));
}

/** What a run about one resource did not look at, as the last run of the whole target left it. */
function leftOf(isOwn: PartOf["isOwn"], { applied, whole, pending, isWhole }: Decided) {
  const results: ChangeResult[] = [];
  const held: HeldChange[] = [];
  if (isWhole) return { held, results };
  const told = new Set(applied.result.results.map(({ key }) => keyText(key)));
  for (const change of pendingChanges(whole)) {
    const entry = entryOf(change.key, pending);
    if (entry === undefined || !isOwn(change.key) || told.has(keyText(change.key))) continue;
    const { state, reason, hold = "not-reviewed" } = entry;
    results.push(resultOf(change, { status: state, error: reason }));
    if (state === "held") held.push({ change, cause: hold, why: reason });
  }
  return { held, results };
}

function partOfPlan(plan: Plan, isOwn: (change: Change) => boolean): Plan {
  const part = restrictPlan(plan, isOwn);
  if (part.digest === null) return part;
  const files = new Set(part.changes.map(({ file }) => file));
  const diagnostics = plan.diagnostics.filter(({ about, file }) =>
    about === undefined ? files.has(file) : part.changes.some(({ key }) => isSameKey(key, about)),
  );
  return { ...part, diagnostics };
}

/**
 * What accepts what is held of these results. A plan of more than that would be accepted unseen, so then each of them is
 * accepted by itself.
 */
function acceptedBy(
  results: readonly ChangeResult[],
  { applied, whole, pending, isWhole }: Decided,
  commit: string,
): readonly Acceptable[] {
  const now = new Map(applied.result.results.map(({ key, status }) => [keyText(key), status]));
  const statusOf = (key: Key) => now.get(keyText(key)) ?? (isWhole ? undefined : entryOf(key, pending)?.state);
  const open = pendingChanges(whole).filter(
    (change) => statusOf(change.key) === "held" && !isHeldForGood(change, whole),
  );
  const own = open.filter(({ key }) => results.some((each) => isSameKey(each.key, key)));
  if (own.length === open.length) {
    return [acceptLeft(whole, (key) => statusOf(key) === "applied", { commit, connection: null })];
  }
  return own.slice(0, MOST_ACCEPTED).map((change) => ({
    digest: acceptanceDigest(
      restrictPlan(whole, (each) => each === change),
      commit,
    ),
    connection: askedFor(change, whole.changes),
  }));
}

/** What accepts all of a plan that a run left, for the one resource that it was about, or for all (null). */
export function acceptLeft(
  plan: Plan,
  isApplied: (key: Key) => boolean,
  { commit, connection }: { readonly commit: string; readonly connection: string | null },
): Acceptable {
  const left = restrictPlan(plan, ({ key }) => !isApplied(key));
  return { digest: acceptanceDigest(left, commit), connection };
}
