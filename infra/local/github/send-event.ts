import { accountShape } from "./shapes/account.ts";
import { pullShape } from "./shapes/pull.ts";
import { repositoryShape } from "./shapes/repository.ts";
import type { Account, GithubState, Pull } from "./state.ts";
import type { WebhookPayload } from "./webhooks.ts";

/** Sends an event of the repository, with the members that all of them have. */
export function sendEvent(state: GithubState, event: string, sender: Account, payload: WebhookPayload): void {
  state.webhooks.send(event, {
    ...payload,
    // Two pushes of the same commits are told apart by this.
    repository: {
      ...repositoryShape(state),
      ...(event === "push" && { pushed_at: Math.floor(state.now() / 1000) }),
    },
    organization: { login: state.owner.login, id: state.owner.id },
    installation: { id: state.installationId },
    sender: accountShape(state, sender),
  });
}

export interface PullEvent extends WebhookPayload {
  readonly action:
    | "opened"
    | "synchronize"
    | "closed"
    | "reopened"
    | "edited"
    | "enqueued"
    | "dequeued"
    | "review_requested"
    | "review_request_removed";
}

export function sendPullEvent(state: GithubState, pull: Pull, sender: Account, { action, ...more }: PullEvent): void {
  const shape = pullShape(state, pull, null);
  sendEvent(state, "pull_request", sender, { action, number: pull.number, pull_request: shape, ...more });
}
