import { checkNames, planHeadButton } from "../ports/checks.ts";
import type { Forge } from "../ports/forge.ts";
import { PLAN_COMMAND } from "../ports/jobs.ts";

/* What a comment is answered with: one sentence each. Nothing of what the comment says is in it. */

/** Why a comment has an answer of its own: what it asked for shows nowhere else. */
export type Answer = "no-command" | "fork" | "not-open" | "other-base" | "untouched";

/** The comment that is answered. */
export interface Answered {
  readonly pullRequest: number;
  /** Id of the comment. */
  readonly comment: number;
}

const sentences: Readonly<Record<Answer, string>> = {
  "no-command": `says nothing that Bridgehead knows: \`${PLAN_COMMAND}\`, alone in a new comment, has this pull request planned again, and a comment can ask for nothing else.`,
  fork: `names no commit, so that nothing live is read for it: somebody who may write here looks at the head, which is in a fork, and presses **${planHeadButton.label}** on its check \`${checkNames.plan}\`.`,
  "not-open": "came when the pull request was not open any more, so nothing was planned.",
  "other-base":
    "changes nothing: the pull request is for another branch than the one that is applied, so it has no plan.",
  untouched: "was heard: the pull request changes no definition, so there is nothing to plan.",
};

export function renderAnswer(
  answer: Answer,
  { pullRequest, comment }: Answered,
  { id, webUrl }: Pick<Forge, "id" | "webUrl">,
): string {
  const url = `${webUrl}/${id.owner}/${id.name}/pull/${pullRequest}#issuecomment-${comment}`;
  return `[This comment](${url}) ${sentences[answer]}`;
}
