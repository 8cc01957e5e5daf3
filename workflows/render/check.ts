import { hasErrors, sortDiagnostics, type Severity } from "../engine/definition/diagnostic.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { reasons, type Outcome, type Reason, type RunResult } from "../engine/plan/write/result.ts";
import {
  type CheckAction,
  type CheckAnnotation,
  type CheckConclusion,
  type CheckReport,
  MOST_ANNOTATIONS,
} from "../ports/checks.ts";
import { applyBlocks } from "./apply-comment.ts";
import type { ApplyContext, PlanCommentContext } from "./context.ts";
import { remarkCounts } from "./diagnostics-list.ts";
import { always, fitBlocks, fitParts, SIZE_LIMIT } from "./comment-size.ts";
import { definitionPath } from "./markdown.ts";
import { acceptNote, omissionNote, planBlocks, verdictOn } from "./plan-comment.ts";
import { blockingFindings } from "./plan-notes.ts";
import { clip, clipLine, visibleLine } from "./visible-text.ts";
import { approvalsLine } from "./next-step.ts";
import { plural, remedies, resultVerdict, sentence } from "./wording.ts";

/** The texts of a check run. */
export interface CheckTexts extends Pick<CheckReport, "text"> {
  /** null: still running. */
  readonly conclusion: CheckConclusion | null;
  /** One line of plain text. */
  readonly title: string;
  /** Markdown, under 65,535 characters. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
  /** Absent: the one that plans again. */
  readonly button?: CheckAction;
}

/** GitHub's limit for the title of an annotation is 255 characters, for its message 64 kB. */
const TITLE_LIMIT = 200;
const MESSAGE_LIMIT = 2_000;

/**
 * The check beside a pull request. A plan that a finding blocks is not green: with a required check, merging it takes
 * somebody who decides to.
 */
export function renderPlanCheck(plan: Plan, context: PlanCommentContext): CheckTexts {
  const remarks = remarkCounts(plan.diagnostics);
  const missing = context.approvals?.missing ?? 0;
  const title = verdictOn(plan, context).text;
  const blocks = [always(approvalsLine(context)), ...planBlocks(plan, context), always(acceptNote(plan, context))];
  const { text: summary, rest } = fitParts(blocks, SIZE_LIMIT);
  return {
    conclusion: planConclusion(plan, missing),
    title: clip(remarks === "" ? title : `${title} (${remarks})`, TITLE_LIMIT),
    summary,
    ...(rest !== "" && { text: rest }),
    annotations: diagnosticAnnotations(plan, context.folder),
  };
}

function planConclusion(plan: Plan, missingApprovals: number): CheckConclusion {
  // Without an error of its own it is the base that somebody has to mend.
  if (plan.digest === null) return hasErrors(plan.diagnostics) ? "failure" : "action_required";
  const isStopped = hasErrors(plan.diagnostics) || blockingFindings(plan).length > 0;
  return isStopped || missingApprovals > 0 ? "action_required" : "success";
}

/** The check on the commit that was applied. `plan` is null where the run ended before there was one. */
export function renderApplyCheck(result: RunResult, plan: Plan | null, context: ApplyContext): CheckTexts {
  const summary = fitBlocks(applyBlocks(result, plan, context), SIZE_LIMIT, (omitted) => omissionNote(omitted, null));
  return {
    conclusion: applyConclusion(result),
    title: clip(resultVerdict(result).text, TITLE_LIMIT),
    summary: summary === "" ? `${resultVerdict(result).text}.` : summary,
    annotations: plan === null ? [] : diagnosticAnnotations(plan, context.folder),
  };
}

/** The check of a run that ended before there was a plan or a result. `more`: Markdown that says more. */
export function renderRefusalCheck(reason: Reason, more = ""): CheckTexts {
  const isWaiting = reason === "accept-waits";
  const title = `${isWaiting ? "Waiting" : "Refused"}: ${reasons[reason].replaceAll("`", "")}`;
  const summary = [remedies[reason] ?? `${title}.`, more].filter((part) => part !== "").join("\n\n");
  return { conclusion: isWaiting ? "action_required" : "failure", title, summary, annotations: [] };
}

const conclusions: Readonly<Record<Outcome, CheckConclusion | null>> = {
  applied: "success",
  "no-changes": "success",
  held: "action_required",
  failed: "failure",
  // Left open: the run that continues it concludes it.
  continued: null,
  refused: "failure",
};

/** Green only when every single result is: a check that says more than the results do would be believed. */
function applyConclusion(result: RunResult): CheckConclusion | null {
  const claimed = conclusions[result.outcome];
  if (claimed !== "success") return claimed;
  const statuses = new Set(result.results.map((each) => each.status));
  if (statuses.has("failed")) return "failure";
  if (statuses.has("held")) return "action_required";
  return statuses.has("continued") ? null : "success";
}

const levels: Readonly<Record<Severity, CheckAnnotation["level"]>> = {
  error: "failure",
  warning: "warning",
  info: "notice",
};

/**
 * What the commit itself says, at its line: errors first, then warnings, each in the order of the files. GitHub takes no
 * annotation back, so that what may be put right without a commit, such as a parameter that is missing, is in the summary
 * alone. Where there are too many, the last one stands at the first that has none, and says how many are left out.
 */
function diagnosticAnnotations(plan: Plan, folder: string): readonly CheckAnnotation[] {
  const ofCommit = sortDiagnostics(plan.diagnostics.filter(({ about }) => about === undefined));
  const annotations = ofCommit
    .slice(0, MOST_ANNOTATIONS)
    .map(({ file, line, severity, code, message, hint }): CheckAnnotation => ({
      path: definitionPath(folder, file),
      line,
      level: levels[severity],
      title: clip(visibleLine(code), TITLE_LIMIT),
      message: clipLine(`${sentence(message)} ${hint === null ? "" : sentence(hint)}`, MESSAGE_LIMIT),
    }));
  const left = ofCommit.slice(MOST_ANNOTATIONS);
  const [first] = left;
  if (first === undefined) return annotations;
  const title = `${left.length} more`;
  const message = `${plural(left.length, "problem is", "problems are")} not annotated, since there are ${ofCommit.length}: from here on, correct these and push. The check's summary counts them all.`;
  const more = { path: definitionPath(folder, first.file), line: first.line, level: levels[first.severity] };
  return [...annotations, { ...more, title, message }];
}
