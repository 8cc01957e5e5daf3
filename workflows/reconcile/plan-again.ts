import { enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";

/** How often a pull request is planned again because of the same engine. */
const RETRY_MS = 24 * 60 * 60 * 1000;

/**
 * Plans the open pull requests again whose newest plan another version of Bridgehead made: merged as they are, nothing
 * of them would count as reviewed. Returns how many.
 */
export async function planAgain(round: RepositoryRound, deps: ReconcileDeps): Promise<number> {
  const { forge, branch } = round;
  const { ledger, engine } = deps;
  let again = 0;
  for (const { number: pullRequest, head } of await forge.review.openPullRequests(branch)) {
    const published = { repository: forge.id.id, pullRequest, head };
    const plan = await ledger.publicationBefore(published, Number.MAX_SAFE_INTEGER);
    // A pull request without a plan has nothing to lose.
    if (plan === undefined || (plan !== "unreadable" && plan.engine === engine)) continue;
    const cause = `engine:${engine}:${pullRequest}:${head}`;
    if (!(await ledger.claim(`reconcile:${cause}`, RETRY_MS))) continue;
    await enqueue({ kind: "plan", pullRequest }, cause, round, deps);
    again += 1;
  }
  return again;
}
