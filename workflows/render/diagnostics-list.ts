import { sortDiagnostics, type Diagnostic, type Severity } from "../engine/definition/diagnostic.ts";
import { inlineCode, listProse, prose } from "./escape-markdown.ts";
import { fitLines, sizeOf } from "./comment-size.ts";
import { fold, locationLink, type Place } from "./markdown.ts";
import { plural, sentence } from "./wording.ts";

/** The share of the comment, in bytes. */
const ERRORS_LIMIT = 30_000;
const REMARKS_LIMIT = 8_000;
/** What stands around the list in a fold. */
const FOLD_SIZE = 160;
/** As many errors are told with their hints, and as many at all, before the rest is folded. */
const MOST_HINTED = 3;
const MOST_OPEN = 10;

export function countOf(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

/**
 * The errors, numbered; empty when there are none. Many would make a comment of several screens: the first are told with
 * their hints, some more without, and the rest is folded.
 */
export function errorList(diagnostics: readonly Diagnostic[], place: Place, limit = ERRORS_LIMIT): string {
  const errors = sortDiagnostics(diagnostics).filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return "";
  const lines = numbered(errors, place);
  const bare = numbered(
    errors.map((error) => ({ ...error, hint: null })),
    place,
  );
  const shown = [...lines.slice(0, MOST_HINTED), ...bare.slice(MOST_HINTED, MOST_OPEN)];
  const isHinted = errors.slice(MOST_HINTED, MOST_OPEN).some(({ hint }) => hint !== null);
  const more = errors.length - shown.length;
  const space = Math.min(limit, ERRORS_LIMIT);
  const open = fitLines(shown, space, (omitted) => restNote(omitted + more));
  const folded = lines.slice(isHinted ? MOST_HINTED : MOST_OPEN);
  const text = open.join("\n");
  // Where the first are too many already, their note has counted the others.
  if (folded.length === 0 || open.at(-1) !== shown.at(-1)) return text;
  const rest = fitLines(folded, space - sizeOf(text) - FOLD_SIZE, restNote);
  if (rest[0] !== folded[0]) return more === 0 ? text : `${text}\n${restNote(more)}`;
  return `${text}\n\n${fold(foldTitle(isHinted, shown.length, more), rest.join("\n"))}`;
}

function foldTitle(isHinted: boolean, open: number, more: number): string {
  const others = more === 0 ? "" : plural(more, "more error");
  if (!isHinted) return others;
  const from = MOST_HINTED + 1;
  const which = open === from ? `error ${from}` : `errors ${from} to ${open}`;
  return [`What to do about ${which}`, others].filter((part) => part !== "").join(", and ");
}

/** Warnings and notes, folded; empty when there are none. */
export function remarkFold(diagnostics: readonly Diagnostic[], place: Place): string {
  const remarks = sortDiagnostics(diagnostics).filter((diagnostic) => diagnostic.severity !== "error");
  if (remarks.length === 0) return "";
  return fold(remarkCounts(diagnostics), fitLines(numbered(remarks, place), REMARKS_LIMIT, restNote).join("\n"));
}

/** "2 warnings · 1 note"; empty when there are none. */
export function remarkCounts(diagnostics: readonly Diagnostic[]): string {
  const warnings = countOf(diagnostics, "warning");
  const notes = countOf(diagnostics, "info");
  return [warnings === 0 ? "" : plural(warnings, "warning"), notes === 0 ? "" : plural(notes, "note")]
    .filter((part) => part !== "")
    .join(" · ");
}

function numbered(diagnostics: readonly Diagnostic[], place: Place): readonly string[] {
  return diagnostics.map((diagnostic, index) => `${index + 1}. ${diagnosticItem(diagnostic, place)}`);
}

function restNote(omitted: number): string {
  return `\nand ${omitted} more, which are shown once these are corrected.`;
}

/** One diagnostic as an item of a list: where, what, and what to do. */
export function diagnosticItem(diagnostic: Diagnostic, place: Place): string {
  const at = locationLink(diagnostic, place);
  // A backslash at the end of a line is a line break that stays inside the list item.
  const hint = diagnostic.hint === null ? "" : `\\\n   ${listProse(sentence(diagnostic.hint))}`;
  return `${at} ${prose(sentence(diagnostic.message))} (${inlineCode(diagnostic.code)})${hint}`;
}
