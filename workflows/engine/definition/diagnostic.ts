import { compareText } from "../values/compare-text.ts";
import { isSameKey, type Key } from "../values/key.ts";

export type Severity = "error" | "warning" | "info";

/** A location in a definition file. `file` is relative to the definitions folder; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem in a definition. Codes are stable; `docs/diagnostics.md` has a section for each. */
export interface Diagnostic extends Location {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** How to fix it, in one sentence; null where the message says it all. */
  readonly hint: string | null;
  /** The one resource that it concerns: an error stops its change, and no other. Absent: an error stops everything. */
  readonly about?: Key;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** Whether there can be no plan. What concerns one resource only stops that one. */
export function forbidsPlan(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity, about }) => severity === "error" && about === undefined);
}

/** The errors that stop the change of a resource. */
export function stopping(key: Key, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity, about }) => severity === "error" && about !== undefined && isSameKey(about, key),
  );
}

export function compareLocations(a: Location, b: Location): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** By location; of one location by what is said. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return compareLocations(a, b) || compareText(a.code, b.code) || compareText(a.message, b.message);
}

/** Errors first, then by location: the order in which a person works through them. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
  return diagnostics.toSorted((a, b) => rank[a.severity] - rank[b.severity] || compareDiagnostics(a, b));
}
