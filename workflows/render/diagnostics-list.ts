import { sortDiagnostics, type Diagnostic, type Severity } from "../engine/definition/diagnostic.ts";
import { inlineCode, listProse, prose } from "./escape-markdown.ts";
import { fitLines } from "./comment-size.ts";
import { fold, locationLink, type Browser } from "./markdown.ts";
import { plural, sentence } from "./wording.ts";

/** The share of the comment, in bytes. */
const ERRORS_LIMIT = 30_000;
const REMARKS_LIMIT = 8_000;

export function countOf(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

/** The errors, numbered; empty when there are none. */
export function errorList(diagnostics: readonly Diagnostic[], folder: string, browser: Browser | null): string {
  const errors = sortDiagnostics(diagnostics).filter((diagnostic) => diagnostic.severity === "error");
  return numbered(errors, folder, browser, ERRORS_LIMIT);
}

/** Warnings and notes, folded; empty when there are none. */
export function remarkFold(diagnostics: readonly Diagnostic[], folder: string, browser: Browser | null): string {
  const remarks = sortDiagnostics(diagnostics).filter((diagnostic) => diagnostic.severity !== "error");
  if (remarks.length === 0) return "";
  return fold(remarkCounts(diagnostics), numbered(remarks, folder, browser, REMARKS_LIMIT));
}

/** "2 warnings · 1 note"; empty when there are none. */
export function remarkCounts(diagnostics: readonly Diagnostic[]): string {
  const warnings = countOf(diagnostics, "warning");
  const notes = countOf(diagnostics, "info");
  return [warnings === 0 ? "" : plural(warnings, "warning"), notes === 0 ? "" : plural(notes, "note")]
    .filter((part) => part !== "")
    .join(" · ");
}

function numbered(diagnostics: readonly Diagnostic[], folder: string, browser: Browser | null, limit: number): string {
  const lines = diagnostics.map((diagnostic, index) => ({
    text: `${index + 1}. ${diagnosticItem(diagnostic, folder, browser)}`,
    rank: 0,
  }));
  return fitLines(lines, limit, restNote).join("\n");
}

function restNote(omitted: number): string {
  return `\nand ${omitted} more, which are shown once these are corrected.`;
}

/** One diagnostic as an item of a list: where, what, and what to do. */
export function diagnosticItem(diagnostic: Diagnostic, folder: string, browser: Browser | null): string {
  const at = locationLink(folder, diagnostic, browser);
  // A backslash at the end of a line is a line break that stays inside the list item.
  const hint = diagnostic.hint === null ? "" : `\\\n   ${listProse(sentence(diagnostic.hint))}`;
  return `${at} ${prose(sentence(diagnostic.message))} (${inlineCode(diagnostic.code)})${hint}`;
}
