import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { afterAll, describe, inject } from "vitest";
import { createSqsQueue } from "../../infra/aws/sqs-queue.ts";
import { parseJob } from "../../infra/jobs/schema.ts";
import { describeQueue, type Handle, type QueueUnderTest } from "../contract/queue-suite.ts";

const client = new SQSClient({
  endpoint: inject("ministack"),
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

afterAll(() => client.destroy());

async function createFifo(attributes: Readonly<Record<string, string>>): Promise<string> {
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: `${randomUUID()}.fifo`, Attributes: { FifoQueue: "true", ...attributes } }),
  );
  if (QueueUrl === undefined) throw new Error("the queue has no URL");
  return QueueUrl;
}

async function createQueues() {
  const deadUrl = await createFifo({});
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] }),
  );
  const redrive = JSON.stringify({ deadLetterTargetArn: Attributes?.["QueueArn"], maxReceiveCount: 3 });
  return { deadUrl, url: await createFifo({ RedrivePolicy: redrive, VisibilityTimeout: "30" }) };
}

/** What Lambda's event source mapping does: several at once, deletes what was handled, gives back what failed. */
function consume(url: string, handle: Handle) {
  const atWork = new Set<Promise<void>>();
  async function deliver(message: Message): Promise<void> {
    const receipt = { QueueUrl: url, ReceiptHandle: message.ReceiptHandle };
    try {
      await handle(parseJob(message.Body ?? ""), Number(message.Attributes?.ApproximateReceiveCount));
      await client.send(new DeleteMessageCommand(receipt));
    } catch {
      await client.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 }));
    }
  }
  /** Whether there was anything to do. */
  async function poll(): Promise<boolean> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 1,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    );
    for (const message of Messages) {
      const work = deliver(message).finally(() => atWork.delete(work));
      atWork.add(work);
    }
    return Messages.length > 0 || atWork.size > 0;
  }
  return { poll };
}

async function bodiesIn(url: string): Promise<readonly string[]> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
  return Messages.map((message) => message.Body ?? "");
}

/*
 * Looser than AWS: MiniStack checks neither the length nor the characters of group and deduplication ids, which the
 * test of the same name in `test/contract` looks at instead, and it delivers at once what AWS may deliver a little later.
 */
describe("the SQS queue", () => {
  describeQueue(async (): Promise<QueueUnderTest> => {
    const plan = await createQueues();
    const apply = await createQueues();
    const consumers: ReturnType<typeof consume>[] = [];
    return {
      queue: createSqsQueue({ client, planQueueUrl: plan.url, applyQueueUrl: apply.url }),
      start(handle) {
        consumers.push(consume(plan.url, handle), consume(apply.url, handle));
      },
      async settled() {
        for (let busy = true; busy;) {
          const polled = await Promise.all(consumers.map(({ poll }) => poll()));
          busy = polled.includes(true);
        }
      },
      deadLetters: (name) => bodiesIn(name === "plan" ? plan.deadUrl : apply.deadUrl),
      async [Symbol.asyncDispose]() {},
    };
  });
});
