import type { PublicationStore, PublishedPlan } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";

export interface PublishedDeps {
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
  readonly repository: number;
}

export type Found = PublishedPlan | "unreadable" | undefined;

/** The newest plan that was published for what was merged, before it was; undefined: none was. */
export async function lastPublished(
  pull: Pick<PullRequest, "number" | "head" | "mergedAt">,
  deps: PublishedDeps,
): Promise<Found> {
  return pull.mergedAt === null ? undefined : await publishedBy(pull.mergedAt, pull, deps);
}

/** The newest plan that was published for a head so far; undefined: none was. */
export async function newestPublished(
  { number, head }: Pick<PullRequest, "number" | "head">,
  { ledger, repository }: PublishedDeps,
): Promise<Found> {
  return await ledger.publicationBefore({ repository, pullRequest: number, head }, Number.MAX_SAFE_INTEGER);
}

/** The newest plan that was published for a head by a time that GitHub gives: in whole seconds, rounded down. */
export async function publishedBy(
  time: number,
  { number, head }: Pick<PullRequest, "number" | "head">,
  { ledger, repository }: PublishedDeps,
): Promise<Found> {
  const end = Math.floor(time / 1000) * 1000 + 1000;
  return await ledger.publicationBefore({ repository, pullRequest: number, head }, end);
}
