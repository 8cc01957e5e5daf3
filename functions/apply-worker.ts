import { composeApplyWorker } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Job, ApplyJob, WorkerDeps } from "../workflows/ports/jobs.ts";
import type { Log } from "../workflows/ports/log.ts";
import { createJobBatchHandler } from "./job-batch.ts";

/** Batches of the apply queue in, the messages to deliver again out. */
export function createHandler(
  load: () => Promise<WorkerDeps<ApplyJob>>,
  log: Log = createLog({ service: "apply-worker" }),
) {
  return createJobBatchHandler({
    load,
    log,
    accepts: (job: Job): job is ApplyJob => job.kind === "apply" || job.kind === "dispatch",
  });
}

export const handler = createHandler(composeApplyWorker);
