import type { HookDelivery } from "../ports/deliveries.ts";
import { eventNames } from "../webhook/events.ts";
import type { Clock } from "../ports/clock.ts";
import { nextAttempt, type ReconcileDeps, type RepositoryRound } from "./context.ts";

const HOUR_MS = 60 * 60 * 1000;
/** GitHub redelivers what is at most three days old. */
export const DELIVERIES_KEPT_MS = 72 * HOUR_MS;
/** How often one event is asked for again, beside GitHub's own attempt. */
const MOST_ATTEMPTS = 3;
/** As many are asked for in a round, pushes first: strangers cause as many of the others as they like. */
const MOST_ASKED = 100;

/**
 * Events that cause work. A lost `workflow_dispatch` is not among them: somebody asked for it at a moment that has
 * passed, and the workflow's job has told them that nothing came of it. Nor is a lost comment: next to none is a command,
 * and whoever wrote one sees that there is no plan.
 */
const wanted: ReadonlySet<string> = new Set(
  eventNames.filter((name) => name !== "workflow_dispatch" && name !== "issue_comment"),
);

/** A push, or another event, that arrived within this may still be in the queue. */
const QUEUED_MS = 10 * 60 * 1000;

/** A delivery that GitHub was asked for again. */
export interface Redelivery extends HookDelivery {
  /** Counts from 1. */
  readonly attempt: number;
}

/** What a round knows of webhooks. */
export interface Missed {
  readonly deliveries: readonly HookDelivery[];
  /** What GitHub was asked to send again. */
  readonly asked: readonly Redelivery[];
}

/** Asks GitHub again for what never arrived, a few times. Returns what was asked for. */
export async function redeliverMissed(
  deliveries: readonly HookDelivery[],
  repositories: ReadonlySet<number>,
  { deliveries: github, ledger, log }: ReconcileDeps,
): Promise<readonly Redelivery[]> {
  const asked: Redelivery[] = [];
  for (const delivery of missed(deliveries)) {
    const { guid, event, repository } = delivery;
    if (!wanted.has(event) || repository === null || !repositories.has(repository)) continue;
    if (asked.length === MOST_ASKED) break;
    const tries = { most: MOST_ATTEMPTS, milliseconds: 2 * DELIVERIES_KEPT_MS };
    const attempt = await nextAttempt(`redeliver:${guid}`, tries, ledger);
    if (typeof attempt === "string") continue;
    log.info("asked for a delivery again", { delivery: guid, event, repository, attempt });
    await github.redeliver(delivery.id);
    asked.push({ ...delivery, attempt });
  }
  return asked;
}

/**
 * Whether GitHub says that an event of a repository arrived a moment ago, or is to send one again that will: that it was
 * asked for says little where what was sent last has not arrived either.
 */
export function wasJustTold(event: string, round: RepositoryRound, missed: Missed, clock: Pick<Clock, "now">): boolean {
  const isIt = (told: HookDelivery): boolean => told.event === event && told.repository === round.forge.id.id;
  const [newest] = missed.deliveries;
  return (
    (newest?.succeeded === true && missed.asked.some((told) => isIt(told) && told.attempt === 1)) ||
    missed.deliveries.some((told) => isIt(told) && told.succeeded && clock.now() - told.deliveredAt < QUEUED_MS)
  );
}

/** The newest attempt of each event that no attempt has delivered: pushes first, and of these the oldest. */
function missed(deliveries: readonly HookDelivery[]): readonly HookDelivery[] {
  const delivered = new Set(deliveries.filter(({ succeeded }) => succeeded).map(({ guid }) => guid));
  const newest = new Map<string, HookDelivery>();
  for (const delivery of deliveries.toSorted((a, b) => a.deliveredAt - b.deliveredAt)) {
    if (!delivered.has(delivery.guid)) newest.set(delivery.guid, delivery);
  }
  return [...newest.values()].toSorted((a, b) => Number(b.event === "push") - Number(a.event === "push"));
}
