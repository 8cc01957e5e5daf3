import { sign } from "@octokit/webhooks-methods";
import { createVerifySignature } from "../../../infra/github/verify-signature.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import type { Job } from "../../../workflows/ports/jobs.ts";
import type { WebhookDeps, WebhookRequest } from "../../../workflows/receive-webhook.ts";
import { fixed } from "../../support/fixed.ts";

export const secret = "a secret of the tests";

export interface Sent {
  readonly job: Job;
  readonly group: string;
  readonly deduplicationKey: string;
}

/** Dependencies with a queue that remembers, and repository 7 as the only one served. */
export function webhookDeps(changes: Partial<WebhookDeps> = {}): WebhookDeps & { readonly sent: readonly Sent[] } {
  const sent: Sent[] = [];
  return {
    verifySignature: createVerifySignature(fixed([new SecretText(secret)])),
    queue: {
      send: async (job, group, deduplicationKey) => void sent.push({ job, group, deduplicationKey }),
    },
    clock: { now: () => 1_700_000_000_000 },
    repositories: new Set([7]),
    workflow: ".github/workflows/bridgehead.yml",
    target: "123456789012:eu-central-1:test",
    sent,
    ...changes,
  };
}

export const repository = { id: 7, full_name: "acme/connections", default_branch: "main" };

/** A request as GitHub sends it: signed, JSON, with a delivery id. */
export async function signedRequest(
  event: string,
  payload: unknown,
  changes: Partial<WebhookRequest> = {},
): Promise<WebhookRequest> {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return {
    method: "POST",
    path: "/webhooks/github",
    body: Buffer.from(text),
    ...changes,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": await sign(secret, text),
      ...changes.headers,
    },
  };
}
