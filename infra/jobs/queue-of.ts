import type { Job } from "../../workflows/ports/jobs.ts";

/** There is one queue for plans, whose worker only reads, and one for everything that may write to AWS. */
export type JobQueueName = "plan" | "apply";

export function queueOf(job: Job): JobQueueName {
  switch (job.kind) {
    case "plan":
    case "answer":
    case "refresh":
    case "group":
      return "plan";
    case "apply":
    case "dispatch":
      return "apply";
  }
}
