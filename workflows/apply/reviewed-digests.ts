import { keyText } from "../engine/kinds/key.ts";
import type { Reviewed } from "../engine/review.ts";
import type { PublicationStore } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";

/**
 * What was reviewed: the digests that were published, before the merge, for the head that was merged, on pull
 * requests that GitHub confirms as merged. Pull requests come from GitHub, never from the ledger.
 */
export async function reviewedDigests(
  merged: readonly PullRequest[],
  repository: number,
  publications: PublicationStore,
): Promise<Reviewed> {
  const digests = new Set<string>();
  for (const { number, head, mergedAt } of merged) {
    if (mergedAt === null) continue;
    for (const { publishedAt, changes } of await publications.publications(repository, number, head)) {
      // GitHub gives the time of the merge in whole seconds, rounded down.
      if (Math.floor(publishedAt / 1000) * 1000 > mergedAt) continue;
      for (const [key, digest] of Object.entries(changes)) digests.add(`${digest} ${key}`);
    }
  }
  return { has: (key, digest) => digests.has(`${digest} ${keyText(key)}`) };
}
