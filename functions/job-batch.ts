import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import * as v from "valibot";
import { handleMessage, type Inbox } from "../infra/jobs/handle-message.ts";
import { queuePolicy, type QueuePolicy } from "../infra/jobs/queue-policy.ts";
import { systemClock } from "../infra/system-clock.ts";
import type { Clock } from "../workflows/ports/clock.ts";
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
      receiptHandle: v.string(),
      body: v.string(),
      attributes: v.object({
        MessageGroupId: v.string(),
        ApproximateReceiveCount: v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1)),
      }),
    }),
  ),
});

/** What a worker's handler is made of. */
export interface WorkerParts<J extends Job> {
  /** The worker, which is put together when the first message comes. */
  readonly load: () => Promise<WorkerDeps<J>>;
  readonly inbox: () => Promise<Inbox>;
  readonly log: Log;
  /** Default: what is deployed. */
  readonly policy?: QueuePolicy | undefined;
  readonly clock?: Pick<Clock, "now"> | undefined;
}

/**
 * Handler of a FIFO queue's batch that reports which messages are not acknowledged; when they come back was told to the
 * queue. A group's order is its meaning, so what follows one of these in its group is not tried and comes back with it;
 * other groups go on. What was not tried was received all the same: a deployed batch has one message.
 */
export function createJobBatchHandler<J extends Job>(
  { load, inbox, log, policy = queuePolicy, clock = systemClock }: WorkerParts<J>,
  accepts: (job: Job) => job is J,
) {
  const deps = { load: loadOnce(load), inbox: loadOnce(inbox), log, policy, clock, accepts };

  // Middy's own early timeout would answer while the job still runs; the deadline's signal lets it stop instead.
  return middy<unknown, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
    .use(
      requestLog<unknown, SQSBatchResponse>({
        log,
        correlate: () => ({}),
        describe: ({ batchItemFailures }) => ({ status: batchItemFailures.length === 0 ? "done" : "returned" }),
      }),
    )
    .handler(async (event, context) => {
      const { Records: records } = v.parse(queueEvent, event);
      const signal = deadlineSignal(context, reserveMilliseconds);
      const returned = new Set<string>();
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const { messageId: id, receiptHandle: receipt, body, attributes } of records) {
        const { MessageGroupId: group, ApproximateReceiveCount: receives } = attributes;
        const message = { id, receipt, body, group, receives };
        if (!returned.has(group) && !signal.aborted && (await handleMessage(message, deps, signal))) continue;
        returned.add(group);
        batchItemFailures.push({ itemIdentifier: id });
      }
      return { batchItemFailures };
    });
}
