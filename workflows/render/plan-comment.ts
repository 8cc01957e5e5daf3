import { acceptanceDigest } from "../engine/plan/review/acceptance.ts";
import { pluralOf } from "../engine/kinds/noun.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import { placeAt, type PlanCommentContext, type Preflight } from "./context.ts";
import { overwriteNote, takenOverNote } from "./credential-notes.ts";
import { literalsIn } from "./danger.ts";
import { errorList, remarkFold } from "./diagnostics-list.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { always, fitBlocks, shrinking, SIZE_LIMIT, type Block } from "./comment-size.ts";
import { approvalsLine, nextStep } from "./next-step.ts";
import { planDetails } from "./plan-details.ts";
import {
  arrivalsLine,
  blockNote,
  destructionNote,
  findingsNote,
  literalsNote,
  MOST_ALIKE,
  ownNote,
} from "./plan-notes.ts";
import { planTable, unchangedNote } from "./plan-table.ts";
import { isWrittenUnseen } from "./property-text.ts";
import { rerunBlock } from "./rerun-command.ts";
import { trailLine } from "./trail.ts";
import { waitingFold } from "./waiting.ts";
import { type Elsewhere, plural, readGapNote, shortCommit, shortDigest, planVerdict, type Verdict } from "./wording.ts";

/** The line by which Bridgehead finds its own comment. Text from outside cannot forge it: its `<` is escaped. */
export function marker(kind: string): string {
  return `<!-- bridgehead:${kind}:v1 -->`;
}

/**
 * The plan as a Markdown comment, under 65,536 characters whatever the plan holds: verdict, warnings and table stay,
 * details give way. The command line prints the same text without a pull request.
 */
export function renderPlanComment(plan: Plan, context: PlanCommentContext): string {
  const blocks: readonly Block[] = [
    always(heading(verdictOn(plan, context))),
    always(nextStep(plan, context)),
    always(approvalsLine(context)),
    always(provenance(plan, context)),
    ...planBlocks(plan, context),
    always(trailLine(context.trail ?? [])),
  ];
  return fitBlocks(blocks, SIZE_LIMIT, (omitted) => omissionNote(omitted, context.checkUrl ?? null));
}

/** The verdict on a plan, and on who has to approve it. */
export function verdictOn(plan: Plan, context: PlanCommentContext): Verdict {
  const verdict = planVerdict(plan, elsewhereOf(context));
  const missing = context.approvals?.missing ?? 0;
  return missing === 0 ? verdict : { ...verdict, text: `${verdict.text} · ${plural(missing, "approval")} wanted` };
}

/** What keeps a pull request from having a plan and is not its own. */
function elsewhereOf({ waiting, baseBranch }: PlanCommentContext): Elsewhere {
  const errors = waiting?.errors.filter(({ about }) => about === undefined) ?? [];
  return { branch: baseBranch ?? "the base", errors: errors.length };
}

/** What a plan shows wherever it is shown as Markdown, from the warnings down to the details. */
export function planBlocks(plan: Plan, context: PlanCommentContext): readonly Block[] {
  const { waiting } = context;
  const place = placeAt(context, context.head);
  // Those of the base are what matters where they are why there is no plan.
  const foreign = plan.digest === null ? (waiting?.errors ?? []) : [];
  const literals = literalsIn(plan.diagnostics);
  const isTold = literals.length <= MOST_ALIKE;
  const remarks = isTold ? plan.diagnostics.filter((each) => !literals.includes(each)) : plan.diagnostics;
  return [
    always(blockNote(plan)),
    always(destructionNote(plan)),
    always(overwriteNote(plan)),
    shrinking(1, 2_000, (limit) => literalsNote(plan, place, limit)),
    shrinking(1, 2_000, (limit) => ownNote(plan, limit)),
    shrinking(4, 5_000, (limit) => errorList(plan.diagnostics, place, limit)),
    shrinking(5, 4_000, (limit) => errorList(foreign, placeAt(context, context.base), limit)),
    // Without a digest there are no changes; were there any, the two would not fit together.
    shrinking(3, 6_000, (limit) => (plan.digest === null ? "" : planTable(plan, place, limit))),
    always(takenOverNote(plan)),
    always(
      [unchangedNote(plan), preflightLine(context.preflight), arrivalsLine(plan)]
        .filter((part) => part !== "")
        .join(" "),
    ),
    shrinking(2, 2_000, (limit) => findingsNote(plan, limit)),
    ...planDetails(plan),
    { text: remarkFold(remarks, place), rank: 0 },
    { text: waitingFold(context), rank: 0 },
    always(comparesUnreadable(plan) ? `<sub>${readGapNote}</sub>` : ""),
  ];
}

/** "Pre-flight: 2 parameters are there, 1 name is free."; "": nothing was looked up. */
function preflightLine(preflight: Preflight | undefined): string {
  if (preflight === undefined) return "";
  const { parameters, names, quotas } = preflight;
  const parts = [
    parameters === 0 ? "" : plural(parameters, "parameter is there", "parameters are there"),
    names === 0 ? "" : plural(names, "name is free", "names are free"),
    ...quotas.map(({ type, count, most }) => `quota: ${count} of ${most.toLocaleString("en-US")} ${pluralOf(type)}`),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `Pre-flight: ${parts.join(", ")}.`;
}

/** Whether something was compared with the record because AWS does not give it back. */
export function comparesUnreadable(plan: Plan): boolean {
  return plan.changes.some(
    ({ action, properties }) =>
      action === "no-op" ||
      (action === "update" && properties.some((property) => !property.readable && !isWrittenUnseen(property))),
  );
}

/** Details that gave way: how many, and where they are. */
export function omissionNote(omitted: number, url: string | null): string {
  const where = url === null ? "" : ` [The check](${url}) has them.`;
  return `_${plural(omitted, "folded section is", "folded sections are")} left out: a comment has a size limit.${where}_`;
}

/** The first lines of a plan comment, whatever became of the plan. A verdict is plain text, and may name a branch. */
export function heading({ symbol, text }: Verdict): string {
  const words = prose(text);
  return `${marker("plan")}\n## ${symbol === "" ? words : `${symbol} ${words}`}`;
}

function provenance(plan: Plan, context: PlanCommentContext): string {
  const target = `${inlineCode(plan.target.stage)} in ${inlineCode(plan.target.region)}`;
  const digest = plan.digest === null ? "" : `plan ${inlineCode(shortDigest(plan.digest))}`;
  return [target, commits(context), digest].filter((part) => part !== "").join(" · ");
}

/** "9f3c2d1 onto `main` at 71aa0e4" */
export function commits({ head = null, base = null, baseBranch = null }: PlanCommentContext): string {
  if (head === null) return "";
  const branch = baseBranch === null ? "" : inlineCode(baseBranch);
  if (base === null) return branch === "" ? shortCommit(head) : `${branch} at ${shortCommit(head)}`;
  return `${shortCommit(head)} onto ${branch} at ${shortCommit(base)}`;
}

/** How what a run holds of the branch's own plan is accepted; "": it is a pull request's, or there is nothing. */
export function acceptNote(plan: Plan, { rerun = null, head = null }: PlanCommentContext): string {
  if (rerun === null || head === null || pendingChanges(plan).every((change) => isHeldForGood(change, plan))) return "";
  return `Where a run holds any of this, somebody who neither pushed nor merged it accepts it with:\n\n${rerunBlock(rerun, acceptanceDigest(plan, head))}`;
}
