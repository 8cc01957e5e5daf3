import type { Job } from "../../workflows/ports/jobs.ts";

/** There is one queue for plans, whose worker only reads, and one for everything that may write to AWS. */
export type Lane = "plan" | "apply";

export function laneOf(job: Job): Lane {
  switch (job.kind) {
    case "plan":
      return "plan";
    case "apply":
    case "dispatch":
      return "apply";
  }
}
