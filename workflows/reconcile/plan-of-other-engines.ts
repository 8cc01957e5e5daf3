// Wall: one step of a round, as its neighbours are; what asks for a plan is tested apart.
import { openPlans } from "../pull-request/again.ts";
import { enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";

/** How often a pull request is planned again because of the same engine. */
const RETRY_MS = 24 * 60 * 60 * 1000;

/**
 * Plans the open pull requests again whose newest plan another version of Bridgehead made: merged as they are, nothing
 * of them would count as reviewed. So are those whose plan was put off until now. Returns how many.
 */
export async function planOfOtherEngines(round: RepositoryRound, deps: ReconcileDeps): Promise<number> {
  const { ledger, engine, clock } = deps;
  let again = 0;
  for (const { pull, published } of await openPlans(round.branch, { forge: round.forge, ledger })) {
    // A pull request without a plan has nothing to lose.
    if (published === undefined) continue;
    const until = published === "unreadable" ? undefined : published.pausedUntil;
    if (published !== "unreadable" && published.engine === engine && (until ?? Infinity) > clock.now()) continue;
    const why = until === undefined ? `engine:${engine}` : `paused:${until}`;
    const cause = `${why}:${pull.number}:${pull.head}`;
    if (!(await ledger.claim(`reconcile:${cause}`, RETRY_MS))) continue;
    await enqueue({ kind: "plan", pullRequest: pull.number }, cause, round, deps);
    again += 1;
  }
  return again;
}
