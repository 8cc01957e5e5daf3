import { authorise, authoriseComment } from "./doors/authorise.ts";
import type { AskedByComment } from "./ports/jobs.ts";
import {
  type PlanPullRequestDeps,
  type PlanPullRequestOutcome,
  planPullRequest,
  type PlanRequest,
} from "./plan-pull-request.ts";
import type { Asked } from "./ports/jobs.ts";
import { noteStranger } from "./pull-request/forks.ts";
import { type Answer, renderAnswer } from "./render/answers.ts";

/** An answer is remembered for longer than GitHub sends a webhook again. */
const ANSWERED_MS = 14 * 24 * 60 * 60 * 1000;

/** A plan of a pull request, and who asked for it by hand, if anybody did. */
export interface AskedPlan extends Omit<PlanRequest, "asked"> {
  readonly asked?: Asked | undefined;
}

/**
 * Plans a pull request where whoever asked for it by hand may: by a button, _Re-run_ or a comment. A comment names no
 * commit, so that it asks for no more of a fork's head than a push does. What it asks for and is not to be had is said in
 * answer to it, to those alone who may write.
 */
export async function planAsked(
  { asked, ...request }: AskedPlan,
  deps: PlanPullRequestDeps,
  signal: AbortSignal,
): Promise<PlanPullRequestOutcome> {
  // Of the button beside a fork's head it is asked there where the head is known: the check says who pressed it in vain.
  if (asked === undefined || "head" in asked) return await planPullRequest({ ...request, asked }, deps, signal);
  const refusal = "comment" in asked ? await authoriseComment(asked.by, deps) : await authorise(asked.by, deps);
  if (refusal === "sender-not-allowed") await noteStranger(asked.by, deps.forge.id.id, deps.ledger);
  if (refusal !== undefined) return { outcome: "refused", reason: refusal };
  const ended = await planPullRequest(request, deps, signal);
  const answer = "comment" in asked ? answerTo(ended) : undefined;
  if (answer !== undefined && "comment" in asked) await answerOnce(answer, { ...request, asked }, deps);
  return ended;
}

/** Answers a comment that is addressed to Bridgehead and is no command, where who wrote it may write. */
export async function answerComment(comment: AnsweredComment, deps: AnswerDeps): Promise<PlanPullRequestOutcome> {
  const refusal = await authoriseComment(comment.asked.by, deps);
  if (refusal === undefined) await answerOnce("no-command", comment, deps);
  return { outcome: "refused", reason: refusal ?? "unknown-command" };
}

type AnswerDeps = Pick<PlanPullRequestDeps, "forge" | "ledger" | "clock" | "log">;

interface AnsweredComment {
  readonly pullRequest: number;
  readonly asked: AskedByComment;
}

/** What nobody would see otherwise; undefined: the comment with the plan says what came of it. */
function answerTo(ended: PlanPullRequestOutcome): Answer | undefined {
  if (ended.outcome !== "refused") return ended.outcome === "untouched" ? "untouched" : undefined;
  const { reason } = ended;
  return reason === "fork" || reason === "not-open" || reason === "other-base" ? reason : undefined;
}

/** At most once for each comment, whatever becomes of the answer: to have none is better than to have it twice. */
async function answerOnce(
  answer: Answer,
  { pullRequest, asked: { comment } }: AnsweredComment,
  { forge, ledger }: AnswerDeps,
): Promise<void> {
  if (!(await ledger.claim(`answered/${forge.id.id}/${comment}`, ANSWERED_MS))) return;
  await forge.review.addComment(pullRequest, renderAnswer(answer, { pullRequest, comment }, forge));
}
