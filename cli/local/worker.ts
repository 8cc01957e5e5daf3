// Wall: the door between a queue and a deployed handler, through which the contract of the queues is held, too.
import type { SQSBatchResponse } from "aws-lambda";
import type { Consumer } from "../../infra/local/memory-queue.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";

/** What a deployed worker may take. */
const INVOCATION_MS = 15 * 60 * 1000;

class ReturnedError extends BridgeheadError {
  override readonly name = "ReturnedError";
}

type Handler = (event: unknown, context: never) => Promise<SQSBatchResponse>;

/** Stands for the event source mapping of SQS: one message a batch, and what the worker returns comes again. */
export function workQueue(handler: Handler): Consumer {
  return async ({ id, receipt, body, group, receives }) => {
    const attributes = { MessageGroupId: group, ApproximateReceiveCount: String(receives) };
    const event = { Records: [{ messageId: id, receiptHandle: receipt, body, attributes }] };
    const end = Date.now() + INVOCATION_MS;
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => end - Date.now() };
    const { batchItemFailures } = await handler(event, context as never);
    if (batchItemFailures.length > 0) throw new ReturnedError("the worker did not acknowledge the message");
  };
}
