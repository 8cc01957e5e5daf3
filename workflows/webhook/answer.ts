/** Why a delivery was answered as it was: the one closed list, with what is said to whoever reads the delivery log. */
export const webhookReasons = {
  queued: "the work that this delivery asks for was queued",
  ping: "pong",
  "event-not-used": "nothing here depends on this event; the webhook need not be subscribed to it",
  "action-not-used": "nothing here depends on this action of the event",
  "base-not-changed": "the pull request was edited, but not its base, so its plan is the same",
  "pull-request-merged": "a merge is applied when its push arrives",
  "review-without-verdict": "a review that only comments approves nothing and asks for no change",
  "branch-deleted": "a deleted branch has nothing to apply",
  "other-queue": "only the default branch's merge queue is planned",
  "not-default-branch": "only the default branch is applied",
  "wrong-workflow": "the workflow is not the one that may ask for a re-run",
  "not-our-check": "the check run is not one of Bridgehead's",
  "dispatch-only": "a re-run is asked for by its workflow, with its inputs",
  "no-pull-request": "GitHub names no pull request for this check run or comment; push to it to plan again",
  "only-people-ask": "work is asked for by a person, at a check of Bridgehead's or in a comment",
  "not-a-command": "the comment says nothing to Bridgehead",
  "repository-not-allowed": "the repository is not one that this stack serves",
  "not-found": "webhooks are received at POST /webhooks/github",
  "method-not-allowed": "only POST is answered here",
  "too-large": "the payload is larger than 5 MB",
  "signature-missing": "the X-Hub-Signature-256 header is missing; set a secret on the webhook",
  "signature-invalid": "the signature does not match the payload; the webhook's secret and the stack's differ",
  "form-encoded": "the payload is form-encoded; set the webhook's content type to application/json",
  "event-missing": "the X-GitHub-Event header is missing",
  "not-json": "the payload is not JSON",
  "payload-invalid": "the payload lacks what its event always has",
  "invalid-input": "an input of the re-run is not understood",
  "internal-error": "Bridgehead itself failed; nothing was queued",
} as const;
export type WebhookReason = keyof typeof webhookReasons;

/** What became of one delivery. */
export interface WebhookAnswer {
  /** HTTP status. GitHub shows a delivery as failed from 400 on. */
  readonly status: number;
  readonly body: {
    readonly outcome: "queued" | "ignored" | "refused";
    readonly reason: WebhookReason;
    readonly message: string;
    /** `X-GitHub-Delivery`; null when it is missing or has another form. */
    readonly delivery: string | null;
  };
}

export type Answering = (
  status: number,
  outcome: WebhookAnswer["body"]["outcome"],
  reason: WebhookReason,
  detail?: string,
) => WebhookAnswer;

/** Makes the answers to one delivery. `detail` says which part of the payload is meant; it never quotes a value. */
export function answersTo(delivery: string | null): Answering {
  return (status, outcome, reason, detail) => {
    const message = detail === undefined ? webhookReasons[reason] : `${webhookReasons[reason]}: ${detail}`;
    return { status, body: { outcome, reason, message, delivery } };
  };
}
