import { queueOf, type JobQueueName } from "../../../infra/jobs/queue-of.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";

interface Message {
  readonly body: string;
  readonly queue: JobQueueName;
  readonly group: string;
  receives: number;
}

export interface Delivered {
  readonly name: JobQueueName;
  readonly body: string;
  readonly receives: number;
}

/** The two FIFO queues of a stack, with what the worker of a message says of it. */
export interface Queue {
  send(job: Job, group: string, deduplicationKey: string): void;
  isEmpty(): boolean;
  readonly dead: readonly string[];
  /** What was ever sent. */
  readonly bodies: readonly string[];
}

export interface QueueOptions {
  readonly now: () => number;
  readonly at: (time: number, what: () => void) => void;
  /** Begins a process for a message; `ended` is told whether it was done, and never where the process was killed. */
  readonly deliver: (message: Delivered, ended: (isDone: boolean) => void) => void;
}

const DEDUPLICATION_MS = 5 * 60_000;
/** As `infra/resources/queues.yml` has it. */
const VISIBILITY_MS = 930_000;
const MOST_RECEIVES: Readonly<Record<JobQueueName, number>> = { plan: 3, apply: 5 };

/**
 * First in, first out within a group, and one message of it at a time. Whoever took a message and says nothing of it, as a
 * process that was killed or sleeps, loses it when its visibility ends.
 */
export function createQueue({ now, at, deliver }: QueueOptions): Queue {
  const groups = new Map<string, Message[]>();
  const busy = new Set<string>();
  const accepted = new Map<string, number>();
  const dead: string[] = [];
  const bodies: string[] = [];

  function next(group: string): void {
    const messages = groups.get(group) ?? [];
    const [message] = messages;
    if (message === undefined || busy.has(group)) return;
    busy.add(group);
    message.receives += 1;
    const { queue: name, body, receives } = message;
    const visibleAt = now() + VISIBILITY_MS;
    let isOver = false;
    const back = (): void => {
      if (isOver) return;
      isOver = true;
      if (receives >= MOST_RECEIVES[name]) {
        messages.shift();
        dead.push(body);
      }
      busy.delete(group);
      next(group);
    };
    at(visibleAt, back);
    deliver({ name, body, receives }, (isDone) => {
      // What was not done comes back when its visibility ends. What is done too late is deleted by nobody.
      if (isOver || !isDone) return;
      isOver = true;
      messages.shift();
      busy.delete(group);
      next(group);
    });
  }

  return {
    dead,
    bodies,
    isEmpty: () => [...groups.values()].every((messages) => messages.length === 0),
    send(job, group, deduplicationKey) {
      const queue = queueOf(job);
      const key = `${queue} ${deduplicationKey}`;
      if (now() - (accepted.get(key) ?? -Infinity) < DEDUPLICATION_MS) return;
      accepted.set(key, now());
      const body = JSON.stringify(job);
      bodies.push(body);
      const messages = groups.get(group) ?? [];
      groups.set(group, messages);
      messages.push({ body, queue, group, receives: 0 });
      // The poller takes a moment.
      at(now() + 100, () => next(group));
    },
  };
}
