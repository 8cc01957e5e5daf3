import type { Unreviewed } from "../engine/plan/review/review.ts";
import type { Change, Plan } from "../engine/plan/plan.ts";
import { checkNames, planAgainButton, planHeadButton } from "../ports/checks.ts";
import { changeLine } from "./change-text.ts";
import { type CheckTexts, renderPlanCheck } from "./check.ts";
import { always, fitLines, fitParts, shrinking, SIZE_LIMIT } from "./comment-size.ts";
import type { PlanCommentContext } from "./context.ts";
import { prose } from "./escape-markdown.ts";
import { row, table } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { commits, planBlocks } from "./plan-comment.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { clip, visibleLine } from "./visible-text.ts";
import { pullLink } from "./waiting.ts";
import { actionWords, plural, sentence } from "./wording.ts";

/* What the check of a merge queue's group says. */

const TITLE_LIMIT = 200;

/** A group that is planned. */
export interface GroupContext extends PlanCommentContext {
  /** The pull requests that it merges, in their order; null: GitHub does not say whose a part of it is. */
  readonly pulls: readonly (number | null)[];
}

/** A pull request of a group that would be merged without a plan that counts. */
export interface WithoutPlan {
  readonly pull: number;
  readonly isFork: boolean;
  readonly why: "no-plan" | "other-engine";
}

/** What a pull request does to a resource by itself, and whether that is what its newest plan shows. */
export interface Alone {
  /** null: it leaves the resource out, or cannot be merged. */
  readonly change: Change | null;
  readonly isShown: boolean;
}
export type AlonePlan = (change: Change) => Alone;

/** A change of a group that nobody has reviewed as it is. */
export interface UnshownChange {
  readonly change: Change;
  readonly why: Unreviewed;
  /** The last pull request of the group that changes it; null: none, or nobody can tell. */
  readonly pull: number | null;
  /** undefined: nobody found out. */
  readonly alone: Alone | undefined;
}

/** What the configuration of a group allows that no plan of its pull requests has shown. */
export interface UnshownPolicy {
  /** In words that follow "allows". */
  readonly allows: readonly string[];
}

const open = (title: string, summary: string): CheckTexts => ({ conclusion: null, title, summary, annotations: [] });

export const planningGroup = open("Planning", "Reading what the pull requests of this group change together.");

export const groupTriedAgain = open(
  "Planning failed once",
  "It is tried again by itself, and the merge queue waits for that. If it stays so, the logs of the workers and their dead-letter queues say why.",
);

export const groupGone: CheckTexts = {
  ...open("The group is gone", "The merge queue has merged this group or made it anew: there is nothing to plan."),
  conclusion: "cancelled",
};

export function groupPaused({ most, endsAt }: { readonly most: number; readonly endsAt: number }): CheckTexts {
  const until = `${new Date(endsAt).toISOString().slice(11, 16)} UTC`;
  const why = `The groups of this repository have asked GitHub for as much as they may in an hour: ${most.toLocaleString("en-US")} requests of what everybody here shares.`;
  const next = `**Next:** add the pull request to the merge queue again after ${until}.`;
  return { ...open(`Paused until ${until}: too many requests`, `${next}\n\n${why}`), conclusion: "failure" };
}

export function untouchedGroup(context: GroupContext): CheckTexts {
  const what = "Nothing of this group changes a definition, a helper of one, or the configuration.";
  return { ...open("No definitions changed", `${what}\n\n${membersLine(context)}`), conclusion: "success" };
}

/** The plan of a group in which everything is as its pull requests' plans show it. */
export function plannedGroup(own: Plan, context: GroupContext): CheckTexts {
  const { conclusion, title, annotations } = renderPlanCheck(own, context);
  const line = `${membersLine(context)} Everything is as the plans of these pull requests show it.`;
  const { text: summary, rest } = fitParts([always(line), ...planBlocks(own, context)], SIZE_LIMIT);
  return { conclusion, title, summary, ...(rest !== "" && { text: rest }), annotations, button: planAgainButton };
}

export function groupWithoutPlan(missing: readonly WithoutPlan[], context: GroupContext): CheckTexts {
  const lines = missing.map(({ pull, isFork, why }) => {
    const what = why === "no-plan" ? "has no plan" : "was planned by another version of Bridgehead";
    const button = isFork ? planHeadButton.label : planAgainButton.label;
    return `- ${pullLink(pull, context)} ${what}: press **${button}** on its check \`${checkNames.plan}\`, and read what comes of it.`;
  });
  const next = "**Next:** do what is said below, then add what GitHub took out of the merge queue to it again.";
  const title = `Not planned: ${missing.length === 1 ? `#${missing[0]?.pull} has` : `${missing.length} pull requests have`} no plan`;
  const why = "What nobody was shown is not merged by the queue. Nothing of the group was evaluated or planned.";
  return {
    ...open(title, [next, lines.join("\n"), why, membersLine(context)].join("\n\n")),
    conclusion: "failure",
    button: planAgainButton,
  };
}

/** A group in which something is not as its pull requests' plans show it. */
export function unshownGroup(
  {
    own,
    changes,
    policy,
  }: { readonly own: Plan; readonly changes: readonly UnshownChange[]; readonly policy: UnshownPolicy | null },
  context: GroupContext,
): CheckTexts {
  const [first] = changes;
  const isAlone = changes.length === 1 && policy === null && first !== undefined;
  const count = changes.length + (policy === null ? 0 : 1);
  const title = isAlone
    ? `Not as reviewed: ${first.change.name}${first.pull === null ? "" : ` of #${first.pull}`}`
    : `Not as reviewed: ${plural(count, "change")}`;
  const { annotations } = renderPlanCheck(own, context);
  const { text: summary, rest } = fitParts(
    [
      always(nextSteps(changes, policy, context)),
      always(membersLine(context)),
      shrinking(5, 20_000, (limit) => changesTable(changes, context, limit)),
      always(policy === null ? "" : policyNote(policy)),
      ...planBlocks(own, context),
    ],
    SIZE_LIMIT,
  );
  return {
    conclusion: "failure",
    title: clip(visibleLine(title), TITLE_LIMIT),
    summary,
    ...(rest !== "" && { text: rest }),
    annotations,
    button: planAgainButton,
  };
}

/** "Group: #11, #12, 9f3c2d1 onto `main` at 71aa0e4." */
function membersLine(context: GroupContext): string {
  const named = context.pulls.map((number) => (number === null ? "commits of nobody's" : pullLink(number, context)));
  return `Group: ${[...named, commits(context)].join(", ")}.`;
}

function changesTable(changes: readonly UnshownChange[], context: GroupContext, limit: number): string {
  const isMixed = hasSeveralTypes(changes.map(({ change }) => change));
  const lines = changes.map(({ change, pull, why, alone }) =>
    row([
      nameMarkdown(change, isMixed),
      pull === null ? "" : pullLink(pull, context),
      alone === undefined ? prose(whyText(why)) : aloneText(alone),
      changeText(change),
    ]),
  );
  if (lines.length === 0) return "";
  const rows = fitLines(lines, limit, (omitted) => row([`and ${omitted} more`, "", "", ""]));
  return table(["What", "Pull request", "Its plan", "In this group"], rows);
}

function changeText(change: Change): string {
  const { symbol, verb } = actionWords[change.action];
  return `${symbol}&nbsp;${verb}: ${phraseMarkdown(changeLine(change), 80)}`;
}

function aloneText({ change, isShown }: Alone): string {
  const what = change === null || change.action === "no-op" ? "leaves it as it is" : changeText(change);
  return isShown ? what : `shows something else; by itself it would be ${what}`;
}

const whyTexts: Readonly<Record<Unreviewed, string>> = {
  "no-pull-request": "GitHub names no pull request of the queue for the commit that changes it",
  "no-plan": "there is none",
  "other-change": "shows another change",
  "other-engine": "was made by another version of Bridgehead",
  "two-steps":
    "two pull requests make one replacement: one takes the old resource away, the other one brings the new one",
  "not-approved": "is not approved by as many people as have to",
  "too-far": "the group has too many steps to find out",
};
const whyText = (why: Unreviewed): string => whyTexts[why];

function nextSteps(changes: readonly UnshownChange[], policy: UnshownPolicy | null, context: GroupContext): string {
  const pulls = (isMeant: (each: UnshownChange) => boolean): string =>
    [...new Set(changes.filter(isMeant).flatMap(({ pull }) => (pull === null ? [] : [pull])))]
      .map((number) => pullLink(number, context))
      .join(", ");
  const approve = pulls(({ why }) => why === "not-approved");
  const look = pulls(({ why }) => why === "other-change" || why === "other-engine" || why === "no-plan");
  const steps = [
    approve === "" ? "" : `have ${approve} approved, with the plan that stands there now`,
    look === "" && policy === null
      ? ""
      : `read the plan of ${look === "" ? "the pull requests" : look}, which is made again by itself once what is before it in the queue is merged (or press **${planAgainButton.label}** on its check)`,
    changes.some(({ why }) => why === "two-steps") ? "bring both halves of the replacement by one pull request" : "",
    changes.some(({ why }) => why === "no-pull-request" || why === "too-far")
      ? `press **${planAgainButton.label}** here, in case GitHub says later whose the commits are`
      : "",
  ].filter((step) => step !== "");
  const what = `${steps.join("; ")}; then add what GitHub took out of the merge queue to it again.`;
  const isOther = changes.some(({ why }) => why === "other-change");
  const why = isOther
    ? "Merged together, this would be another change than the one that people were shown"
    : "Merged now, this would be a change that nobody has reviewed as it has to be";
  return `**Next:** ${what}\n\n${why}: the merge queue takes it out, and goes on with the others.`;
}

function policyNote({ allows }: UnshownPolicy): string {
  const list = allows.map((each) => prose(each)).join("; ");
  return sentence(`The configuration would allow what no plan of these pull requests shows: ${list}`);
}
