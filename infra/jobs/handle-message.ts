import { PermanentError } from "../../workflows/engine/values/errors.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { GivenUp, Job, WorkerDeps } from "../../workflows/ports/jobs.ts";
import type { Log, LogFields } from "../../workflows/ports/log.ts";
import { failuresOf, type Handled, hasDied, judge, type QueuePolicy, type Verdict } from "./queue-policy.ts";
import { NoJobError, parseJob } from "./schema.ts";

/** A message as its consumer received it. */
export interface ReceivedMessage {
  readonly id: string;
  /** The job as JSON, to be parsed. */
  readonly body: string;
  readonly group: string;
  /** By what the queue knows this receipt of it. */
  readonly receipt: string;
  /** How often it was received, this time included. */
  readonly receives: number;
}

/** What the consumer of a queue can do with a message beside acknowledging it. */
export interface Inbox {
  /** Not acknowledged, it is received again after so many seconds, and its group waits for it. */
  comeBack(message: ReceivedMessage, seconds: number): Promise<void>;
  /** Puts it among the dead letters. It is still to be acknowledged. */
  setAside(message: ReceivedMessage, reason: string): Promise<void>;
}

export interface MessageDeps<J extends Job> {
  readonly load: () => Promise<WorkerDeps<J>>;
  /** Whether this worker's queue may carry the job: a planner never applies, whatever it is sent. */
  readonly accepts: (job: Job) => job is J;
  /** Apart from the worker: a message comes back in time also where that cannot be put together. */
  readonly inbox: () => Promise<Inbox>;
  readonly policy: QueuePolicy;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/** A job on the queue of the other worker. */
class MisroutedJobError extends NoJobError {
  override readonly name = "MisroutedJobError";
}

/** What is known of a message once it was handled. */
interface Attempt<J extends Job> {
  readonly message: ReceivedMessage;
  readonly handled: Handled;
  /** How often it waited before; undefined: nobody can say. */
  readonly waits: number | undefined;
  readonly job?: J | undefined;
  readonly worker?: WorkerDeps<J> | undefined;
  /** Of one that did not end. */
  readonly error?: unknown;
}

/**
 * Handles one message by the policy. Returns whether it is acknowledged; if not, it comes back. Never rejects. An alarm
 * finds what was given up by the log's words "job given up".
 */
export async function handleMessage<J extends Job>(
  message: ReceivedMessage,
  deps: MessageDeps<J>,
  signal: AbortSignal,
): Promise<boolean> {
  return await conclude(await attemptOf(message, deps, signal), deps, signal);
}

async function attemptOf<J extends Job>(
  message: ReceivedMessage,
  deps: MessageDeps<J>,
  signal: AbortSignal,
): Promise<Attempt<J>> {
  const { load, accepts, policy } = deps;
  let job: J | undefined;
  let worker: WorkerDeps<J> | undefined;
  try {
    job = jobOf(message.body, accepts);
    worker = await load();
    const known = { message, job, worker };
    // Before that the ledger cannot make a difference.
    const waits = message.receives > policy.mostFailures ? await waitsOf(message, worker) : 0;
    if (hasDied({ ...message, waits }, policy)) return { ...known, waits, handled: { is: "died" } };
    return { ...known, waits, handled: await worker.runJob(job, signal) };
  } catch (error) {
    const is = error instanceof NoJobError ? "no-job" : error instanceof PermanentError ? "permanent" : "failed";
    return { message, job, worker, error, handled: { is }, waits: await waitsOf(message, worker) };
  }
}

function jobOf<J extends Job>(body: string, accepts: (job: Job) => job is J): J {
  const job = parseJob(body);
  if (!accepts(job)) throw new MisroutedJobError(`a job of kind "${job.kind}" is not for this worker`);
  return job;
}

async function waitsOf<J extends Job>(
  { id, receives }: ReceivedMessage,
  worker: WorkerDeps<J> | undefined,
): Promise<number | undefined> {
  if (receives === 1) return 0;
  try {
    return worker === undefined ? undefined : ((await worker.waits?.(id, 0)) ?? 0);
  } catch {
    return undefined;
  }
}

async function conclude<J extends Job>(
  attempt: Attempt<J>,
  deps: MessageDeps<J>,
  signal: AbortSignal,
): Promise<boolean> {
  const verdict = judge(attempt.handled, { ...attempt.message, ...attempt }, deps.clock.now(), deps.policy);
  switch (verdict.is) {
    case "acknowledge":
      deps.log.info("job done", fieldsOf(attempt));
      return true;
    case "return":
      await giveBack(attempt, verdict, deps);
      return false;
    case "report":
      // What nobody could be told of is done again, and told then.
      return (
        (await giveUp(attempt, deps, signal)) ||
        (await conclude({ ...attempt, handled: { is: "failed" } }, deps, signal))
      );
    case "dead":
      await giveUp(attempt, deps, signal);
      return await setAside(attempt, deps);
  }
}

async function giveBack<J extends Job>(
  attempt: Attempt<J>,
  { seconds, counts }: Extract<Verdict, { is: "return" }>,
  { inbox, log }: Pick<MessageDeps<J>, "inbox" | "log">,
): Promise<void> {
  const { message, worker, error } = attempt;
  const fields = { ...fieldsOf(attempt), seconds };
  if (counts) log.error("job failed", error, { ...fields, attempt: triesOf(attempt) });
  else log.info("job waits", fields);
  try {
    if (!counts) await worker?.waits?.(message.id, 1);
  } catch (uncounted) {
    log.error("a wait was not counted, so that it counts as a failure", uncounted, fields);
  }
  try {
    await (await inbox()).comeBack(message, seconds);
  } catch (late) {
    log.error("a message comes back later than it should", late, fields);
  }
}

/** Says in the log, and where people look, that a job is not done. Returns whether people could be told. */
async function giveUp<J extends Job>(
  attempt: Attempt<J>,
  { log }: MessageDeps<J>,
  signal: AbortSignal,
): Promise<boolean> {
  const { job, worker, error } = attempt;
  const why = whyOf(attempt);
  const tries = triesOf(attempt);
  const fields = { ...fieldsOf(attempt), reason: why, attempt: tries };
  log.error("job given up", error, fields);
  if (why === "no-job" || job === undefined || worker === undefined) return true;
  try {
    await worker.giveUp(job, { why, tries, error }, signal);
    return true;
  } catch (untold) {
    log.error("nobody was told that a job was given up", untold, fields);
    return false;
  }
}

async function setAside<J extends Job>(attempt: Attempt<J>, { inbox, log, policy }: MessageDeps<J>): Promise<boolean> {
  const { message } = attempt;
  try {
    await (await inbox()).setAside(message, whyOf(attempt));
    return true;
  } catch (error) {
    log.error("a dead letter was not set aside", error, fieldsOf(attempt));
    await giveBack(attempt, { is: "return", seconds: policy.longestDelay, counts: true }, { inbox, log });
    return false;
  }
}

function whyOf<J extends Job>({ handled: { is } }: Attempt<J>): GivenUp["why"] | "no-job" {
  if (is === "died") return "worker-died";
  return is === "no-job" || is === "permanent" ? is : "failed-too-often";
}

function triesOf<J extends Job>({ message, waits, handled }: Attempt<J>): number {
  // Of a worker that died nothing was tried this time.
  return failuresOf({ ...message, waits }) - (handled.is === "died" ? 1 : 0);
}

function fieldsOf<J extends Job>({ message: { id, group }, job }: Attempt<J>): LogFields {
  const message = { "message-id": id, group };
  if (job === undefined) return message;
  return { ...message, kind: job.kind, delivery: job.delivery, repository: job.repository.id };
}
