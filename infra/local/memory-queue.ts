import type { Clock } from "../../workflows/ports/clock.ts";
import type { JobQueue } from "../../workflows/ports/jobs.ts";
import type { Inbox, ReceivedMessage } from "../jobs/handle-message.ts";
import { queueOf, type JobQueueName } from "../jobs/queue-of.ts";
import { type QueueSettings, queueSettings } from "../jobs/queue-policy.ts";

/** Rejecting means that the message is not acknowledged. The signal fires when the queue closes. */
export type Consumer = (message: ReceivedMessage, signal: AbortSignal) => Promise<void>;

export interface MemoryQueue extends JobQueue {
  /** Registers the one consumer of a queue; what was sent before waits for it. */
  consume(name: JobQueueName, consumer: Consumer): void;
  /** The queue as its consumer speaks to it. */
  inbox(name: JobQueueName): Inbox;
  /** What was set aside, by the consumer or by the queue's own limit, oldest first. */
  deadLetters(name: JobQueueName): readonly DeadLetter[];
  /** Resolves once every message of a consumed queue, and every one that these caused, was handled or given up. */
  idle(): Promise<void>;
  /** Delivers nothing more, aborts the consumers at work and waits for them. Sending then rejects. */
  close(): Promise<void>;
}

export type DeadLetter = Pick<ReceivedMessage, "id" | "body" | "group">;

export interface MemoryQueueOptions {
  readonly clock: Clock;
  /** Default: what is deployed. */
  readonly settings?: Readonly<Record<JobQueueName, QueueSettings>>;
}

/** SQS's own interval, in milliseconds. */
const DEDUPLICATION_INTERVAL = 5 * 60 * 1000;

interface QueueState {
  consumer: Consumer | undefined;
  /** Waiting messages by group; the first one of a group in `busy` is being handled. */
  readonly groups: Map<string, ReceivedMessage[]>;
  readonly busy: Set<string>;
  /** Deduplication key -> when it was last accepted. */
  readonly accepted: Map<string, number>;
  readonly dead: DeadLetter[];
  /** Receipt -> seconds until the message comes back, where its consumer said so. */
  readonly delays: Map<string, number>;
  readonly settings: QueueSettings;
}

/**
 * The local stand-in for the two SQS FIFO queues: first in, first out and one message in flight within a group, groups
 * beside each other, a key accepted once in five minutes, what is not acknowledged again when its consumer said, or after the visibility timeout, and set aside when
 * that was too often. Nothing is kept for longer than the process lives, so that nothing is forgotten for its age.
 */
export function createMemoryQueue({ clock, settings = queueSettings }: MemoryQueueOptions): MemoryQueue {
  const queues: Record<JobQueueName, QueueState> = {
    plan: createQueueState(settings.plan),
    apply: createQueueState(settings.apply),
  };
  const closing = new AbortController();
  const working = new Set<Promise<void>>();
  let count = 0;

  function start(queue: QueueState, group: string): void {
    const { consumer } = queue;
    if (consumer === undefined || queue.busy.has(group) || closing.signal.aborted) return;
    queue.busy.add(group);
    const work = drain(queue, group, consumer).finally(() => working.delete(work));
    working.add(work);
  }

  /** Handles the messages of a group until none is left. Never rejects. */
  async function drain(queue: QueueState, group: string, consumer: Consumer): Promise<void> {
    const messages = queue.groups.get(group) ?? [];
    for (let message = messages[0]; message !== undefined && !closing.signal.aborted; message = messages[0]) {
      if (await deliver(consumer, message)) {
        messages.shift();
        continue;
      }
      const { visibilityTimeout, maxReceives } = queue.settings;
      const delay = queue.delays.get(message.receipt) ?? visibilityTimeout;
      queue.delays.delete(message.receipt);
      // An aborted pause ends the loop by its own condition.
      await clock.sleep(delay * 1000, closing.signal).catch(() => {});
      if (message.receives < maxReceives) {
        messages[0] = received(message, message.receives + 1);
      } else {
        messages.shift();
        queue.dead.push(message);
      }
    }
    queue.busy.delete(group);
    if (messages.length === 0) queue.groups.delete(group);
  }

  async function deliver(consumer: Consumer, message: ReceivedMessage): Promise<boolean> {
    try {
      await consumer(message, closing.signal);
      return true;
    } catch {
      // As with SQS, saying why is the consumer's own work.
      return false;
    }
  }

  return {
    async send(job, group, deduplicationKey) {
      if (closing.signal.aborted) throw new Error("the queue is closed");
      const queue = queues[queueOf(job)];
      const now = clock.now();
      for (const [key, acceptedAt] of queue.accepted) {
        if (now - acceptedAt >= DEDUPLICATION_INTERVAL) queue.accepted.delete(key);
      }
      if (queue.accepted.has(deduplicationKey)) return;
      queue.accepted.set(deduplicationKey, now);
      count += 1;
      const message = received({ id: `message-${count}`, body: JSON.stringify(job), group }, 1);
      const messages = queue.groups.get(group);
      if (messages === undefined) queue.groups.set(group, [message]);
      else messages.push(message);
      start(queue, group);
    },

    consume(name, consumer) {
      const queue = queues[name];
      if (queue.consumer !== undefined) throw new Error(`the queue "${name}" has a consumer already`);
      queue.consumer = consumer;
      for (const group of queue.groups.keys()) start(queue, group);
    },

    inbox: (name) => ({
      async comeBack({ receipt }, seconds) {
        queues[name].delays.set(receipt, seconds);
      },
      async setAside({ id, body, group }) {
        queues[name].dead.push({ id, body, group });
      },
    }),

    deadLetters: (name) => [...queues[name].dead],

    async idle() {
      while (working.size > 0) await Promise.all(working);
    },

    async close() {
      closing.abort(new Error("the queue is closed"));
      await Promise.all(working);
    },
  };
}

function createQueueState(settings: QueueSettings): QueueState {
  const [groups, accepted, delays] = [new Map(), new Map(), new Map()];
  return { consumer: undefined, groups, busy: new Set(), accepted, dead: [], delays, settings };
}

/** A message as it is received for the so many-th time. */
function received({ id, body, group }: DeadLetter, receives: number): ReceivedMessage {
  return { id, body, group, receives, receipt: `${id}-${receives}` };
}
