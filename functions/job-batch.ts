import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import * as v from "valibot";
import { parseJob } from "../infra/jobs/schema.ts";
import { BridgeheadError } from "../workflows/engine/values/errors.ts";
import type { Job, WorkerDeps } from "../workflows/ports/jobs.ts";
import type { Log } from "../workflows/ports/log.ts";
import { deadlineSignal } from "./deadline-signal.ts";
import { loadOnce } from "./load-once.ts";
import { requestLog } from "./middleware/request-log.ts";

/** What is left to a job between the abort of its signal and the end of the invocation, in milliseconds. */
const reserveMilliseconds = 10_000;

/** The part of a FIFO queue's event that is used. */
const queueEvent = v.object({
  Records: v.array(
    v.object({
      messageId: v.string(),
      body: v.string(),
      attributes: v.object({ MessageGroupId: v.string() }),
    }),
  ),
});
type QueueRecord = v.InferOutput<typeof queueEvent>["Records"][number];

interface BatchOptions<J extends Job> {
  readonly load: () => Promise<WorkerDeps<J>>;
  readonly log: Log;
  /** Whether this worker's queue may carry the job: a planner never applies, whatever it is sent. */
  readonly accepts: (job: Job) => job is J;
}

/** A job on the queue of the other worker. */
class MisroutedJobError extends BridgeheadError {
  override readonly name = "MisroutedJobError";
}

/**
 * Handler of a FIFO queue's batch that reports which messages failed. A group's order is its meaning, so what follows
 * a failure in its group is not tried and comes back with it; other groups go on.
 */
export function createJobBatchHandler<J extends Job>(options: BatchOptions<J>) {
  const { log, accepts } = options;
  const deps = loadOnce(options.load);

  const runRecord = async (record: QueueRecord, signal: AbortSignal): Promise<boolean> => {
    const message = { "message-id": record.messageId, group: record.attributes.MessageGroupId };
    try {
      const job = parseJob(record.body);
      if (!accepts(job)) throw new MisroutedJobError(`a job of kind "${job.kind}" is not for this worker`);
      const { runJob } = await deps();
      await runJob(job, signal);
      log.info("job done", { ...message, kind: job.kind, delivery: job.delivery, repository: job.repository.id });
      return true;
    } catch (error) {
      // A message that is no job fails as well: the queue moves it to the dead-letter queue, where somebody can look.
      log.error("job failed", error, message);
      return false;
    }
  };

  // Middy's own early timeout would answer while the job still runs; the deadline's signal lets it stop instead.
  return middy<unknown, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
    .use(
      requestLog<unknown, SQSBatchResponse>({
        log,
        correlate: () => ({}),
        describe: ({ batchItemFailures }) => ({ status: batchItemFailures.length === 0 ? "done" : "failed" }),
      }),
    )
    .handler(async (event, context) => {
      const { Records: records } = v.parse(queueEvent, event);
      const signal = deadlineSignal(context, reserveMilliseconds);
      const failedGroups = new Set<string>();
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const record of records) {
        const group = record.attributes.MessageGroupId;
        const done = !failedGroups.has(group) && !signal.aborted && (await runRecord(record, signal));
        if (done) continue;
        failedGroups.add(group);
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
      return { batchItemFailures };
    });
}
