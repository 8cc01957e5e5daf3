import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Inbox } from "../jobs/handle-message.ts";

export interface SqsInboxOptions {
  readonly client: SQSClient;
  /** The FIFO queue that the messages are received from. */
  readonly queueUrl: string;
  /** Its dead-letter queue. */
  readonly deadLetterQueueUrl: string;
}

/**
 * A deployed queue, as its consumer speaks to it. Lambda leaves the visibility of what its answer names alone, so that
 * what was set before stays ([U]: AWS's own libraries rely on it, its pages do not say so). Rejects with the SDK's errors.
 */
export function createSqsInbox({ client, queueUrl, deadLetterQueueUrl }: SqsInboxOptions): Inbox {
  return {
    async comeBack({ receipt }, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receipt,
          VisibilityTimeout: Math.ceil(seconds),
        }),
      );
    },
    async setAside({ id, body, group }, reason) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: body,
          MessageGroupId: group,
          // Twice where its acknowledgement was lost.
          MessageDeduplicationId: id,
          MessageAttributes: { reason: { DataType: "String", StringValue: reason } },
        }),
      );
    },
  };
}
