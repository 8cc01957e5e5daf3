import { expect, it } from "vitest";
import type { HookDelivery } from "../../../workflows/ports/deliveries.ts";
import type { ReconcileDeps } from "../../../workflows/reconcile/context.ts";
import { redeliverMissed } from "../../../workflows/reconcile/redeliver.ts";
import { eventNames } from "../../../workflows/webhook/events.ts";
import { memoryLog } from "../../support/lambda.ts";

it("asks again for every lost event that causes work, but for a dispatch, whose moment has passed", async () => {
  const lost = [...eventNames, "star"].map((event): HookDelivery => ({
    id: event,
    guid: event,
    event,
    repository: 7,
    deliveredAt: 1,
    succeeded: false,
  }));
  const deps = {
    deliveries: { redeliver: async () => undefined },
    ledger: { claim: async () => true },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  const asked = await redeliverMissed(lost, new Set([7]), deps);
  expect(asked.map(({ event }) => event).toSorted()).toEqual([
    "check_run",
    "merge_group",
    "pull_request",
    "pull_request_review",
    "push",
  ]);
});
