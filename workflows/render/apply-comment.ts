import { headFor } from "../engine/kinds/noun.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { ChangeResult, RunResult } from "../engine/plan/write/result.ts";
import { failureSentence, revertHelp, workflowLink } from "./after-failure.ts";
import { arnsNote, orphansNote, orphansStep } from "./after-apply.ts";
import { acceptBlocks, changedAgainNote, elsewhereNote } from "./apply-notes.ts";
import { placeAt, type ApplyContext } from "./context.ts";
import { overwriteNote, takenOverNote } from "./credential-notes.ts";
import { errorList } from "./diagnostics-list.ts";
import { cell, inlineCode } from "./escape-markdown.ts";
import { always, fitBlocks, shrinking, SIZE_LIMIT, sizeOf, type Block } from "./comment-size.ts";
import { fold, type Place, row } from "./markdown.ts";
import { openAndFolded } from "./folded-table.ts";
import { heading, omissionNote } from "./plan-comment.ts";
import { planDetails } from "./plan-details.ts";
import { canBeAccepted, findingsNote } from "./plan-notes.ts";
import { planTable } from "./plan-table.ts";
import { rerunBlock } from "./rerun-command.ts";
import { trailLine } from "./trail.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import {
  actionWords,
  durationText,
  notByAcceptance,
  plural,
  remedies,
  reasonSentence,
  resultVerdict,
  resultWords,
  sentence,
  shortCommit,
  shortDigest,
} from "./wording.ts";

/** The share of the comment, in bytes. */
const PLAN_LIMIT = 20_000;
/** How many names a sentence lists. */
const NAMES = 20;

/**
 * How a run ended: what the plan comment becomes after the merge. `plan` is what the run planned; null where it ended
 * before that.
 */
export function renderApplyComment(result: RunResult, plan: Plan | null, context: ApplyContext): string {
  const blocks = [
    always(heading(resultVerdict(result))),
    ...applyBlocks(result, plan, context),
    always(trailLine(context.trail ?? [])),
  ];
  return fitBlocks(blocks, SIZE_LIMIT, (omitted) => omissionNote(omitted, null));
}

/** What a result shows wherever it is shown as Markdown. */
export function applyBlocks(result: RunResult, plan: Plan | null, context: ApplyContext): readonly Block[] {
  const place = placeAt(context, context.commit);
  return [
    always(failureSentence(result, plan, context)),
    always(nextStep(result, plan, context)),
    always(provenance(plan, context)),
    always(reasonSentence(result)),
    always(orphansNote(result.results, plan)),
    shrinking(1, 6_000, (limit) => resultsTable(result.results, limit)),
    shrinking(2, 1_000, (limit) => arnsNote(result.results, limit)),
    always(noticedNote(context.noticed ?? [])),
    always(changedAgainNote(context)),
    always(elsewhereNote(context)),
    shrinking(3, 4_000, (limit) => (plan === null ? "" : errorList(plan.diagnostics, place, limit))),
    { text: plan === null ? "" : planFold(result, plan, place), rank: 1 },
  ];
}

function provenance(plan: Plan | null, { branch, commit, run, duration }: ApplyContext): string {
  const at = commit === undefined || commit === null ? "" : shortCommit(commit);
  return [
    plan === null ? "" : `${inlineCode(plan.target.stage)} in ${inlineCode(plan.target.region)}`,
    at !== "" && branch !== undefined && branch !== null ? `${inlineCode(branch)} at ${at}` : at,
    plan === null || plan.digest === null ? "" : `plan ${inlineCode(shortDigest(plan.digest))}`,
    duration === undefined || duration === null ? "" : durationText(duration),
    run === undefined || run === null ? "" : `run ${inlineCode(run)}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function resultsTable(results: readonly ChangeResult[], limit: number): string {
  if (results.length === 0) return "";
  // What needs somebody stays in a table that has to be cut.
  const isMixed = hasSeveralTypes(results);
  const isDone = ({ status }: ChangeResult): boolean => status === "applied";
  const ordered = [...results.filter((result) => !isDone(result)), ...results.filter(isDone)];
  const head = ["", headFor(results), "Result", "Authorisation"];
  const rows = ordered.map((result) => resultRow(result, isMixed));
  const note = (omitted: number): string => row(["", `and ${omitted} more`, "", ""]);
  return openAndFolded({ head, rows, called: "more result", note }, limit);
}

function resultRow(result: ChangeResult, isMixed: boolean): string {
  const { symbol, verb } = actionWords[result.action];
  const words = result.status === "applied" ? resultWords(result) : `**${resultWords(result)}**`;
  return row([
    `${symbol}&nbsp;${verb}`,
    nameMarkdown(result, isMixed),
    [words, ...notesOf(result).map((note) => cell(sentence(note), 1_500))].join(". "),
    stateCell(result),
  ]);
}

/** What is said beside how it ended. */
function notesOf({ error, remarks = [] }: ChangeResult): readonly string[] {
  return [...(error === null ? [] : [error]), ...remarks];
}

function stateCell({ authorization, standing, writes, status }: ChangeResult): string {
  if (writes === false) return "";
  // Of a change that failed it would be what is there from before.
  if (standing !== undefined) return status === "applied" ? cell(standing, 80) : "";
  return authorization === null ? "" : inlineCode(authorization, 40);
}

function noticedNote(names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length > NAMES ? ` and ${names.length - NAMES} more` : "";
  const list = names
    .slice(0, NAMES)
    .map((name) => inlineCode(name))
    .join(", ");
  return `In no reviewed plan, and applied all the same, since such changes are not held: ${list}${rest}.`;
}

/** What someone can do about it, with what to copy. */
function nextStep(result: RunResult, plan: Plan | null, context: ApplyContext): string {
  const orphans = orphansStep(result.results, plan);
  const step = stepOf(result, plan, context);
  return [step, orphans].filter((part) => part !== "").join("\n\n");
}

function stepOf(result: RunResult, plan: Plan | null, context: ApplyContext): string {
  if (result.reason === "stopped-by-error") return `**Next:** ${remedies[result.reason]}`;
  if (result.outcome === "held" && plan !== null && !canBeAccepted(result, plan)) return `**Next:** ${notByAcceptance}`;
  const remedy = remedies[result.reason];
  if (remedy === null) return "";
  const revert = result.outcome === "failed" ? revertHelp(context) : "";
  const steps = [`**Next:** ${remedy}${rerunHelp(result, plan, context)}`, revert];
  return steps.filter((part) => part !== "").join("\n\n");
}

/** How to run it again; for what is held, with the digest that accepts it. Empty where no run would help. */
function rerunHelp(result: RunResult, plan: Plan | null, context: ApplyContext): string {
  const isFailed = result.outcome === "failed";
  if (!(isFailed || result.outcome === "held") || result.reason === "definitions-invalid") return "";
  const isOpen = plan !== null && canBeAccepted(result, plan);
  const accepting = isOpen ? acceptBlocks(context) : "";
  if (!isFailed) return `\n\n${accepting}`;
  const more = isOpen ? `\n\nWhat is held goes with it once somebody else accepts it:\n\n${accepting}` : "";
  const link = context.failure === undefined ? "" : workflowLink(context);
  return `\n\n${rerunBlock(context, null)}${link === "" ? "" : `\n\n${link}`}${more}`;
}

function planFold(result: RunResult, plan: Plan, place: Place): string {
  if (pendingChanges(plan).length === 0) return "";
  const overview = planTable(plan, place);
  const whole = [
    overwriteNote(plan),
    overview,
    takenOverNote(plan),
    findingsNote(plan),
    ...planDetails(plan).map((block) => block.text),
  ];
  const body = whole.filter((part) => part !== "").join("\n\n");
  const title = result.outcome === "applied" ? "The plan that was applied" : "The plan of this run";
  return fold(
    `${title}: ${plural(pendingChanges(plan).length, "change")}`,
    sizeOf(body) <= PLAN_LIMIT ? body : overview,
  );
}
