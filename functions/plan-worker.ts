import { composePlanWorker } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Job, PlanJob, WorkerDeps } from "../workflows/ports/jobs.ts";
import type { Log } from "../workflows/ports/log.ts";
import { createJobBatchHandler } from "./job-batch.ts";

/** Batches of the plan queue in, the messages to deliver again out. */
export function createHandler(
  load: () => Promise<WorkerDeps<PlanJob>>,
  log: Log = createLog({ service: "plan-worker" }),
) {
  return createJobBatchHandler({
    load,
    log,
    accepts: (job: Job): job is PlanJob => job.kind === "plan" || job.kind === "refresh",
  });
}

export const handler = createHandler(composePlanWorker);
