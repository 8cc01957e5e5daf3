import { newestPublished } from "../plan/published.ts";
import type { PublishedPlan } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";
import { openPlans } from "../pull-request/again.ts";
import { ANY_HEAD } from "../pull-request/publish.ts";
import { enqueue, planOf, type ReconcileDeps, type RepositoryRound } from "./context.ts";

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
    const paused = await pausedLately(pull, round, deps);
    const isNewer = typeof published === "object" && published.publishedAt > (paused?.publishedAt ?? 0);
    const found = isNewer ? published : (paused ?? published);
    // A pull request without a plan has nothing to lose.
    if (found === undefined) continue;
    const until = found === "unreadable" ? undefined : found.pausedUntil;
    if (found !== "unreadable" && found.engine === engine && (until ?? Infinity) > clock.now()) continue;
    const why = until === undefined ? `engine:${engine}` : `paused:${until}`;
    const cause = `${why}:${pull.number}:${pull.head}`;
    if (!(await ledger.claim(`reconcile:${cause}`, RETRY_MS))) continue;
    await enqueue(planOf(pull), cause, round, deps);
    again += 1;
  }
  return again;
}

/** That nothing was asked for a pull request in an hour of the last day, whatever its head was. */
async function pausedLately(
  { number }: Pick<PullRequest, "number">,
  { forge }: RepositoryRound,
  { ledger, clock }: ReconcileDeps,
): Promise<PublishedPlan | undefined> {
  const found = await newestPublished({ number, head: ANY_HEAD }, { ledger, repository: forge.id.id });
  if (found === undefined || found === "unreadable") return undefined;
  return clock.now() - found.publishedAt < RETRY_MS ? found : undefined;
}
