import { targetName } from "../workflows/job-group.ts";
import type { JobQueue } from "../workflows/ports/jobs.ts";
import type { WebhookDeps } from "../workflows/receive-webhook.ts";
import { createVerifySignature } from "./github/verify-signature.ts";
import { credentialsFor } from "./system-credentials-for.ts";
import type { Outside } from "./outside.ts";

export interface WebhookOutside extends Outside {
  readonly queue: JobQueue;
  readonly repositories: ReadonlySet<number>;
  /** Path of the workflow file whose dispatch is obeyed. */
  readonly workflow: string;
}

export function joinWebhook(outside: WebhookOutside): WebhookDeps {
  const { queue, clock, repositories, workflow, target } = outside;
  const credentials = credentialsFor(outside);
  const verifySignature = createVerifySignature(async () => {
    const previous = await credentials.readOptional("previousWebhookSecret");
    return [await credentials.read("webhookSecret"), ...(previous === undefined ? [] : [previous])];
  });
  return { verifySignature, queue, clock, repositories, workflow, target: targetName(target) };
}
