import { describe, expect, it } from "vitest";
import type { HookDelivery } from "../../../workflows/ports/deliveries.ts";
import type { ReconcileDeps, RepositoryRound } from "../../../workflows/reconcile/context.ts";
import { type Redelivery, redeliverMissed, wasJustTold } from "../../../workflows/reconcile/redeliver.ts";
import { eventNames } from "../../../workflows/webhook/events.ts";
import { memoryLog } from "../../support/lambda.ts";

const lost = (id: string, event: string, deliveredAt = 1): HookDelivery => ({
  id,
  guid: id,
  event,
  repository: 7,
  deliveredAt,
  succeeded: false,
});

function depsOf() {
  const claims = new Set<string>();
  return {
    deliveries: { redeliver: async () => undefined },
    ledger: { claim: async (key: string) => !claims.has(key) && claims.add(key).has(key) },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
}

it("asks again for every lost event that causes work, but for a dispatch, whose moment has passed", async () => {
  const events = [...eventNames, "star"].map((event) => lost(event, event));
  const asked = await redeliverMissed(events, new Set([7]), depsOf());
  expect(asked.map(({ event }) => event).toSorted()).toEqual([
    "check_run",
    "merge_group",
    "pull_request",
    "pull_request_review",
    "push",
  ]);
});

it("asks for a hundred in a round, pushes before what strangers cause, and for the rest in the next ones", async () => {
  const flood = Array.from({ length: 150 }, (_, index) => lost(`pull-${index}`, "pull_request", index));
  const all = [...flood, lost("push-1", "push", 1_000), lost("push-2", "push", 999)];
  const deps = depsOf();
  const first = await redeliverMissed(all, new Set([7]), deps);
  expect(first).toHaveLength(100);
  expect(first.slice(0, 3).map(({ id }) => id)).toEqual(["push-2", "push-1", "pull-0"]);
  const second = await redeliverMissed(all, new Set([7]), deps);
  expect(second.map(({ id }) => id)).toEqual(flood.slice(98).map(({ id }) => id));
});

describe("an event is on its way", () => {
  const NOW = 1_000 * 60_000;
  const round = { forge: { id: { id: 7 } } } as unknown as RepositoryRound;
  const isOnItsWay = (deliveries: readonly HookDelivery[], asked: readonly Redelivery[] = []) =>
    wasJustTold("push", round, { deliveries, asked }, { now: () => NOW });
  const arrived = { ...lost("1", "push", NOW - 60_000), succeeded: true };
  const again = { ...lost("2", "push", NOW - 60_000), attempt: 1 };

  it.each<[string, readonly HookDelivery[], readonly Redelivery[], boolean]>([
    ["it arrived a moment ago", [arrived], [], true],
    ["another event did", [{ ...arrived, event: "pull_request" }], [], false],
    ["another repository's did", [{ ...arrived, repository: 8 }], [], false],
    ["it was asked for again, and what came last arrived", [{ ...arrived, event: "ping" }], [again], true],
    ["it was asked for again, and what came last did not arrive", [lost("3", "ping")], [again], false],
    ["it was asked for once more", [{ ...arrived, event: "ping" }], [{ ...again, attempt: 2 }], false],
    ["another repository's was asked for", [{ ...arrived, event: "ping" }], [{ ...again, repository: 8 }], false],
  ])("where %s: %#", (_, deliveries, asked, expected) => {
    expect(isOnItsWay(deliveries, asked)).toBe(expected);
  });
});
