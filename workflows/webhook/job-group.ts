import type { Target } from "../engine/plan/plan.ts";
import type { Job } from "../ports/jobs.ts";

/** Name of a target in a queue's groups. */
export function targetName({ account, region, stage }: Target): string {
  return `${account}:${region}:${stage}`;
}

/** Jobs of one group run in order, one at a time: those of one pull request, and all that may write to the target. */
export function groupOf(job: Job, target: string): string {
  switch (job.kind) {
    case "plan":
      return `plan:${job.repository.id}:${job.pullRequest}`;
    case "apply":
    case "dispatch":
      return `apply:${target}`;
  }
}
