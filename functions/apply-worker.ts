import { composeApplyInbox, composeApplyWorker } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Job, ApplyJob } from "../workflows/ports/jobs.ts";
import { createJobBatchHandler, type WorkerParts } from "./job-batch.ts";

/** Batches of the apply queue in, the messages that are not acknowledged out. */
export function createHandler(parts: WorkerParts<ApplyJob>) {
  return createJobBatchHandler(parts, (job: Job): job is ApplyJob => job.kind === "apply" || job.kind === "dispatch");
}

export const handler = createHandler({
  load: composeApplyWorker,
  inbox: composeApplyInbox,
  log: createLog({ service: "apply-worker" }),
});
