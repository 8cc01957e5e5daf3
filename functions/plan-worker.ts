import { composePlanInbox, composePlanWorker } from "../infra/compose/lambda.ts";
import { queueOf } from "../infra/jobs/queue-of.ts";
import { createLog } from "../infra/log/log.ts";
import type { Job, PlanJob } from "../workflows/ports/jobs.ts";
import { createJobBatchHandler, type WorkerParts } from "./job-batch.ts";

/** Batches of the plan queue in, the messages that are not acknowledged out. */
export function createHandler(parts: WorkerParts<PlanJob>) {
  return createJobBatchHandler(parts, (job: Job): job is PlanJob => queueOf(job) === "plan");
}

export const handler = createHandler({
  load: composePlanWorker,
  inbox: composePlanInbox,
  log: createLog({ service: "plan-worker" }),
});
