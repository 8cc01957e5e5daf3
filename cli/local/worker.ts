import type { SQSBatchResponse } from "aws-lambda";
import type { Consumer } from "../../infra/local/memory-queue.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";

/** What a deployed worker may take. */
const INVOCATION_MS = 15 * 60 * 1000;

class JobFailedError extends BridgeheadError {
  override readonly name = "JobFailedError";
}

type Handler = (event: unknown, context: never) => Promise<SQSBatchResponse>;

/** Stands for the event source mapping of SQS: one message a batch, and what the worker reports as failed comes again. */
export function workQueue(handler: Handler): Consumer {
  return async (message) => {
    const event = {
      Records: [
        {
          messageId: message.id,
          body: message.body,
          attributes: {
            MessageGroupId: message.group,
            MessageDeduplicationId: message.deduplicationKey,
            ApproximateReceiveCount: String(message.receiveCount),
            SentTimestamp: String(message.sentAt),
          },
        },
      ],
    };
    const end = Date.now() + INVOCATION_MS;
    const context = { awsRequestId: message.id, getRemainingTimeInMillis: () => end - Date.now() };
    const { batchItemFailures } = await handler(event, context as never);
    if (batchItemFailures.length > 0) throw new JobFailedError("the worker reported the message as failed");
  };
}
