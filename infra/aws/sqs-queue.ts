import { createHash } from "node:crypto";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { JobQueue } from "../../workflows/ports/jobs.ts";
import { queueOf, type JobQueueName } from "../jobs/queue-of.ts";

export interface SqsQueueOptions {
  readonly client: SQSClient;
  /** FIFO queue of the worker that only reads. */
  readonly planQueueUrl: string;
  /** FIFO queue of the worker that may write to AWS; absent: whoever this is for does not send there. */
  readonly applyQueueUrl?: string;
}

/** The two FIFO queues of a deployed stack. Rejects with the SDK's own error when SQS does not take the message. */
export function createSqsQueue({ client, planQueueUrl, applyQueueUrl }: SqsQueueOptions): JobQueue {
  const urls: Readonly<Record<JobQueueName, string | undefined>> = { plan: planQueueUrl, apply: applyQueueUrl };
  return {
    async send(job, group, deduplicationKey) {
      const url = urls[queueOf(job)];
      if (url === undefined) throw new Error(`nothing here sends to the queue of jobs of kind "${job.kind}"`);
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(job),
          MessageGroupId: sqsId(group),
          MessageDeduplicationId: sqsId(deduplicationKey),
        }),
      );
    },
  };
}

/** SQS takes 1 to 128 printable ASCII characters without spaces; anything else is told apart by its hash. */
function sqsId(text: string): string {
  return /^[!-~]{1,128}$/.test(text) ? text : createHash("sha256").update(text).digest("hex");
}
