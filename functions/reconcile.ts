import middy from "@middy/core";
import { composeReconcile } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Log } from "../workflows/ports/log.ts";
import { ReconcileError, type Reconciliation, reconcile } from "../workflows/reconcile.ts";
import type { ReconcileDeps } from "../workflows/reconcile/context.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { loadOnce } from "./load-once.ts";
import { requestLog } from "./middleware/request-log.ts";

/** What is left between the abort of the round's signal and the end of the invocation, in milliseconds. */
const reserveMilliseconds = 10_000;

/** Called by a schedule, whose event says nothing that is used. A round of which a step failed is an exception. */
export function createHandler(load: () => Promise<ReconcileDeps>, log: Log = createLog({ service: "reconcile" })) {
  const deps = loadOnce(load);
  return middy<unknown, Reconciliation>({ timeoutEarlyInMillis: 0 })
    .use(
      requestLog<unknown, Reconciliation>({
        log,
        correlate: () => ({}),
        describe: (done) => ({ ...done }),
      }),
    )
    .handler(async (_, context) => {
      try {
        return await reconcile(await deps(), deadlineSignal(context, reserveMilliseconds));
      } catch (error) {
        if (error instanceof ReconcileError) throw error;
        log.error("the reconciler could not begin", error);
        // Lambda prints an exception, and another system's words may stand in it.
        throw new ReconcileError("the round could not begin; the log says why");
      }
    });
}

export const handler = createHandler(composeReconcile);
