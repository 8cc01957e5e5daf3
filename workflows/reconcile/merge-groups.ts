import { checkNames, type CheckState, groupCheckId } from "../ports/checks.ts";
import { enqueue, nextAttempt, type ReconcileDeps, type RepositoryRound } from "./context.ts";

const MINUTE_MS = 60 * 1000;
/** No job takes this long: whoever opened the check is gone. */
const LONGEST_MS = 30 * MINUTE_MS;
/** Longer than a merge queue waits for a check. */
const ATTEMPTS = { most: 3, milliseconds: 24 * 60 * MINUTE_MS };

/**
 * Queues the plan of each group of the merge queue that has no check, or one that nobody works at any more: the queue would
 * wait for it until it times out. Returns how many.
 */
export async function planMergeGroups(round: RepositoryRound, deps: ReconcileDeps): Promise<number> {
  const { forge, branch } = round;
  const commits = new Set((await forge.review.queued(branch)).map(({ commit }) => commit));
  let count = 0;
  for (const commit of commits) {
    const check = (await forge.checks.checksOn(commit)).find(
      ({ name, externalId }) => name === checkNames.plan && externalId === groupCheckId,
    );
    if (check !== undefined && !isStuck(check, deps.clock.now())) continue;
    const attempt = await nextAttempt(`group:${forge.id.id}:${commit}`, ATTEMPTS, deps.ledger);
    if (typeof attempt === "string") continue;
    await enqueue({ kind: "group", commit }, `group:${commit}:${attempt}`, round, deps);
    count += 1;
  }
  return count;
}

function isStuck({ open, startedAt }: CheckState, now: number): boolean {
  return open && now - startedAt > LONGEST_MS;
}
