import { planHeadButton } from "../ports/checks.ts";
import type { CheckTexts } from "./check.ts";
import type { PlanCommentContext } from "./context.ts";
import { inlineCode } from "./escape-markdown.ts";
import { checkLink } from "./next-step.ts";
import { checkOf, comment, type PullRequestState } from "./pull-request-states.ts";
import { plural, shortCommit } from "./wording.ts";

/** Why nothing live is read for a head of a fork's. */
export type Unasked =
  /** Nobody has asked for it. */
  | { readonly why: "nobody" }
  /** Somebody asked for another head, before this one was pushed. */
  | { readonly why: "pushed-since"; readonly login: string; readonly head: string }
  /** Who asked for it may not write. */
  | { readonly why: "stranger"; readonly login: string };

const button = `**${planHeadButton.label}**`;

export const validating: CheckTexts = checkOf(
  null,
  "Validating",
  "Reading the definitions. Nothing of AWS is read for the head of a fork before somebody who may write here asks for it.",
);

/**
 * A fork's head that was validated and compared with nothing. `found`: the check of what is wrong with the definitions, as
 * for any other. Who was told nothing so far gets no comment: strangers cause none.
 */
export function unasked(
  context: PlanCommentContext,
  because: Unasked,
  found: CheckTexts & { readonly errors: number },
): PullRequestState {
  const { errors, ...texts } = found;
  const isBroken = errors > 0;
  const saidAt = (place: string): readonly string[] => [nextStep(context, isBroken, place), ...reason(because)];
  const heading = isBroken
    ? { symbol: "❌", text: `Not planned: from a fork, with ${plural(errors, "error")}` }
    : { symbol: "⏸️", text: "Not planned: from a fork" };
  const title = isBroken ? texts.title : "Validated, not planned: from a fork";
  const listed = isBroken ? [texts.summary] : ["The definitions are valid."];
  return {
    mode: "edit-only",
    comment: comment(heading, context, [
      ...saidAt(`the check ${checkLink(context)}`),
      ...(isBroken ? ["The check lists them."] : []),
      boundary,
    ]),
    check: {
      ...(isBroken ? texts : checkOf("action_required", title, "")),
      annotations: texts.annotations,
      summary: [...saidAt("this check"), ...listed, boundary].join("\n\n"),
      button: planHeadButton,
    },
  };
}

const boundary =
  "The head is in a fork, whoever opened the pull request: its definitions are evaluated and checked, and nothing of AWS is read for them, not even which parameters there are. Merged without a plan, nothing of it counts as reviewed, and what is dangerous is held.";

function nextStep({ head }: PlanCommentContext, isBroken: boolean, place: string): string {
  const asking = "somebody who may write here looks at";
  if (isBroken)
    return `**Next:** correct the definitions and push; then ${asking} the new commit and presses ${button} on its check.`;
  const commit = head === undefined || head === null ? "the commit" : shortCommit(head);
  return `**Next:** ${asking} ${commit} and presses ${button} on ${place}. That compares this commit, and none that is pushed later, with what is live, and shows it here.`;
}

function reason(because: Unasked): readonly string[] {
  switch (because.why) {
    case "nobody":
      return [];
    case "pushed-since":
      return [
        `${inlineCode(because.login)} asked for a plan of ${shortCommit(because.head)}. What was pushed since, nobody has asked for.`,
      ];
    case "stranger":
      return [`${inlineCode(because.login)} pressed ${button} and may not write here, so nothing came of it.`];
  }
}
