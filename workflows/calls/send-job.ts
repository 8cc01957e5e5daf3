import { digestOf } from "../engine/values/digest.ts";
import type { Target } from "../engine/plan/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import { groupOf, type Job, type JobQueue, targetName } from "../ports/jobs.ts";

/** What it takes to queue work that no webhook asked for. */
export interface SendJobDeps {
  readonly forge: Pick<Forge, "id">;
  readonly installation: number | null;
  readonly target: Target;
  readonly queue: JobQueue;
  readonly clock: Clock;
}

type WorkOf<J extends Job> = J extends Job ? Omit<J, "delivery" | "receivedAt" | "repository" | "installation"> : never;

/** Queues work under a name that stands for the delivery: under one name it is queued once in a while. */
export async function sendJob(
  work: WorkOf<Job>,
  delivery: string,
  { forge, installation, target, queue, clock }: SendJobDeps,
): Promise<void> {
  const job = { ...work, delivery, receivedAt: clock.now(), repository: forge.id, installation } as Job;
  await queue.send(job, groupOf(job, targetName(target)), digestOf([forge.id.id, delivery]));
}
