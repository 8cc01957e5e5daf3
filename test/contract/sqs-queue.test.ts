import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createSqsClient } from "../../infra/aws/clients.ts";
import { createSqsInbox } from "../../infra/aws/sqs-inbox.ts";
import { createSqsQueue } from "../../infra/aws/sqs-queue.ts";
import { address, startWire } from "./aws-wire.ts";
import { applyJob, dispatchJob, planJob, refreshJob } from "./queue-suite.ts";

async function sent(group: string, key: string) {
  // The SDK compares the hash, so an answer without it would be a damaged message.
  await using wire = await startWire(({ body }) => ({
    body: { MessageId: "1", MD5OfMessageBody: md5(JSON.parse(body).MessageBody) },
  }));
  const client = createSqsClient({ ...address, endpoint: wire.url });
  const queue = createSqsQueue({
    client,
    planQueueUrl: `${wire.url}/1/plan.fifo`,
    applyQueueUrl: `${wire.url}/1/a.fifo`,
  });
  for (const job of [planJob(1), refreshJob("r"), applyJob("a"), dispatchJob("d")]) {
    await queue.send(job, group, key);
  }
  return wire.requests.map(({ body }) => JSON.parse(body));
}

it("sends plans to one queue and whatever may write to the other", async () => {
  const messages = await sent("acme/connections#1", "key");
  expect(messages.map(({ QueueUrl }) => QueueUrl.split("/").at(-1))).toEqual([
    "plan.fifo",
    "plan.fifo",
    "a.fifo",
    "a.fifo",
  ]);
  expect(messages.map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual([
    planJob(1),
    refreshJob("r"),
    applyJob("a"),
    dispatchJob("d"),
  ]);
  expect(messages[0]).toMatchObject({ MessageGroupId: "acme/connections#1", MessageDeduplicationId: "key" });
});

it("of whoever knows one queue, sends nothing to the other", async () => {
  const queue = createSqsQueue({ client: createSqsClient(address), planQueueUrl: "https://sqs.example/1/plan.fifo" });
  for (const job of [applyJob("a"), dispatchJob("d")]) {
    await expect(queue.send(job, "group", "key")).rejects.toThrow("nothing here sends to the queue");
  }
});

it.each(["", "with space", "ü", "x".repeat(129)])(
  "replaces an id that SQS would refuse by its hash: %j",
  async (id) => {
    for (const message of await sent(id, id)) {
      expect(message.MessageGroupId).toMatch(/^[0-9a-f]{64}$/);
      expect(message.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
    }
  },
);

it("has a message come back after seconds, and sets one aside as it is, once", async () => {
  await using wire = await startWire(({ body }) => {
    const { MessageBody: text } = JSON.parse(body);
    return { body: text === undefined ? {} : { MessageId: "1", MD5OfMessageBody: md5(text) } };
  });
  const [queueUrl, deadLetterQueueUrl] = [`${wire.url}/1/plan.fifo`, `${wire.url}/1/plan-dead.fifo`];
  const inbox = createSqsInbox({
    client: createSqsClient({ ...address, endpoint: wire.url }),
    queueUrl,
    deadLetterQueueUrl,
  });
  const message = { id: "id", body: "no job", group: "group", receipt: "handle", receives: 1 };
  await inbox.comeBack(message, 0.2);
  await inbox.setAside(message, "no-job");
  expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
    ["ChangeMessageVisibility", { QueueUrl: queueUrl, ReceiptHandle: "handle", VisibilityTimeout: 1 }],
    [
      "SendMessage",
      {
        QueueUrl: deadLetterQueueUrl,
        MessageBody: "no job",
        MessageGroupId: "group",
        MessageDeduplicationId: "id",
        MessageAttributes: { reason: { DataType: "String", StringValue: "no-job" } },
      },
    ],
  ]);
});

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
