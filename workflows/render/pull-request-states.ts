import { type CheckConclusion, planHeadButton } from "../ports/checks.ts";
import type { CheckTexts } from "./check.ts";
import type { PlanCommentContext } from "./context.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { checkLink } from "./next-step.ts";
import { commits, heading } from "./plan-comment.ts";
import { trailLine } from "./trail.ts";
import { remedies, sentence, shortCommit } from "./wording.ts";

export type { CheckTexts } from "./check.ts";

/** What is told of a pull request that has no plan to show, or none any more. */
export interface PullRequestState {
  readonly comment: string;
  /** edit-only: who was told nothing so far is not told this. */
  readonly mode: "create-or-edit" | "edit-only";
  /** null: the check is another pull request's. */
  readonly check: CheckTexts | null;
}

export const planning: CheckTexts = checkOf(null, "Planning", "Reading the definitions and what is live.");

export const superseded: CheckTexts = checkOf(
  "cancelled",
  "Superseded",
  "The branch moved, or was merged or closed, while this commit was planned.",
);

export function crashed(summary: string): CheckTexts {
  return checkOf("failure", "Bridgehead could not plan", `${summary}\n\nIt is tried again by itself.`);
}

/** Where a plan stood that is outdated, and the new one could not be made. */
export function crashedComment(context: PlanCommentContext, summary: string): string {
  return comment({ symbol: "❌", text: "Bridgehead could not plan" }, context, [
    `**Next:** nothing, since it is tried again by itself; where that does not help, press **Plan again** on the check ${checkLink(context)}.`,
    prose(sentence(summary)),
  ]);
}

/** Nobody goes by the plan that was shown before. */
export function replanning(context: PlanCommentContext): string {
  const last = context.trail?.at(-1);
  const why = last?.commit === context.head ? `${branchOf(context)} moved` : "there is a newer commit";
  return comment({ symbol: "⏳", text: "Planning again" }, context, [
    `The plan that stood here is outdated: ${why}. The new one takes its place in a moment.`,
  ]);
}

/** How much of GitHub a pull request may take in an hour, and when the hour ends. */
export interface Spent {
  readonly most: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** Whether it is a fork's head that nobody asked for: who may write has more. */
  readonly isUnasked: boolean;
}

export function paused(context: PlanCommentContext, { most, endsAt, isUnasked }: Spent): PullRequestState {
  const until = `${new Date(endsAt).toISOString().slice(11, 16)} UTC`;
  const meanwhile = isUnasked
    ? `Somebody who may write here has more: **${planHeadButton.label}** is done at once.`
    : "Pressing **Plan again** before that only says so again.";
  const next = `**Next:** nothing: it goes on by itself after ${until}. ${meanwhile}`;
  const why = `The plans of this pull request have asked GitHub for as much as they may in an hour: ${most.toLocaleString("en-US")} requests of what everybody here shares.`;
  return {
    mode: "edit-only",
    comment: comment({ symbol: "⏸️", text: `No plan before ${until}` }, context, [next, why]),
    check: {
      ...checkOf("action_required", `Paused until ${until}: too many requests`, `${next}\n\n${why}`),
      ...(isUnasked && { button: planHeadButton }),
    },
  };
}

/** Nobody plans it again by itself: too many are waiting. */
export function outdated(context: PlanCommentContext): PullRequestState {
  const why = `Since this was planned, ${branchOf(context)} moved, or what it changes was changed in AWS by an apply.`;
  return {
    mode: "edit-only",
    comment: comment({ symbol: "⛔", text: "Outdated" }, context, [
      `**Next:** press **Plan again** on the check ${checkLink(context)}.`,
      `${why} Too many pull requests are outdated at once to plan each of them by itself.`,
    ]),
    check: checkOf("action_required", "Outdated: the base moved", `${why} Press **Plan again**.`),
  };
}

export function conflict(context: PlanCommentContext): PullRequestState {
  const { "merge-conflict": remedy } = remedies;
  return {
    mode: "create-or-edit",
    comment: comment(
      { symbol: "❌", text: `No plan: it conflicts with ${context.baseBranch ?? "its base"}` },
      context,
      [
        `**Next:** resolve the conflict with ${branchOf(context)} and push. A plan is made for the merge, so there is none before.`,
      ],
    ),
    check: checkOf("failure", "No plan: it conflicts with its base", remedy ?? ""),
  };
}

export function closed(context: PlanCommentContext): PullRequestState {
  const what = "The pull request was closed without being merged, so nothing of it is applied.";
  return {
    mode: "edit-only",
    comment: comment({ symbol: "⏹️", text: "Closed" }, context, [what, "Reopened, it is planned again."]),
    check: checkOf("cancelled", "Closed without being merged", what),
  };
}

export function retargeted(context: PlanCommentContext): PullRequestState {
  const { pointsAt = "", baseBranch } = context;
  const what = `The pull request is for ${inlineCode(pointsAt)} now, and only ${inlineCode(baseBranch ?? "")} is applied.`;
  return {
    mode: "edit-only",
    comment: comment({ symbol: "⏹️", text: "No plan: it is for another branch" }, context, [
      what,
      `Pointed at ${branchOf(context)} again, it is planned again.`,
    ]),
    check: checkOf("cancelled", "No plan: it is for another branch", what),
  };
}

export function untouched(context: PlanCommentContext): PullRequestState {
  const what = "The pull request changes no definition, no helper of one, and not the configuration.";
  return {
    mode: "edit-only",
    comment: comment({ symbol: "✅", text: "Nothing to plan" }, context, [`${what} It did before.`]),
    check: checkOf("success", "No definitions changed", what),
  };
}

export function comment(
  verdict: Parameters<typeof heading>[0],
  context: PlanCommentContext,
  paragraphs: readonly string[],
): string {
  const { head, base } = context;
  const about = base === null ? (head === null || head === undefined ? "" : shortCommit(head)) : commits(context);
  return [heading(verdict), ...paragraphs, about, trailLine(context.trail ?? [])]
    .filter((part) => part !== "")
    .join("\n\n");
}

function branchOf({ baseBranch }: PlanCommentContext): string {
  return inlineCode(baseBranch ?? "the base");
}

export function checkOf(conclusion: CheckConclusion | null, title: string, summary: string): CheckTexts {
  return { conclusion, title, summary, annotations: [] };
}
