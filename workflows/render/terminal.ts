import { sortDiagnostics, type Diagnostic } from "../engine/definition/diagnostic.ts";
import { acceptanceDigest } from "../engine/plan/review/acceptance.ts";
import { nounOf, wordsFor } from "../engine/kinds/noun.ts";
import { type Finding, pendingChanges, type Plan, type Target } from "../engine/plan/plan.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import type { ChangeResult, Outcome, RunResult } from "../engine/plan/write/result.ts";
import { destructiveChanges, driftRemarks, ownRemarks, replacedName } from "./change-text.ts";
import { listedFindings, overwriteBlock, takenOverNote } from "./credential-notes.ts";
import { countOf, remarkCounts } from "./diagnostics-list.ts";
import { folderArgument, pad, widthOf, wrap, type TerminalOptions } from "./layout.ts";
import { type MaskedLine, maskSource } from "./mask-source.ts";
import { phrasePlain } from "./phrase.ts";
import { comparesUnreadable } from "./plan-comment.ts";
import { blockingFindings, canBeAccepted } from "./plan-notes.ts";
import { unchangedNote } from "./plan-table.ts";
import { hasSeveralTypes } from "./resource-name.ts";
import { severityWords } from "./severity-words.ts";
import { stackNote } from "./stack-note.ts";
import { sourceFrame } from "./source-frame.ts";
import { style, type Style } from "./style.ts";
import { changeBlocks, visible } from "./terminal-change.ts";
import { clip, clipLine, visibleLine } from "./visible-text.ts";
import {
  actionWords,
  notByAcceptance,
  planVerdict,
  plural,
  readGapNote,
  reasonSentence,
  remedies,
  resultVerdict,
  resultWords,
  sentence,
  stoppedChanges,
  stoppedHere,
} from "./wording.ts";

/**
 * A plan for a terminal: counts first, then each change with its properties, then what to look at. Its diagnostics are
 * for `renderDiagnosticsTerminal`, which can show their lines.
 */
export function renderPlanTerminal(plan: Plan, options: TerminalOptions): string {
  const paint = style(options.color);
  const verdict = wrap(planVerdict(plan).text, options.width);
  if (plan.digest === null) return paragraphs([paint.red(paint.bold(verdict)), "Nothing was changed."]);
  const isBlocked = blockingFindings(plan).length > 0;
  const isStopped = isBlocked || stoppedChanges(plan).length > 0;
  return paragraphs([
    [
      paint.bold(isStopped ? paint.red(verdict) : verdict),
      paint.dim(targetText(plan.target)),
      paint.dim(`plan ${plan.digest}`),
      ...(pendingChanges(plan).length === 0 ? [] : [paint.dim(`to accept ${acceptanceDigest(plan, null)}`)]),
    ].join("\n"),
    ...changeBlocks(plan, options),
    wrap(takenOverNote(plan), options.width),
    unchangedNote(plan),
    wrap(stackNote(plan), options.width),
    comparesUnreadable(plan) ? paint.dim(wrap(readGapNote, options.width)) : "",
    notes(plan, options, paint),
    // Last, so that it is what is read before the answer to "apply?".
    overwriteBlock(plan, options, paint.red(paint.bold("Caution"))),
    isBlocked && pendingChanges(plan).some((change) => !isHeldForGood(change, plan))
      ? `To apply it all the same:\n  ${acceptCommand(plan, options)}`
      : "",
  ]);
}

/** How an apply ended, for a terminal. `plan` is what the run planned, so that a held one can be accepted. */
export function renderResultTerminal(result: RunResult, plan: Plan | null, options: TerminalOptions): string {
  const paint = style(options.color);
  const tone = outcomeTones[result.outcome];
  const isOther = result.reason === "accept-mismatch" || result.reason === "accept-of-plan";
  const isOpen = plan !== null && (isOther || (result.outcome === "held" && canBeAccepted(result, plan)));
  const closed = result.reason === "stopped-by-error" ? stoppedHere : notByAcceptance;
  const held = isOpen ? "Read the plan with its findings. This accepts exactly that:" : closed;
  const remedy = result.outcome === "held" ? held : remedies[result.reason];
  return paragraphs([
    paint[tone](paint.bold(wrap(resultVerdict(result).text, options.width))),
    wrap(reasonSentence(result), options.width),
    resultLines(result.results, options, paint),
    remedy === null ? "" : wrap(remedy.replaceAll("`", ""), options.width, "Next: ", "  "),
    isOpen ? `  ${acceptCommand(plan, options)}` : "",
  ]);
}

function acceptCommand(plan: Plan, { folder, flags = "" }: TerminalOptions): string {
  return `npx --no bridgehead apply${folderArgument(folder)}${flags} --accept ${acceptanceDigest(plan, null)}`;
}

const outcomeTones: Readonly<Record<Outcome, keyof Style>> = {
  applied: "green",
  "no-changes": "green",
  held: "yellow",
  continued: "yellow",
  failed: "red",
  refused: "red",
};

/** Diagnostics with the lines they are about. `sources`: file, relative to the definitions folder -> its text. */
export function renderDiagnosticsTerminal(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: TerminalOptions,
): string {
  const errors = countOf(diagnostics, "error");
  const counts = [errors === 0 ? "" : plural(errors, "error"), remarkCounts(diagnostics)].filter((part) => part !== "");
  return paragraphs([
    diagnosticBlocks(diagnostics, sources, options),
    counts.length === 0 ? "No problems." : `${counts.join(" · ")}.\n${explainHint(diagnostics)}`,
  ]);
}

/** Where to read more: once, and ready to be copied where there is but one code. */
function explainHint(diagnostics: readonly Diagnostic[]): string {
  const codes = new Set(diagnostics.map(({ code }) => code));
  const [only = ""] = codes;
  return codes.size === 1
    ? `\`npx --no bridgehead explain ${visible(only)}\` says more.`
    : "`npx --no bridgehead explain CODE` says more about a code.";
}

/** What to look at before it is applied, one note after the other. */
function notes(plan: Plan, { width }: TerminalOptions, paint: Style): string {
  const gone = destructiveChanges(plan);
  const { one, many } = wordsFor(gone);
  const names = clip(gone.map((change) => visible(replacedName(change) ?? change.name)).join(", "), 400);
  const note = (word: string, tone: keyof Style, message: string): string =>
    wrap(message, width, `${word}: `, "  ").replace(word, paint[tone](word));
  return [
    ...(gone.length === 0
      ? []
      : [
          note(
            "Warning",
            "yellow",
            `${plural(gone.length, `${one} is`, `${many} are`)} deleted or replaced: ${names}.`,
          ),
        ]),
    ...ownRemarks(plan).map(({ change, remark }) =>
      note("Warning", "yellow", `${visible(change.name)}: ${phrasePlain(remark)}.`),
    ),
    ...listedFindings(plan).map((finding) =>
      finding.level === "block"
        ? note("Blocked", "red", findingText(finding))
        : note("Finding", "yellow", findingText(finding)),
    ),
    ...driftRemarks(plan).map(({ name, remark }) =>
      note("Drift", "yellow", `${visible(name)}: ${phrasePlain(remark)}.`),
    ),
  ].join("\n");
}

function findingText({ about, message, code }: Finding): string {
  const subject = about === null || message.includes(about.name) ? "" : `${visible(about.name)}: `;
  return `${subject}${clip(visibleLine(sentence(message)), 600)} [${visible(code)}]`;
}

function diagnosticBlocks(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: TerminalOptions,
): string {
  const paint = style(options.color);
  /** File -> its lines: a file may have many diagnostics. */
  const masked = new Map<string, readonly MaskedLine[]>();
  const linesOf = (file: string): readonly MaskedLine[] => {
    const lines = masked.get(file) ?? maskSource(sources.get(file) ?? "", file.endsWith(".json"));
    masked.set(file, lines);
    return lines;
  };
  return sortDiagnostics(diagnostics)
    .map((diagnostic) => {
      const { word, tone } = severityWords[diagnostic.severity];
      const frame = sources.has(diagnostic.file)
        ? sourceFrame(linesOf(diagnostic.file), diagnostic, options.width, paint)
        : "";
      const at = `${visible(diagnostic.file)}:${diagnostic.line}:${diagnostic.column}`;
      return [
        `${paint[tone](paint.bold(`${word}[${visible(diagnostic.code)}]`))} ${paint.bold(at)}`,
        wrap(clip(visibleLine(sentence(diagnostic.message)), 600), options.width, "  "),
        frame,
        diagnostic.hint === null
          ? ""
          : wrap(`hint: ${clipLine(sentence(diagnostic.hint), 600)}`, options.width, "  ", "        "),
      ]
        .filter((part) => part !== "")
        .join("\n");
    })
    .join("\n\n");
}

function resultLines(results: readonly ChangeResult[], { width }: TerminalOptions, paint: Style): string {
  const isMixed = hasSeveralTypes(results);
  const nameOf = ({ key, name }: ChangeResult): string => visible(name) + (isMixed ? ` (${nounOf(key.type)})` : "");
  const column = Math.min(Math.max(0, ...results.map((result) => widthOf(nameOf(result)))), 40);
  return results
    .map((result) => {
      const { symbol } = actionWords[result.action];
      const isStanding = result.standing !== undefined && result.status !== "applied";
      const told = result.writes === false || isStanding ? null : (result.standing ?? result.authorization);
      const state = told === null ? "" : `, ${visible(told)}`;
      const words = resultWords(result) + state;
      const line = `  ${symbol} ${pad(nameOf(result), column)}  ${result.status === "failed" ? paint.red(words) : words}`;
      const notes = [...(result.error === null ? [] : [result.error]), ...(result.remarks ?? [])];
      return [line, ...notes.map((note) => wrap(clipLine(sentence(note), 1_000), width, "      "))].join("\n");
    })
    .join("\n");
}

function targetText({ account, region, stage }: Target): string {
  return `${visible(stage)} in ${visible(region)}, account ${visible(account)}`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
