import { createHash } from "node:crypto";
import { groupOf, type Job, type JobQueue } from "./ports/jobs.ts";
import type { Clock } from "./ports/clock.ts";
import { deliveryId } from "./webhook/delivery-id.ts";
import { reduceToJob } from "./webhook/events.ts";
import { type Answering, answersTo, type WebhookAnswer } from "./webhook/answer.ts";

export const webhookPath = "/webhooks/github";

/** A Lambda request holds 6 MB, base64 and JSON escapes included; what is larger never gets this far there. */
const maximumBytes = 5 * 1024 * 1024;
/** What a queued job may measure: nothing but names and numbers fits. */
const maximumJobBytes = 2048;

/** One HTTP request as it came in. */
export interface WebhookRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes: the signature is over these and nothing else. */
  readonly body: Uint8Array;
}

/** Whether `signature` (`sha256=…`) is GitHub's over exactly these bytes, in constant time. */
export type VerifySignature = (body: Uint8Array, signature: string) => Promise<boolean>;

export interface WebhookDeps {
  readonly verifySignature: VerifySignature;
  /** Takes every kind of job; sends each to the queue of its worker. */
  readonly queue: JobQueue;
  readonly clock: Pick<Clock, "now">;
  /** Numeric ids of the repositories that are served; empty: none. */
  readonly repositories: ReadonlySet<number>;
  /** Path of the one workflow file whose dispatch is obeyed, such as `.github/workflows/bridgehead.yml`. */
  readonly workflow: string;
  /** Name of the target: at most 100 letters, digits, `-`, `_`, `.` or `:`. Its jobs run one after another. */
  readonly target: string;
}

/**
 * Turns one webhook into the jobs that it asks for. Everything that can be wrong with a request is an answer; it rejects
 * only when the queue or the secret's store fails.
 */
export async function receiveWebhook(request: WebhookRequest, deps: WebhookDeps): Promise<WebhookAnswer> {
  const delivery = deliveryId(request.headers);
  const answer = answersTo(delivery);
  if (request.path !== webhookPath) return answer(404, "refused", "not-found");
  if (request.method !== "POST") return answer(405, "refused", "method-not-allowed");
  if (request.body.byteLength > maximumBytes) return answer(413, "refused", "too-large");

  const signature = request.headers["x-hub-signature-256"];
  if (signature === undefined || signature === "") return answer(401, "refused", "signature-missing");
  if (!(await deps.verifySignature(request.body, signature))) {
    return answer(401, "refused", "signature-invalid");
  }

  if (mediaType(request) === "application/x-www-form-urlencoded") {
    return answer(415, "refused", "form-encoded");
  }
  const event = request.headers["x-github-event"];
  if (event === undefined || event === "") return answer(400, "refused", "event-missing");
  const payload = parseJson(request.body);
  if (payload === undefined) return answer(400, "refused", "not-json");

  const reduction = reduceToJob(event, payload, {
    delivery: delivery ?? "unknown",
    receivedAt: deps.clock.now(),
    repositories: deps.repositories,
    workflow: deps.workflow,
  });
  switch (reduction.kind) {
    case "invalid":
      return answer(400, "refused", reduction.reason, reduction.detail);
    case "ignored":
      return answer(reduction.reason === "ping" ? 200 : 202, "ignored", reduction.reason);
    case "jobs":
      return enqueue(reduction.jobs, request, deps, answer);
  }
}

async function enqueue(
  jobs: readonly Job[],
  request: WebhookRequest,
  deps: WebhookDeps,
  answer: Answering,
): Promise<WebhookAnswer> {
  if (jobs.some((job) => Buffer.byteLength(JSON.stringify(job)) > maximumJobBytes)) {
    // Only inputs can be that long.
    return answer(400, "refused", "invalid-input", "all inputs together are larger than 2 kB");
  }
  // What fails half-way is delivered again as a whole: what was sent by then is known by its key.
  for (const job of jobs) {
    await deps.queue.send(job, groupOf(job, deps.target), deduplicationKey(job, request.body));
  }
  return answer(202, "queued", "queued");
}

/**
 * The body is signed and the delivery's id is not: a replay under another id is the same job. Only the body of a
 * dispatch says nothing of when or by which run it was sent, so that there the id tells two of them apart.
 */
function deduplicationKey(job: Job, body: Uint8Array): string {
  const hash = createHash("sha256").update(body);
  if (job.kind === "dispatch") hash.update(job.delivery);
  // A push asks for two.
  if (job.kind === "refresh") hash.update(job.kind);
  return hash.digest("hex");
}

function mediaType(request: WebhookRequest): string | undefined {
  return request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
