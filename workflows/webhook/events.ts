import * as v from "valibot";
import { checkNames, planAgainButton } from "../ports/checks.ts";
import type { Job, Push } from "../ports/jobs.ts";
import {
  checkRunPayload,
  dispatchInputs,
  issuePath,
  pullRequestPayload,
  pullRequestReviewPayload,
  pushPayload,
  workflowDispatchPayload,
} from "./payloads.ts";
import type { WebhookReason } from "./answer.ts";

/** What a job says beyond where it came from. */
type Work =
  | { readonly kind: "plan"; readonly pullRequest: number }
  | { readonly kind: "refresh"; readonly before: string }
  | { readonly kind: "apply"; readonly ref: string; readonly push: Push | null }
  | Pick<Extract<Job, { kind: "dispatch" }>, "kind" | "ref" | "workflow" | "sender" | "senderId" | "inputs">;

type Decision =
  | { readonly kind: "work"; readonly work: readonly Work[] }
  | { readonly kind: "ignored"; readonly reason: WebhookReason }
  | { readonly kind: "invalid"; readonly reason: WebhookReason; readonly detail: string };

export type Reduction = { readonly kind: "jobs"; readonly jobs: readonly Job[] } | Exclude<Decision, { kind: "work" }>;

export interface ReductionContext {
  readonly delivery: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Numeric ids of the repositories that are served; empty: none. */
  readonly repositories: ReadonlySet<number>;
  /** Path of the one workflow file whose dispatch is obeyed. */
  readonly workflow: string;
}

/** The events that are used, by GitHub's names: what is read of each, and what it asks for. */
const events: Readonly<Record<string, Event>> = {
  pull_request: event(pullRequestPayload, decidePullRequest),
  pull_request_review: event(pullRequestReviewPayload, decideReview),
  push: event(pushPayload, decidePush),
  workflow_dispatch: event(workflowDispatchPayload, decideDispatch),
  check_run: event(checkRunPayload, decideCheckRun),
};

/** What the App has to subscribe to. */
export const eventNames: readonly string[] = Object.keys(events);

/** Decides what work, if any, one event asks for. It only reads the payload; the worker asks GitHub again. */
export function reduceToJob(name: string, payload: unknown, context: ReductionContext): Reduction {
  if (name === "ping") return ignored("ping");
  return Object.hasOwn(events, name) ? (events[name] as Event)(payload, context) : ignored("event-not-used");
}

type Event = (payload: unknown, context: ReductionContext) => Reduction;

interface Originated {
  readonly repository: { readonly id: number; readonly full_name: string };
  readonly installation?: { readonly id: number } | null | undefined;
}

function event<T extends Originated>(
  schema: v.GenericSchema<unknown, T>,
  decide: (payload: T, context: ReductionContext) => Decision,
): Event {
  return (payload, context) => {
    const parsed = v.safeParse(schema, payload);
    if (!parsed.success) return invalid("payload-invalid", issuePath(parsed.issues));
    const { repository, installation } = parsed.output;
    if (!context.repositories.has(repository.id)) return ignored("repository-not-allowed");

    const decision = decide(parsed.output, context);
    if (decision.kind !== "work") return decision;
    const [owner = "", name = ""] = repository.full_name.split("/");
    const jobs = decision.work.map((work) => ({
      ...work,
      delivery: context.delivery,
      receivedAt: context.receivedAt,
      repository: { id: repository.id, owner, name },
      installation: installation?.id ?? null,
    }));
    return { kind: "jobs", jobs };
  };
}

/** A closed one is said to be closed where its plan stands. */
const plannedActions: ReadonlySet<string> = new Set([
  "opened",
  "synchronize",
  "reopened",
  "ready_for_review",
  "closed",
]);

function decidePullRequest(payload: v.InferOutput<typeof pullRequestPayload>): Decision {
  if (payload.action === "closed" && payload.pull_request.merged) return ignored("pull-request-merged");
  if (payload.action === "edited") {
    return payload.changes?.base === undefined ? ignored("base-not-changed") : plan(payload.number);
  }
  return plannedActions.has(payload.action) ? plan(payload.number) : ignored("action-not-used");
}

/** As webhooks spell them. */
const verdicts: ReadonlySet<string> = new Set(["approved", "changes_requested"]);

function decideReview({
  action,
  review,
  pull_request: pull,
}: v.InferOutput<typeof pullRequestReviewPayload>): Decision {
  if (action === "dismissed") return plan(pull.number);
  if (action !== "submitted") return ignored("action-not-used");
  return verdicts.has(review.state) ? plan(pull.number) : ignored("review-without-verdict");
}

function decidePush(payload: v.InferOutput<typeof pushPayload>): Decision {
  if (payload.deleted) return ignored("branch-deleted");
  const wanted = `refs/heads/${payload.repository.default_branch}`;
  if (payload.ref !== wanted) return ignored("not-default-branch");
  const { before, after, sender } = payload;
  // Behind a bot stands somebody who is not told: then nobody is known to have pushed.
  const push = sender.type === "Bot" ? null : { before, after, sender: sender.id };
  return work({ kind: "apply", ref: wanted, push }, { kind: "refresh", before });
}

function decideDispatch(payload: v.InferOutput<typeof workflowDispatchPayload>, context: ReductionContext): Decision {
  if (payload.workflow !== context.workflow) return ignored("wrong-workflow");
  const inputs = v.safeParse(dispatchInputs, payload.inputs);
  if (!inputs.success) return invalid("invalid-input", issuePath(inputs.issues));
  const { ref, workflow, sender } = payload;
  const { login, id: senderId } = sender;
  return work({ kind: "dispatch", ref, workflow, sender: login, senderId, inputs: inputs.output });
}

function decideCheckRun(payload: v.InferOutput<typeof checkRunPayload>): Decision {
  const { action, check_run: run, requested_action: pressed } = payload;
  if (action === "requested_action") {
    const isPlanAgain = run.name === checkNames.plan && pressed?.identifier === planAgainButton.identifier;
    return isPlanAgain ? planOf(run) : ignored("action-not-used");
  }
  if (action !== "rerequested") return ignored("action-not-used");
  switch (run.name) {
    case checkNames.apply:
      return apply(`refs/heads/${payload.repository.default_branch}`, null);
    case checkNames.plan:
      return planOf(run);
    case checkNames.rerun:
      return ignored("dispatch-only");
    default:
      return ignored("not-our-check");
  }
}

function planOf({ pull_requests: [pull] }: v.InferOutput<typeof checkRunPayload>["check_run"]): Decision {
  return pull === undefined ? ignored("no-pull-request") : plan(pull.number);
}

function plan(pullRequest: number): Decision {
  return work({ kind: "plan", pullRequest });
}

function apply(ref: string, push: Push | null): Decision {
  return work({ kind: "apply", ref, push });
}

function work(...jobs: readonly Work[]): Decision {
  return { kind: "work", work: jobs };
}

function ignored(reason: WebhookReason): Extract<Decision, { kind: "ignored" }> {
  return { kind: "ignored", reason };
}

function invalid(reason: WebhookReason, detail: string): Extract<Decision, { kind: "invalid" }> {
  return { kind: "invalid", reason, detail };
}
