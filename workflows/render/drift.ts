import { drifted } from "../engine/plan/guards/drift-guards.ts";
import { guardOf } from "../engine/plan/guards/table.ts";
import { wordsFor } from "../engine/kinds/noun.ts";
import { pendingChanges, type Finding, type Plan } from "../engine/plan/plan.ts";
import type { IssueRefusal, KeptIssue } from "../ports/issues.ts";
import { strangersLine } from "./drift-issue.ts";
import { ignoredLine } from "./drift-words.ts";
import type { CheckTexts } from "./check.ts";
import { placeAt, type PlanCommentContext } from "./context.ts";
import { prose } from "./escape-markdown.ts";
import { always, fitBlocks, fitLines, SIZE_LIMIT } from "./comment-size.ts";
import { wrap, type TerminalOptions } from "./layout.ts";
import { comparesUnreadable, omissionNote } from "./plan-comment.ts";
import { planDetails } from "./plan-details.ts";
import { planTable, unchangedNote } from "./plan-table.ts";
import { stackNote } from "./stack-note.ts";
import { style } from "./style.ts";
import { changeBlocks, visible } from "./terminal-change.ts";
import { clip, visibleLine } from "./visible-text.ts";
import { plural, readGapNote, sentence } from "./wording.ts";

/** The findings' share of the check, in bytes. */
const FINDINGS_LIMIT = 20_000;
/** Longest finding, in code points: a message may name every property of a resource. */
const FINDING_LIMIT = 1_200;

/** Whether anything is not as it was applied, or does not work. */
export function hasDrifted(plan: Plan): boolean {
  return pendingChanges(plan).length > 0 || plan.findings.length > 0;
}

/** What is said of a drift beside its plan. */
export interface BesideDrift {
  /** How many properties differ, and are none that count. */
  readonly ignored?: number;
  /** How many resources are left to the next rounds. */
  readonly unread?: number;
  /** What the configuration ignores of what nobody manages. */
  readonly strangers?: Parameters<typeof strangersLine>[0];
  /** The issue that tells more; undefined: there is none, and none is needed. */
  readonly issue?: KeptIssue | IssueRefusal | undefined;
}

/** The check that compares records with live state. Drift is nobody's failure: it is neutral. */
export function renderDriftCheck(plan: Plan, context: PlanCommentContext, beside: BesideDrift = {}): CheckTexts {
  const findings = plan.findings.map(
    ({ message, code }) => `- ${prose(sentence(message), FINDING_LIMIT)} (\`${code}\`)`,
  );
  const blocks = [
    always(issueLine(beside.issue)),
    always(fitLines(findings, FINDINGS_LIMIT).join("\n")),
    always(pendingChanges(plan).length === 0 ? "" : "What an apply of the last applied definitions would do:"),
    always(planTable(plan, placeAt(context, context.head))),
    always(unchangedLine(plan)),
    always([ignoredLine(beside.ignored ?? 0), unreadLine(beside.unread ?? 0)].filter(Boolean).join(" ")),
    always(strangersLine(beside.strangers ?? [])),
    ...planDetails(plan),
    always(comparesUnreadable(plan) ? `<sub>${readGapNote}</sub>` : ""),
  ];
  return {
    conclusion: hasDrifted(plan) ? "neutral" : "success",
    title: verdict(plan),
    summary: fitBlocks(blocks, SIZE_LIMIT, (omitted) => omissionNote(omitted, null)),
    annotations: [],
  };
}

/** The same for a terminal. */
export function renderDriftTerminal(plan: Plan, options: TerminalOptions, { ignored = 0 }: BesideDrift = {}): string {
  const paint = style(options.color);
  const { account, region, stage } = plan.target;
  const parts = [
    [paint.bold(verdict(plan)), paint.dim(`${visible(stage)} in ${visible(region)}, account ${visible(account)}`)].join(
      "\n",
    ),
    pendingChanges(plan).length === 0 ? "" : "What an apply of the last applied definitions would do:",
    ...changeBlocks(plan, options),
    unchangedLine(plan),
    wrap(ignoredLine(ignored).replaceAll("`", ""), options.width),
    wrap(stackNote(plan), options.width),
    comparesUnreadable(plan) ? paint.dim(wrap(readGapNote, options.width)) : "",
    ...plan.findings.map((finding) => findingLine(finding, options)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function unreadLine(unread: number): string {
  return unread === 0
    ? ""
    : `${plural(unread, "resource has", "resources have")} moved, and the next rounds read more.`;
}

function issueLine(issue: BesideDrift["issue"]): string {
  switch (issue) {
    case undefined:
      return "";
    case "forbidden":
      return "There is no issue about it, since the App lacks the permission `Issues: read and write`.";
    case "disabled":
      return "There is no issue about it, since this repository has none: its settings say so.";
    default:
      return `[#${issue.number}](${issue.url}) says since when, and both ways out.`;
  }
}

function findingLine(finding: Finding, { width, color }: TerminalOptions): string {
  const { label = "Finding" } = guardOf(finding);
  const text = clip(visibleLine(sentence(finding.message)).replaceAll("`", ""), FINDING_LIMIT);
  const shown = isDrift(finding) ? text : `${text} [${visible(finding.code)}]`;
  return wrap(shown, width, `${label}: `, "  ").replace(label, style(color).yellow(label));
}

function isDrift({ code }: Finding): boolean {
  return code === drifted.code;
}

/** "Drift: 1 of 3 connections", "No drift: 3 connections", "No drift · 1 finding". */
function verdict(plan: Plan): string {
  const drifted = pendingChanges(plan).length;
  const { one, many } = wordsFor(plan.changes);
  const total = plural(plan.changes.length, one, many);
  const others = plan.findings.filter((finding) => !isDrift(finding)).length;
  const suffix = others === 0 ? "" : ` · ${plural(others, "finding")}`;
  return (drifted === 0 ? `No drift: ${total}` : `Drift: ${drifted} of ${total}`) + suffix;
}

function unchangedLine(plan: Plan): string {
  return plan.changes.length === 0 ? "Nothing is managed here." : unchangedNote(plan);
}
