// Wall: the planner writes it, and the reconciler, which plans nothing, reads it.

import type { Clock } from "../ports/clock.ts";
import type { PublicationStore } from "../ports/ledger.ts";

/** No pull request has this number. */
const place = { pullRequest: 0, head: "refreshed" } as const;

/**
 * The commit of the default branch up to which the plans were looked for that pushes have outdated; undefined: nobody has
 * looked yet, or what stands there cannot be read.
 */
export async function refreshedUpTo(
  repository: number,
  ledger: Pick<PublicationStore, "publicationBefore">,
): Promise<string | undefined> {
  const found = await ledger.publicationBefore({ repository, ...place }, Number.MAX_SAFE_INTEGER);
  return typeof found === "object" ? found.base : undefined;
}

interface RefreshedDeps {
  readonly ledger: Pick<PublicationStore, "publish">;
  readonly clock: Pick<Clock, "now">;
  readonly engine: string;
}

/** Notes that they were looked for up to a tip. It stands among the plans, since of these alone the planner may tell others. */
export async function noteRefreshed(
  repository: number,
  tip: string,
  { ledger, clock, engine }: RefreshedDeps,
): Promise<void> {
  const nothing = { digest: "", policy: [], changes: {} };
  await ledger.publish({ repository, ...place, base: tip, ...nothing, engine, publishedAt: clock.now() });
}
