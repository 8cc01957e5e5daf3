import type { Target } from "../engine/plan/plan.ts";
import { BridgeheadError } from "../engine/values/errors.ts";
import { type Asked, type Job, targetName } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import { operations } from "./rerun-inputs.ts";

/** Who asked for a job, by which door, and for what. */
interface Entrance {
  readonly door: "button" | "comment" | "dispatch" | "schedule";
  /** null: nobody, but the time of day. */
  readonly by: Asked["by"] | null;
  readonly what: string;
}

/** undefined: an event caused it, such as a push, and nobody asked for it by hand. */
function entranceOf(job: Job): Entrance | undefined {
  if ("isScheduled" in job) return { door: "schedule", by: null, what: job.kind };
  switch (job.kind) {
    case "refresh":
      return undefined;
    case "group":
      return job.by === undefined ? undefined : { door: "button", by: job.by, what: "plan" };
    case "dispatch": {
      const { operation = "plan" } = job.inputs;
      const by = { id: job.senderId, login: job.sender };
      return { door: "dispatch", by, what: operations.find((known) => known === operation) ?? "unknown" };
    }
    case "answer":
      return { door: "comment", by: job.asked.by, what: "unknown" };
    case "plan":
    case "apply": {
      const { asked } = job;
      if (asked === undefined) return undefined;
      const door = "comment" in asked ? "comment" : "button";
      return { door, by: asked.by, what: "head" in asked ? "plan-head" : job.kind };
    }
  }
}

interface Ended {
  readonly outcome: string;
  readonly reason?: string | undefined;
  /** Present: another run holds the target's lock, and the job comes back. */
  readonly heldUntil?: number;
}

/**
 * Does a job, and writes one line about it, where somebody or the schedule asked for it: always the same fields, whichever
 * door it came by and however it ended. A job that failed is delivered again, and has a line each time; one that waits for
 * the lock has none until it is done.
 */
export async function audited<Result extends Ended | undefined>(
  job: Job,
  { log, target }: { readonly log: Log; readonly target: Target },
  task: () => Promise<Result>,
): Promise<Result> {
  const entrance = entranceOf(job);
  const write = ({ outcome, reason }: Ended): void => {
    if (entrance === undefined) return;
    const { door, by, what } = entrance;
    log.info("audit", {
      door,
      who: by?.id ?? null,
      login: by?.login ?? null,
      what,
      pullRequest: "pullRequest" in job ? job.pullRequest : null,
      target: targetName(target),
      outcome,
      reason: reason ?? null,
      delivery: job.delivery,
    });
  };
  try {
    const ended = await task();
    if (ended?.heldUntil === undefined) write(ended ?? { outcome: "refused", reason: "wrong-branch" });
    return ended;
  } catch (error) {
    write({ outcome: "again", reason: error instanceof BridgeheadError ? error.name : "internal-error" });
    throw error;
  }
}
