import { checkNames } from "../ports/checks.ts";
import { acceptanceDigest } from "../engine/plan/review/acceptance.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import { reasons, type Reason } from "../engine/plan/write/result.ts";
import { browserAt, type HistoryEntry, type PlanCommentContext, type Staleness } from "./context.ts";
import { overwriteNote, takenOverNote } from "./credential-notes.ts";
import { errorList, remarkFold } from "./diagnostics-list.ts";
import { inlineCode } from "./escape-markdown.ts";
import { always, fitBlocks, SIZE_LIMIT, type Block } from "./comment-size.ts";
import { folderArgument } from "./layout.ts";
import { alert, commandBlock, fold, row, table, type Browser } from "./markdown.ts";
import { planDetails } from "./plan-details.ts";
import { blockingFindings, blockNote, destructionNote, findingsNote, ownNote } from "./plan-notes.ts";
import { planTable, unchangedNote } from "./plan-table.ts";
import { isWrittenUnseen } from "./property-text.ts";
import { rerunBlock } from "./rerun-command.ts";
import {
  notByAcceptance,
  countsSentence,
  dangersHeld,
  plural,
  readGapNote,
  stoppedChanges,
  remedies,
  shortCommit,
  shortDigest,
  timeText,
  planVerdict,
  type Verdict,
} from "./wording.ts";

/** How many earlier plans the history keeps. */
const HISTORY = 20;

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
    always(heading(planVerdict(plan))),
    always(provenance(plan, context)),
    always(staleNote(context)),
    ...planBlocks(plan, context.folder, browserAt(context, context.head)),
    // Nobody should act on an outdated plan.
    always((context.stale ?? null) === null ? nextStep(plan, context) : ""),
    { text: historyFold(context.history ?? []), rank: 3 },
  ];
  return fitBlocks(blocks, SIZE_LIMIT, (omitted) => omissionNote(omitted, context.runUrl ?? null));
}

/** There is no plan for a reason outside the definitions, such as a merge conflict: the comment that says so. */
export function renderRefusalComment(reason: Reason, context: PlanCommentContext): string {
  const remedy = remedies[reason];
  const blocks = [
    always(heading({ symbol: "❌", text: `No plan: ${reasons[reason]}` })),
    always(commits(context)),
    always(remedy === null ? "" : `**Next:** ${remedy}`),
    { text: historyFold(context.history ?? []), rank: 3 },
  ];
  return fitBlocks(blocks, SIZE_LIMIT, (omitted) => omissionNote(omitted, context.runUrl ?? null));
}

/** What a plan shows wherever it is shown as Markdown, from the warnings down to the details. */
export function planBlocks(plan: Plan, folder: string, browser: Browser | null): readonly Block[] {
  return [
    always(blockNote(plan)),
    always(destructionNote(plan)),
    always(overwriteNote(plan)),
    always(ownNote(plan)),
    always(errorList(plan.diagnostics, folder, browser)),
    // Without a digest there are no changes; were there any, the two would not fit together.
    always(plan.digest === null ? "" : planTable(plan, folder, browser)),
    always(takenOverNote(plan)),
    always(unchangedNote(plan)),
    always(findingsNote(plan)),
    ...planDetails(plan),
    { text: remarkFold(plan.diagnostics, folder, browser), rank: 0 },
    always(comparesUnreadable(plan) ? `<sub>${readGapNote}</sub>` : ""),
  ];
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
  const where = url === null ? "" : ` [The report](${url}) shows everything.`;
  return `_${plural(omitted, "folded section is", "folded sections are")} left out: a comment has a size limit.${where}_`;
}

/** The first lines of a plan comment, whatever became of the plan. */
export function heading({ symbol, text }: Verdict): string {
  return `${marker("plan")}\n## ${symbol === "" ? text : `${symbol} ${text}`}`;
}

function provenance(plan: Plan, context: PlanCommentContext): string {
  const target = `${inlineCode(plan.target.stage)} in ${inlineCode(plan.target.region)}`;
  const digest = plan.digest === null ? "" : `plan ${inlineCode(shortDigest(plan.digest))}`;
  return [target, commits(context), digest].filter((part) => part !== "").join(" · ");
}

function commits({ head = null, base = null, baseBranch = null }: PlanCommentContext): string {
  if (head === null) return "";
  const branch = baseBranch === null ? "" : inlineCode(baseBranch);
  if (base === null) return branch === "" ? shortCommit(head) : `${branch} at ${shortCommit(head)}`;
  return `${shortCommit(head)} merged into ${branch} at ${shortCommit(base)}`;
}

const staleNotes: Readonly<Record<Staleness, string>> = {
  "head-moved": "This plan is outdated: there is a newer commit. A new plan is on its way.",
  "base-moved": "This plan is outdated: the base branch moved. A new plan is on its way.",
  "target-changed": "This plan is outdated: something changed in AWS since it was made.",
};

function staleNote({ stale = null }: PlanCommentContext): string {
  return stale === null ? "" : alert("NOTE", [staleNotes[stale]]);
}

function nextStep(plan: Plan, context: PlanCommentContext): string {
  const { pullRequest = null, folder, flags = "" } = context;
  const local = pullRequest === null;
  const apply = `npx --no bridgehead apply${folderArgument(folder)}${flags}`;
  if (plan.digest === null)
    return local
      ? "**Next:** Correct the definitions and plan again. Nothing was changed."
      : "**Next:** Correct the definitions and push; this comment updates itself. Nothing was changed.";
  const stopped = stoppedChanges(plan).length;
  const pending = pendingChanges(plan);
  if (stopped > 0 && blockingFindings(plan).length === 0)
    return local
      ? `**Next:** Do what the ${stopped === 1 ? "error says" : "errors say"} and plan again; no definition has to change for a parameter that is missing. ${inlineCode(apply)} applies what is not stopped.`
      : `**Next:** Do what the ${stopped === 1 ? "error says" : "errors say"}, and press Re-run on the check ${inlineCode(checkNames.plan)}: no commit is needed for a parameter that is missing. Merged as it is, the rest is applied, and what is stopped waits.`;
  if (pending.length > 0 && pending.every((change) => isHeldForGood(change, plan)))
    return local
      ? `**Next:** ${notByAcceptance}`
      : `**Next:** Change the pull request; or merge it, and it is held. ${notByAcceptance}`;
  if (blockingFindings(plan).length > 0)
    return local
      ? `**Next:** What the finding is about is not applied unless the plan is accepted as it is:\n\n${commandBlock(`${apply} --accept ${acceptanceDigest(plan, null)}`, "sh")}`
      : "**Next:** Change the pull request; or merge it, and what the finding is about is held. That run says how somebody who neither pushed nor merged it accepts it.";
  if (pending.length === 0) return local ? "" : "**Next:** Merging changes nothing in AWS.";
  const digest = inlineCode(shortDigest(plan.digest));
  return local
    ? `**Next:** ${inlineCode(apply)} applies exactly plan ${digest}.`
    : `**Next:** Merging applies exactly plan ${digest}. ${dangersHeld} that is not in it would be held.`;
}

/** How what a run holds of the branch's own plan is accepted; "": it is a pull request's, or there is nothing. */
export function acceptNote(plan: Plan, { rerun = null, head = null }: PlanCommentContext): string {
  if (rerun === null || head === null || pendingChanges(plan).every((change) => isHeldForGood(change, plan))) return "";
  return `Where a run holds any of this, somebody who neither pushed nor merged it accepts it with:\n\n${rerunBlock(rerun, acceptanceDigest(plan, head))}`;
}

function historyFold(history: readonly HistoryEntry[]): string {
  if (history.length === 0) return "";
  const rows = history
    .slice(-HISTORY)
    .toReversed()
    .map((entry) =>
      row([
        timeText(entry.at),
        shortCommit(entry.head),
        entry.digest === null ? "none" : inlineCode(shortDigest(entry.digest)),
        entry.digest === null ? "definitions had errors" : entry.counts === null ? "" : countsSentence(entry.counts),
      ]),
    );
  return fold(`Earlier plans: ${history.length}`, table(["When", "Commit", "Plan", "Changes"], rows));
}
