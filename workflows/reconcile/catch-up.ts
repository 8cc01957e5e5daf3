import { checkNames } from "../ports/checks.ts";
import { digestOf } from "../engine/values/digest.ts";
import { refreshedUpTo } from "../pull-request/refreshed.ts";
import { applyOf, enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";
import { type Missed, wasJustTold } from "./redeliver.ts";

const MINUTE_MS = 60 * 1000;
/** Longer than any invocation lives: what was begun before is nobody's work any more. */
const ABANDONED_MS = 20 * MINUTE_MS;
/** How often what a run could not end, or ended as held or failed, is tried again: causes pass by themselves, too. */
const RETRY_MS = 6 * 60 * MINUTE_MS;
/** The same for a commit on which no run has ever reported. */
const UNREPORTED_MS = 60 * MINUTE_MS;
/** And for what goes on in AWS. */
const CONTINUE_MS = 30 * MINUTE_MS;
/** How often the same outdated plans are looked for. */
const LOOKED_MS = 60 * MINUTE_MS;

/**
 * Queues an apply where the default branch is not what was applied last and no run is at it, and where a run has left
 * something unfinished in AWS. Returns whether it did.
 */
export async function catchUp(round: RepositoryRound, missed: Missed, deps: ReconcileDeps): Promise<boolean> {
  const cause = (await whatIsBehind(round, missed, deps)) ?? (await whatIsAbandoned(deps));
  if (cause === undefined) return false;
  await enqueue(applyOf(round), cause, round, deps);
  return true;
}

/** Why the default branch has to be applied; undefined: it was, or somebody is at it. */
async function whatIsBehind(
  round: RepositoryRound,
  missed: Missed,
  { ledger, clock }: ReconcileDeps,
): Promise<string | undefined> {
  const { forge, tip } = round;
  const { progress, pending, reported, untold } = await ledger.progress(forge.id.id);
  const isTold = reported === tip && untold.length === 0;
  if (progress?.commit === tip && pending.length === 0 && isTold) return undefined;
  const report = (await forge.checks.checksOn(tip)).find(({ name }) => name === checkNames.apply);
  // How long a run may be at it is asked where open checks are closed.
  if (report?.open === true) return undefined;
  const cause = `apply:${tip}`;
  if (report !== undefined) return (await ledger.claim(`reconcile:again:${cause}`, RETRY_MS)) ? cause : undefined;
  if (wasJustTold("push", round, missed, clock)) return undefined;
  return (await ledger.claim(`reconcile:${cause}`, UNREPORTED_MS)) ? cause : undefined;
}

/** What a run has begun and not ended, such as a private connection that takes longer than an invocation. */
async function whatIsAbandoned({ ledger, clock }: ReconcileDeps): Promise<string | undefined> {
  const abandoned = (await ledger.intents())
    .filter(({ startedAt }) => clock.now() - startedAt > ABANDONED_MS)
    .map(({ clientToken }) => clientToken)
    .toSorted();
  if (abandoned.length === 0) return undefined;
  const cause = `continue:${digestOf(abandoned)}`;
  return (await ledger.claim(`reconcile:${cause}`, CONTINUE_MS)) ? cause : undefined;
}

/**
 * Has the plans looked for that the default branch has outdated since they were looked for last: a push that nobody heard
 * of, or whose job died, leaves them standing. Returns whether it did.
 */
export async function refreshLost(round: RepositoryRound, missed: Missed, deps: ReconcileDeps): Promise<boolean> {
  const { forge, tip } = round;
  const { ledger, clock } = deps;
  const upTo = await refreshedUpTo(forge.id.id, ledger);
  if (upTo === tip || wasJustTold("push", round, missed, clock)) return false;
  // Before anybody has looked, what was applied last is what plans were made against. The job notes where it looked.
  const before = upTo ?? (await ledger.progress(forge.id.id)).progress?.commit ?? tip;
  const cause = `refresh:${before}:${tip}`;
  if (!(await ledger.claim(`reconcile:${cause}`, LOOKED_MS))) return false;
  await enqueue({ kind: "refresh", before }, cause, round, deps);
  return true;
}
