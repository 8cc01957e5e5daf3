import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { sendJob, type SendJobDeps } from "../calls/send-job.ts";
import { type Found, newestPublished } from "../plan/published.ts";
import type { Forge } from "../ports/forge.ts";
import type { PublicationStore } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/review.ts";

/** As many pull requests are planned again for one cause; the others are told that their plan is outdated. */
export const MOST_PLANNED = 20;
/** And as many are told: each costs a few of the App's 5,000 requests an hour. */
const MOST_TOLD = 100;

/** What it takes to have open pull requests planned again. */
export interface AgainDeps extends SendJobDeps {
  readonly forge: Forge;
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
  readonly log: Log;
}

/** An open pull request, and the newest plan that was published for its head. */
export interface OpenPlan {
  readonly pull: PullRequest;
  readonly published: Found;
}

/** The open pull requests into a branch with what somebody was shown of each; oldest first. undefined: nothing was. */
export async function openPlans(
  branch: string,
  { forge, ledger }: Pick<AgainDeps, "forge" | "ledger">,
): Promise<readonly OpenPlan[]> {
  const pulls = (await forge.review.openPullRequests(branch)).toSorted((a, b) => a.number - b.number);
  return await mapConcurrently(pulls, CALLS_AT_ONCE, async (pull) => {
    return { pull, published: await newestPublished(pull, { ledger, repository: forge.id.id }) };
  });
}

/** Has them planned again, in their order, within a budget. `cause`: the same one has each planned once. */
export async function planAgain(
  outdated: readonly Pick<OpenPlan, "pull">[],
  cause: string,
  deps: AgainDeps,
): Promise<void> {
  for (const [index, { pull }] of outdated.slice(0, MOST_TOLD).entries()) {
    const { number: pullRequest, head, isFork } = pull;
    const isOutdated = index >= MOST_PLANNED;
    const work = { kind: "plan", pullRequest, ...(isOutdated && { isOutdated }), ...(isFork && { isFork }) } as const;
    await sendJob(work, `again:${cause}:${pullRequest}:${head}`, deps);
  }
  if (outdated.length === 0) return;
  const left = Math.max(0, outdated.length - MOST_TOLD);
  deps.log.info("plans are outdated", { reason: cause, count: outdated.length, left });
}

/** Whether a plan that was shown has one of these keys. */
export function isAbout(published: OpenPlan["published"], keys: (key: string) => boolean): boolean {
  if (published === undefined) return false;
  return published === "unreadable" || Object.keys(published.changes).some(keys);
}
