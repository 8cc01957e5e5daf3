import type { Clock } from "../../workflows/ports/clock.ts";
import type { JobQueue } from "../../workflows/ports/jobs.ts";
import { queueOf, type JobQueueName } from "../jobs/queue-of.ts";

/** A job as a consumer receives it: text, like the body of an SQS message, to be parsed by the same gate. */
export interface QueuedMessage {
  readonly id: string;
  /** The job as JSON. */
  readonly body: string;
  readonly group: string;
  readonly deduplicationKey: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** How often the message was received, this time included. */
  readonly receiveCount: number;
}

/** Rejecting means that the message comes again, up to the queue's limit. The signal fires when the queue closes. */
export type Consumer = (message: QueuedMessage, signal: AbortSignal) => Promise<void>;

export interface MemoryQueue extends JobQueue {
  /** Registers the one consumer of a queue; what was sent before waits for it. */
  consume(name: JobQueueName, consumer: Consumer): void;
  /** Messages that failed too often, oldest first. */
  deadLetters(name: JobQueueName): readonly QueuedMessage[];
  /** Resolves once every message of a consumed queue, and every one that these caused, was handled or given up. */
  idle(): Promise<void>;
  /** Delivers nothing more, aborts the consumers at work and waits for them. Sending then rejects. */
  close(): Promise<void>;
}

export interface MemoryQueueOptions {
  readonly clock: Clock;
  /** How often a message is delivered before it becomes a dead letter. */
  readonly maxReceives?: number;
  /** Milliseconds between two deliveries of a failed message, during which its group waits. */
  readonly retryDelay?: number;
}

/** SQS's own interval, in milliseconds. */
const DEDUPLICATION_INTERVAL = 5 * 60 * 1000;

interface QueueState {
  consumer: Consumer | undefined;
  /** Waiting messages by group; the first one of a group in `busy` is being handled. */
  readonly groups: Map<string, QueuedMessage[]>;
  readonly busy: Set<string>;
  /** Deduplication key -> when it was last accepted. */
  readonly accepted: Map<string, number>;
  readonly dead: QueuedMessage[];
}

/**
 * The local stand-in for the two SQS FIFO queues: first in, first out and one message in flight within a group, groups
 * beside each other, a key accepted once in five minutes, failed messages again and then set aside.
 */
export function createMemoryQueue({ clock, maxReceives = 3, retryDelay = 1000 }: MemoryQueueOptions): MemoryQueue {
  const queues: Record<JobQueueName, QueueState> = { plan: createQueueState(), apply: createQueueState() };
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
      const handled = await deliver(consumer, message);
      if (handled) {
        messages.shift();
      } else if (message.receiveCount >= maxReceives) {
        messages.shift();
        queue.dead.push(message);
      } else {
        messages[0] = { ...message, receiveCount: message.receiveCount + 1 };
        // An aborted pause ends the loop by its own condition.
        await clock.sleep(retryDelay, closing.signal).catch(() => {});
      }
    }
    queue.busy.delete(group);
    if (messages.length === 0) queue.groups.delete(group);
  }

  async function deliver(consumer: Consumer, message: QueuedMessage): Promise<boolean> {
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
      const message: QueuedMessage = {
        id: `message-${count}`,
        body: JSON.stringify(job),
        group,
        deduplicationKey,
        sentAt: now,
        receiveCount: 1,
      };
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

function createQueueState(): QueueState {
  return { consumer: undefined, groups: new Map(), busy: new Set(), accepted: new Map(), dead: [] };
}
