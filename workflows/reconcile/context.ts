import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { sendJob } from "../calls/send-job.ts";
import type { Target } from "../engine/plan/plan.ts";
import type { Job, JobQueue } from "../ports/jobs.ts";
import type { SurveyAws } from "../ports/aws.ts";
import type { Clock } from "../ports/clock.ts";
import type { HookDeliveries } from "../ports/deliveries.ts";
import type { Forge } from "../ports/forge.ts";
import type { ReconcilerLedger } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/review.ts";

/** What is tried a few times is tried once by rounds that come closer together than this, or at once. */
const APART_MS = 5 * 60 * 1000;

/** A repository that is served, and the App's installation on it. */
export interface ServedRepository {
  readonly forge: Forge;
  readonly installation: number;
}

/** What reconciling needs. It writes jobs, check runs and one-time keys, and nothing to AWS. */
export interface ReconcileDeps {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly aws: SurveyAws;
  readonly ledger: ReconcilerLedger;
  /** The repositories that are served and that the App is installed on. */
  readonly served: () => Promise<readonly ServedRepository[]>;
  readonly deliveries: HookDeliveries;
  readonly queue: JobQueue;
  /** Path of the workflow file that people start re-runs by. */
  readonly workflow: string;
  /** Whether the stack lets a configuration ask for repairs. */
  readonly mayRepair: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the engine that plans. */
  readonly engine: string;
}

/** A repository as one round finds it. */
export interface RepositoryRound extends ServedRepository {
  readonly branch: string;
  /** The default branch's tip. */
  readonly tip: string;
}

type Work =
  | Pick<Extract<Job, { kind: "group" }>, "kind" | "commit">
  | Pick<Extract<Job, { kind: "plan" }>, "kind" | "pullRequest" | "isFork">
  | { readonly kind: "refresh"; readonly before: string }
  | { readonly kind: "apply"; readonly ref: string; readonly push: null; readonly isRepair?: true };

/** Queues the job that a webhook would have caused. `cause` tells it from others: the same cause is queued once. */
export async function enqueue(
  work: Work,
  cause: string,
  { forge, installation }: ServedRepository,
  deps: ReconcileDeps,
): Promise<void> {
  const delivery = `reconcile:${cause}`;
  await sendJob({ ...work, isScheduled: true }, delivery, { ...deps, forge, installation });
  deps.log.info("queued by the reconciler", { kind: work.kind, delivery, repository: forge.id.id });
}

/** How often something is tried, and how long that is remembered. */
interface Attempts {
  readonly most: number;
  readonly milliseconds: number;
}

/** Which attempt it is, from 1. `lately`: another one was just made, or is being made. `spent`: there were enough. */
export async function nextAttempt(
  key: string,
  { most, milliseconds }: Attempts,
  ledger: Pick<ReconcilerLedger, "claim">,
): Promise<number | "lately" | "spent"> {
  if (!(await ledger.claim(`${key}:lately`, APART_MS))) return "lately";
  for (let attempt = 1; attempt <= most; attempt += 1) {
    if (await ledger.claim(`${key}:${attempt}`, milliseconds)) return attempt;
  }
  return "spent";
}

/** Plans an open pull request. */
export function planOf({ number: pullRequest, isFork }: PullRequest): Extract<Work, { kind: "plan" }> {
  return { kind: "plan", pullRequest, ...(isFork && { isFork }) };
}

/** Brings the target to the default branch. */
export function applyOf({ branch }: RepositoryRound): Extract<Work, { kind: "apply" }> {
  return { kind: "apply", ref: `refs/heads/${branch}`, push: null };
}
