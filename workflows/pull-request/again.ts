import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { digestOf } from "../engine/values/digest.ts";
import type { Target } from "../engine/plan/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import { groupOf, type Job, type JobQueue, targetName } from "../ports/jobs.ts";
import type { PublicationStore, PublishedPlan } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/review.ts";

/** As many pull requests are planned again for one cause; the others are told that their plan is outdated. */
export const MOST_PLANNED = 20;
/** And as many are told: each costs a few of the App's 5,000 requests an hour. */
const MOST_TOLD = 100;

/** What it takes to have open pull requests planned again. */
export interface AgainDeps {
  readonly forge: Forge;
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly target: Target;
  readonly installation: number | null;
}

/** An open pull request, and the newest plan that was published for its head. */
export interface OpenPlan {
  readonly pull: PullRequest;
  readonly published: PublishedPlan | "unreadable" | undefined;
}

/** The open pull requests into a branch with what somebody was shown of each; oldest first. undefined: nothing was. */
export async function openPlans(
  branch: string,
  { forge, ledger }: Pick<AgainDeps, "forge" | "ledger">,
): Promise<readonly OpenPlan[]> {
  const pulls = (await forge.review.openPullRequests(branch)).toSorted((a, b) => a.number - b.number);
  return await mapConcurrently(pulls, CALLS_AT_ONCE, async (pull) => {
    const head = { repository: forge.id.id, pullRequest: pull.number, head: pull.head };
    return { pull, published: await ledger.publicationBefore(head, Number.MAX_SAFE_INTEGER) };
  });
}

/** Has them planned again, in their order, within a budget. `cause`: the same one has each planned once. */
export async function planAgain(
  outdated: readonly OpenPlan[],
  cause: string,
  { forge, queue, clock, log, target, installation }: AgainDeps,
): Promise<void> {
  for (const [index, { pull }] of outdated.slice(0, MOST_TOLD).entries()) {
    const { number: pullRequest, head } = pull;
    const delivery = `again:${cause}:${pullRequest}`;
    const work = { kind: "plan", pullRequest, ...(index >= MOST_PLANNED && { isOutdated: true }) } as const;
    const job: Job = { ...work, delivery, receivedAt: clock.now(), repository: forge.id, installation };
    await queue.send(job, groupOf(job, targetName(target)), digestOf([forge.id.id, delivery, head]));
  }
  if (outdated.length === 0) return;
  log.info("plans are outdated", { reason: cause, count: outdated.length });
}

/** Whether a plan that was shown has one of these keys. */
export function isAbout(published: OpenPlan["published"], keys: (key: string) => boolean): boolean {
  if (published === undefined) return false;
  return published === "unreadable" || Object.keys(published.changes).some(keys);
}
