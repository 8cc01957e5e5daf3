import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { afterAll, describe, inject } from "vitest";
import { createSqsInbox } from "../../infra/aws/sqs-inbox.ts";
import { createSqsQueue } from "../../infra/aws/sqs-queue.ts";
import type { Consumer } from "../../infra/local/memory-queue.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { describeQueue, type QueueUnderTest, testSettings } from "../contract/queue-suite.ts";

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
  const { visibilityTimeout, maxReceives } = testSettings;
  const redrive = JSON.stringify({ deadLetterTargetArn: Attributes?.["QueueArn"], maxReceiveCount: maxReceives });
  return { deadUrl, url: await createFifo({ RedrivePolicy: redrive, VisibilityTimeout: String(visibilityTimeout) }) };
}

/** What Lambda's event source mapping does: several at once, deletes what was acknowledged, and leaves the rest alone. */
function consumeFrom(url: string, consumer: Consumer) {
  const atWork = new Set<Promise<void>>();
  const never = new AbortController().signal;
  async function deliver({ MessageId, Body, ReceiptHandle, Attributes }: Message): Promise<void> {
    const message = {
      id: MessageId ?? "",
      body: Body ?? "",
      receipt: ReceiptHandle ?? "",
      group: Attributes?.MessageGroupId ?? "",
      receives: Number(Attributes?.ApproximateReceiveCount),
    };
    try {
      await consumer(message, never);
    } catch {
      return;
    }
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }
  return {
    async poll(): Promise<void> {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 1,
          MessageSystemAttributeNames: ["ApproximateReceiveCount", "MessageGroupId"],
        }),
      );
      for (const message of Messages) {
        const work = deliver(message).finally(() => atWork.delete(work));
        atWork.add(work);
      }
    },
    isBusy: () => atWork.size > 0,
  };
}

/** How many messages a queue has, hidden ones included. */
async function countIn(url: string): Promise<number> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
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
    const urls = { plan, apply };
    const consumers: ReturnType<typeof consumeFrom>[] = [];
    return {
      queue: createSqsQueue({ client, planQueueUrl: plan.url, applyQueueUrl: apply.url }),
      clock: systemClock,
      inbox: (name) => createSqsInbox({ client, queueUrl: urls[name].url, deadLetterQueueUrl: urls[name].deadUrl }),
      consume(each) {
        for (const name of ["plan", "apply"] as const) consumers.push(consumeFrom(urls[name].url, each[name]));
      },
      async settled() {
        for (;;) {
          await Promise.all(consumers.map((consumer) => consumer.poll()));
          const left = await Promise.all([countIn(plan.url), countIn(apply.url)]);
          if (left.every((count) => count === 0) && !consumers.some((consumer) => consumer.isBusy())) return;
          await setTimeout(20);
        }
      },
      deadLetters: (name) => bodiesIn(name === "plan" ? plan.deadUrl : apply.deadUrl),
      async [Symbol.asyncDispose]() {},
    };
  });
});
