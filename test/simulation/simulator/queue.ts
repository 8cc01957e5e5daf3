import type { Inbox, ReceivedMessage } from "../../../infra/jobs/handle-message.ts";
import { queueOf, type JobQueueName } from "../../../infra/jobs/queue-of.ts";
import { queueSettings } from "../../../infra/jobs/queue-policy.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";

interface Message extends Pick<ReceivedMessage, "id" | "body" | "group"> {
  readonly name: JobQueueName;
  receives: number;
}

/** A message in the hands of somebody. */
interface Held {
  /** Once: it is received again, or set aside. */
  readonly back: () => void;
}

export interface Delivered extends ReceivedMessage {
  readonly name: JobQueueName;
}

/** The two FIFO queues of a stack. What becomes of a message its worker says, by the policy. */
export interface Queue {
  send(job: Job, group: string, deduplicationKey: string): void;
  /** As a consumer speaks to it, at once. */
  readonly inbox: { readonly [Member in keyof Inbox]: (...given: Parameters<Inbox[Member]>) => void };
  isEmpty(): boolean;
  readonly dead: readonly string[];
  /** What was ever sent. */
  readonly bodies: readonly string[];
}

export interface QueueOptions {
  readonly now: () => number;
  readonly at: (time: number, what: () => void) => void;
  /** Begins a process for a message; `ended` is told whether it is acknowledged, and nothing where the process died. */
  readonly deliver: (message: Delivered, ended: (isAcknowledged: boolean) => void) => void;
}

const DEDUPLICATION_MS = 5 * 60_000;

/**
 * First in, first out within a group, and one message of it at a time. Whoever took a message and says nothing of it, as a
 * process that was killed or sleeps, loses it when its visibility ends.
 */
export function createQueue({ now, at, deliver }: QueueOptions): Queue {
  const groups = new Map<string, Message[]>();
  const busy = new Set<string>();
  const accepted = new Map<string, number>();
  const held = new Map<string, Held>();
  const dead: string[] = [];
  const bodies: string[] = [];

  function next(group: string): void {
    const messages = groups.get(group) ?? [];
    const [message] = messages;
    if (message === undefined || busy.has(group)) return;
    busy.add(group);
    message.receives += 1;
    const { name, id, body, receives } = message;
    const { visibilityTimeout, maxReceives } = queueSettings[name];
    const receipt = `${id}/${receives}`;
    const over = (isGone: boolean): void => {
      if (!held.delete(receipt)) return;
      if (isGone) messages.shift();
      busy.delete(group);
      next(group);
    };
    const back = (): void => {
      const isTooOften = receives >= maxReceives;
      if (isTooOften && held.has(receipt)) dead.push(body);
      over(isTooOften);
    };
    held.set(receipt, { back });
    at(now() + visibilityTimeout * 1000, back);
    // What is acknowledged too late is deleted by nobody.
    deliver({ name, id, body, group, receipt, receives }, (isAcknowledged) => {
      if (isAcknowledged) over(true);
    });
  }

  return {
    dead,
    bodies,
    inbox: {
      comeBack({ receipt }, seconds) {
        const message = held.get(receipt);
        if (message !== undefined) at(now() + seconds * 1000, message.back);
      },
      setAside({ body }) {
        dead.push(body);
      },
    },
    isEmpty: () => [...groups.values()].every((messages) => messages.length === 0),
    send(job, group, deduplicationKey) {
      const name = queueOf(job);
      const key = `${name} ${deduplicationKey}`;
      if (now() - (accepted.get(key) ?? -Infinity) < DEDUPLICATION_MS) return;
      accepted.set(key, now());
      const body = JSON.stringify(job);
      bodies.push(body);
      const messages = groups.get(group) ?? [];
      groups.set(group, messages);
      messages.push({ id: `message-${bodies.length}`, name, body, group, receives: 0 });
      // The poller takes a moment.
      at(now() + 100, () => next(group));
    },
  };
}
