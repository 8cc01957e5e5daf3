import * as v from "valibot";
import { checkNames, groupCheckId, planAgainButton, planHeadButton, pullOfCheck } from "../ports/checks.ts";
import type { Asked, Job } from "../ports/jobs.ts";
import { saidBy } from "../doors/command.ts";
import {
  checkRunPayload,
  dispatchInputs,
  issueCommentPayload,
  issuePath,
  mergeGroupPayload,
  pullRequestPayload,
  pullRequestReviewPayload,
  pushPayload,
  workflowDispatchPayload,
} from "./payloads.ts";
import type { WebhookReason } from "./answer.ts";

type PlanWork = Pick<Extract<Job, { kind: "plan" }>, "kind" | "pullRequest" | "asked" | "isFork" | "byStranger">;

/** What a job says beyond where it came from. */
type Work =
  | PlanWork
  | Pick<Extract<Job, { kind: "answer" }>, "kind" | "pullRequest" | "asked">
  | { readonly kind: "refresh"; readonly before: string }
  | Pick<Extract<Job, { kind: "group" }>, "kind" | "commit" | "isGone" | "by">
  | Pick<Extract<Job, { kind: "apply" }>, "kind" | "ref" | "push" | "asked">
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
  merge_group: event(mergeGroupPayload, decideMergeGroup),
  workflow_dispatch: event(workflowDispatchPayload, decideDispatch),
  check_run: event(checkRunPayload, decideCheckRun),
  issue_comment: event(issueCommentPayload, decideComment),
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
  const { action, number, pull_request: pull, changes } = payload;
  // Who may not write may propose a branch that is there; only who may pushes to it.
  const author = action === "synchronize" ? {} : spenderOf(pull.author_association);
  const more = { ...headOf(pull), ...author };
  if (action === "closed" && pull.merged) return ignored("pull-request-merged");
  if (action === "edited") return changes?.base === undefined ? ignored("base-not-changed") : plan(number, more);
  return plannedActions.has(action) ? plan(number, more) : ignored("action-not-used");
}

/** As webhooks spell them. */
const verdicts: ReadonlySet<string> = new Set(["approved", "changes_requested"]);

function decideReview({
  action,
  review,
  pull_request: pull,
}: v.InferOutput<typeof pullRequestReviewPayload>): Decision {
  const more = headOf(pull);
  // Only who may write dismisses one.
  if (action === "dismissed") return plan(pull.number, more);
  if (action !== "submitted") return ignored("action-not-used");
  if (!verdicts.has(review.state)) return ignored("review-without-verdict");
  return plan(pull.number, { ...more, ...spenderOf(review.author_association) });
}

/** What is known of the head of a pull request. */
function headOf({
  head,
  base,
}: Pick<v.InferOutput<typeof pullRequestPayload>["pull_request"], "head" | "base">): Pick<PlanWork, "isFork"> {
  return head !== undefined && head.repo?.id !== base?.repo?.id ? { isFork: true } : {};
}

/** By GitHub's names: the only accounts that may be able to write. */
const associated: ReadonlySet<string | undefined> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * Whether whoever caused it can be anybody: then it is the strangers' requests that it takes. [U] whether GitHub says
 * `MEMBER` of somebody whose membership is not public; who is taken for a stranger waits where those are spent.
 */
function spenderOf(association: string | undefined): Pick<PlanWork, "byStranger"> {
  return associated.has(association) ? {} : { byStranger: true };
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

/** Which pull requests are in it is for the worker to find out. */
function decideMergeGroup({
  action,
  merge_group: { head_sha: commit, base_ref: base },
  repository,
}: v.InferOutput<typeof mergeGroupPayload>): Decision {
  if (base !== `refs/heads/${repository.default_branch}`) return ignored("other-queue");
  if (action === "checks_requested") return work({ kind: "group", commit });
  return action === "destroyed" ? work({ kind: "group", commit, isGone: true }) : ignored("action-not-used");
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
  const { action, check_run: run, requested_action: pressed, sender } = payload;
  const decision =
    action === "requested_action" ? decidePress(payload, pressed?.identifier) : decideRerequest(payload, byOf(sender));
  // Who may ask is asked of GitHub, which has an answer for people.
  return decision.kind === "work" && sender.type !== "User" ? ignored("only-people-ask") : decision;

  function decideRerequest({ repository }: typeof payload, by: Asked["by"]): Decision {
    if (action !== "rerequested") return ignored("action-not-used");
    switch (run.name) {
      case checkNames.apply:
        return work({ kind: "apply", ref: `refs/heads/${repository.default_branch}`, push: null, asked: { by } });
      case checkNames.plan:
        return planOf(run, { by });
      case checkNames.rerun:
        return ignored("dispatch-only");
      default:
        return ignored("not-our-check");
    }
  }
}

/** Whether who pressed may ask for it is for the worker to find out. */
function decidePress(
  { check_run: run, sender }: v.InferOutput<typeof checkRunPayload>,
  identifier: string | undefined,
): Decision {
  if (run.name !== checkNames.plan) return ignored("action-not-used");
  const by = byOf(sender);
  if (identifier === planAgainButton.identifier) return planOf(run, { by });
  if (identifier !== planHeadButton.identifier) return ignored("action-not-used");
  return run.app === null ? ignored("only-people-ask") : planOf(run, { head: run.head_sha, by, app: run.app.id });
}

/** Of a fork's head, what this App wrote says which pull request it is of; of others GitHub does. */
function planOf(
  {
    external_id: externalId,
    pull_requests: pulls,
    head_sha: commit,
  }: v.InferOutput<typeof checkRunPayload>["check_run"],
  asked: Asked,
): Decision {
  if (externalId === groupCheckId) return work({ kind: "group", commit, by: asked.by });
  const [pull] = pulls;
  const ofFork = pullOfCheck(externalId);
  if (ofFork !== undefined) return plan(ofFork, { isFork: true, asked });
  // What is of no fork's head is planned as it is.
  return pull === undefined ? ignored("no-pull-request") : plan(pull.number, { asked: { by: asked.by } });
}

/** Every comment of the repository comes along here: nothing is queued, and nobody asked, for one that is no command. */
function decideComment(payload: v.InferOutput<typeof issueCommentPayload>): Decision {
  const { action, issue, comment, sender } = payload;
  if (action !== "created") return ignored("action-not-used");
  const said = saidBy(comment.body);
  if (said === "something-else") return ignored("not-a-command");
  if (issue.pull_request === undefined) return ignored("no-pull-request");
  const isPerson = sender.type === "User" && (comment.performed_via_github_app ?? null) === null;
  if (!isPerson) return ignored("only-people-ask");
  const asked = { by: byOf(sender), comment: comment.id };
  if (said === "plan") return plan(issue.number, { asked });
  return work({ kind: "answer", pullRequest: issue.number, asked });
}

function byOf({ id, login }: Asked["by"]): Asked["by"] {
  return { id, login };
}

function plan(
  pullRequest: number,
  more: Omit<PlanWork, "kind" | "pullRequest"> = {},
): Extract<Decision, { kind: "work" }> {
  return work({ kind: "plan", pullRequest, ...more });
}

function work(...jobs: readonly Work[]): Extract<Decision, { kind: "work" }> {
  return { kind: "work", work: jobs };
}

function ignored(reason: WebhookReason): Extract<Decision, { kind: "ignored" }> {
  return { kind: "ignored", reason };
}

function invalid(reason: WebhookReason, detail: string): Extract<Decision, { kind: "invalid" }> {
  return { kind: "invalid", reason, detail };
}
