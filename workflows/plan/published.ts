import type { PublicationStore, PublishedPlan } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";

export interface PublishedDeps {
  readonly ledger: Pick<PublicationStore, "publicationBefore">;
  readonly repository: number;
}

/** The newest plan that was published for what was merged, before it was; undefined: none was. */
export async function lastPublished(
  { number, head, mergedAt }: Pick<PullRequest, "number" | "head" | "mergedAt">,
  { ledger, repository }: PublishedDeps,
): Promise<PublishedPlan | "unreadable" | undefined> {
  if (mergedAt === null) return undefined;
  // GitHub gives the time of the merge in whole seconds, rounded down.
  const end = Math.floor(mergedAt / 1000) * 1000 + 1000;
  return await ledger.publicationBefore({ repository, pullRequest: number, head }, end);
}
