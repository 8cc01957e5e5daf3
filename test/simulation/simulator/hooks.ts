import type { HookDeliveries } from "../../../workflows/ports/deliveries.ts";
import { branchName, installation, type Person, repository } from "./github.ts";
import type { Random } from "./random.ts";

/** One attempt to deliver. */
interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly body: string;
  readonly deliveredAt: number;
  succeeded: boolean;
}

/** What becomes of webhooks, each by these chances. */
export interface Mail {
  /** It never arrives; GitHub remembers that it did not. */
  readonly lost: number;
  /** GitHub does not even remember it. */
  readonly forgotten: number;
  readonly doubled: number;
  /** It comes up to so many milliseconds later: others pass it. */
  readonly delay: number;
}

export const goodMail: Mail = { lost: 0, forgotten: 0, doubled: 0, delay: 1_500 };

export interface Hooks {
  mail: Mail;
  rule(random: Random): void;
  emit(event: string, payload: Readonly<Record<string, unknown>>, by: Person): void;
  /** What GitHub answers of them, at once. */
  readonly deliveries: {
    since(since: number): Awaited<ReturnType<HookDeliveries["since"]>>;
    redeliver(id: string): void;
  };
}

export interface HooksOptions {
  readonly now: () => number;
  readonly at: (time: number, what: () => void) => void;
  /** Sends it; `ended` is told whether the receiver took it. */
  readonly send: (event: string, guid: string, body: string, ended: (taken: boolean) => void) => void;
}

/** GitHub's webhooks: it remembers every attempt, and repeats none by itself. */
export function createHooks({ now, at, send }: HooksOptions): Hooks {
  const attempts: Attempt[] = [];
  let events = 0;
  let random: Random | undefined;

  function deliver({ event, guid, body }: Pick<Attempt, "event" | "guid" | "body">, after: number): void {
    at(now() + after, () => {
      const attempt: Attempt = { id: attempts.length + 1, guid, event, body, deliveredAt: now(), succeeded: false };
      attempts.push(attempt);
      send(event, guid, body, (taken) => {
        attempt.succeeded = taken;
      });
    });
  }

  const hooks: Hooks = {
    mail: goodMail,
    rule(given) {
      random = given;
    },
    emit(event, payload, by) {
      const chance = random;
      if (chance === undefined) throw new Error("nobody said by which chance to go");
      events += 1;
      const guid = `delivery-${events}`;
      const { id, owner, name } = repository;
      const about = { id, full_name: `${owner}/${name}`, default_branch: branchName };
      const sender = { id: by.id, login: by.login, type: "User" };
      const body = JSON.stringify({ ...payload, repository: about, installation: { id: installation }, sender });
      const { lost, forgotten, doubled, delay } = hooks.mail;
      const after = (): number => 200 + chance.int(delay);
      if (chance.chance(forgotten)) return;
      if (chance.chance(lost)) {
        attempts.push({ id: attempts.length + 1, guid, event, body, deliveredAt: now(), succeeded: false });
        return;
      }
      deliver({ event, guid, body }, after());
      if (chance.chance(doubled)) deliver({ event, guid, body }, after());
    },
    deliveries: {
      since: (since) =>
        attempts
          .filter(({ deliveredAt }) => deliveredAt >= since)
          .toSorted((a, b) => b.id - a.id)
          .map(({ id, guid, event, deliveredAt, succeeded }) => ({
            id: String(id),
            guid,
            event,
            deliveredAt,
            succeeded,
            repository: repository.id,
          })),
      redeliver(id) {
        const attempt = attempts.find((each) => String(each.id) === id);
        if (attempt !== undefined) deliver(attempt, 2_000);
      },
    },
  };
  return hooks;
}
