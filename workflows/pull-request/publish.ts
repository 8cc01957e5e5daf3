import type { Plan } from "../engine/plan/plan.ts";
import { reviewableDigests } from "../engine/plan/review/review.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import type { Whose } from "./whose.ts";
import type { PublicationStore, PublishedPlan } from "../ports/ledger.ts";

/** A plan that is about to be shown. */
export interface Shown {
  readonly whole: Plan;
  readonly whose: Whose;
  /** What the merge allows beyond the reviewed policy. */
  readonly policy: readonly string[];
}

export interface Published {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  /** From when on the plan is to be made that there is not, in milliseconds since the epoch. */
  readonly pausedUntil?: number;
}

/** No head is called that: what stands there is of whatever the head is when it is read. */
export const ANY_HEAD = "any";

/** Notes that nothing was asked for a pull request before a time, so that nobody knows its head. */
export async function publishPause(
  {
    repository,
    pullRequest,
    until,
  }: { readonly repository: number; readonly pullRequest: number; readonly until: number },
  { ledger, clock, engine }: Omit<PublishDeps, "forge">,
): Promise<void> {
  const place = { repository, pullRequest, head: ANY_HEAD, base: "" };
  const nothing = { digest: "", policy: [], changes: {} };
  await ledger.publish({ ...place, ...nothing, engine, pausedUntil: until, publishedAt: clock.now() });
}

interface PublishDeps {
  readonly forge: Forge;
  readonly ledger: Pick<PublicationStore, "publish">;
  readonly clock: Clock;
  readonly engine: string;
}

/**
 * Publishes the digests of a pull request's own part. null: there is no plan, so that what was published of this head
 * before is not what people see now.
 */
export async function publishPlan(
  shown: Shown | null,
  { number, head, base, pausedUntil }: Published,
  { forge, ledger, clock, engine }: PublishDeps,
): Promise<PublishedPlan> {
  const others = new Set(shown?.whose.parts.others);
  const published: PublishedPlan = {
    repository: forge.id.id,
    pullRequest: number,
    head,
    base,
    digest: shown?.whose.parts.own.digest ?? "",
    engine,
    policy: shown?.policy ?? [],
    changes:
      shown === null
        ? {}
        : reviewableDigests(shown.whole, (change) => !others.has(change) && shown.whose.isReviewable(change)),
    ...(shown?.whose.isWide === true && { isWide: true }),
    ...(pausedUntil !== undefined && { pausedUntil }),
    publishedAt: clock.now(),
  };
  await ledger.publish(published);
  return published;
}
