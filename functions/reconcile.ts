import middy from "@middy/core";
import { composeReconcile } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Log } from "../workflows/ports/log.ts";
import { ReconcileError, type Reconciliation, reconcile } from "../workflows/reconcile.ts";
import { type AtOnce, reconcileAtOnce } from "../workflows/reconcile-at-once.ts";
import type { ReconcileDeps } from "../workflows/reconcile/context.ts";
import { nameOfEvent, toldBy } from "../workflows/reconcile/event.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { loadOnce } from "./load-once.ts";
import { requestLog } from "./middleware/request-log.ts";

/** What is left between the abort of the round's signal and the end of the invocation, in milliseconds. */
const reserveMilliseconds = 10_000;

/**
 * Called by a schedule, for a whole round, and by events about parameters and resources, for a look at what they concern.
 * Any other event is refused. A round of which a step failed is an exception, and so is what was refused.
 */
export function createHandler(load: () => Promise<ReconcileDeps>, log: Log = createLog({ service: "reconcile" })) {
  const deps = loadOnce(load);
  return middy<unknown, Reconciliation | AtOnce>({ timeoutEarlyInMillis: 0 })
    .use(
      requestLog<unknown, Reconciliation | AtOnce>({
        log,
        correlate: () => ({}),
        describe: (done) => ({ ...done }),
      }),
    )
    .handler(async (event, context) => {
      try {
        const signal = deadlineSignal(context, reserveMilliseconds);
        const reconciler = await deps();
        const told = toldBy(event, reconciler.kinds);
        if (told === undefined) throw new ReconcileError(`refused what nothing asked for: ${nameOfEvent(event)}`);
        if (told.kind === "schedule") return await reconcile(reconciler, signal);
        return await reconcileAtOnce(told, reconciler, signal);
      } catch (error) {
        if (error instanceof ReconcileError) throw error;
        log.error("the reconciler could not begin", error);
        // Lambda prints an exception, and another system's words may stand in it.
        throw new ReconcileError("the round could not begin; the log says why");
      }
    });
}

export const handler = createHandler(composeReconcile);
