import type { Diagnostic, Location } from "../diagnostic.ts";
import type { Reference } from "../reference.ts";
import { plainText } from "../plain-text.ts";
import { severityOf, type Severities } from "../rule.ts";
import { ruleOf, type RuleCode } from "./rules.ts";

/** What one definition claims for itself alone. */
export interface Claims {
  readonly at: Location;
  readonly id: string;
  /** Null when the definition has no usable name. */
  readonly name: { readonly text: string; readonly at: Location } | null;
  readonly exportArn: { readonly parameter: string; readonly at: Location } | null;
  readonly references: readonly Reference[];
}

interface Claim {
  readonly text: string;
  readonly at: Location;
}

/** Reports what two definitions claim, over all files. The first in the order of files keeps it. */
export function validateUnique(all: readonly Claims[], severities: Severities): readonly Diagnostic[] {
  const sorted = all.toSorted((a, b) => compareLocations(a.at, b.at));
  const names = withoutRepeatedIds(sorted).flatMap(({ name }) => name ?? []);
  const exports = sorted.flatMap(({ exportArn }) =>
    exportArn === null ? [] : [{ text: exportArn.parameter, at: exportArn.at }],
  );
  const read = new Set(all.flatMap((claims) => claims.references.map((reference) => reference.path)));

  return [
    ...clashes(
      sorted.map(({ id, at }) => ({ text: id, at })),
      "duplicate-id",
      (claim, first) => `The id \`${shown(claim)}\` is taken by ${placeOf(first)}.`,
      "Ids are unique over all files: rename one of the two.",
    ),
    ...clashes(
      names,
      "duplicate-name",
      (claim, first) => `The connection \`${shown(claim)}\` is defined already by ${placeOf(first)}.`,
      "Rename one of the two, or remove it.",
    ),
    ...caseClashes(names),
    ...clashes(
      exports,
      "export-arn",
      (claim, first) => `The parameter \`${shown(claim)}\` is written already by ${placeOf(first)}.`,
      "Name another parameter.",
    ),
    ...exports
      .filter((claim) => read.has(claim.text))
      .map((claim) => ({
        code: "export-arn" as const,
        message: `The parameter \`${shown(claim)}\` is read by a definition; the ARN would overwrite it.`,
        hint: "Name another parameter.",
        at: claim.at,
      })),
  ].flatMap(({ code, message, hint, at }) => {
    const severity = severityOf(ruleOf(code), severities);
    return severity === "off" ? [] : [{ code, severity, message, hint, ...at }];
  });
}

/** Of definitions with one id and one name only the first counts: that the id stands twice says both. */
function withoutRepeatedIds(sorted: readonly Claims[]): readonly Claims[] {
  const seen = new Set<string>();
  return sorted.filter(({ id, name }) => {
    const key = JSON.stringify([id, name?.text ?? null]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

interface Clash {
  readonly code: RuleCode;
  readonly message: string;
  readonly hint: string;
  readonly at: Location;
}

function clashes(
  claims: readonly Claim[],
  code: RuleCode,
  message: (claim: Claim, first: Claim) => string,
  hint: string,
): readonly Clash[] {
  const firsts = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const first = firsts.get(claim.text);
    if (first !== undefined) return [{ code, message: message(claim, first), hint, at: claim.at }];
    firsts.set(claim.text, claim);
    return [];
  });
}

function caseClashes(names: readonly Claim[]): readonly Clash[] {
  const firsts = new Map<string, Claim>();
  return names.flatMap((claim) => {
    const key = claim.text.toLowerCase();
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, claim);
    if (first === undefined || first.text === claim.text) return [];
    const message = `\`${shown(claim)}\` and \`${shown(first)}\` (${placeOf(first)}) differ by case only.`;
    return [{ code: "name-case" as const, message, hint: "Give one of the two a different name.", at: claim.at }];
  });
}

function shown(claim: Claim): string {
  return plainText(claim.text, 64);
}

function placeOf({ at }: Claim): string {
  return `${plainText(at.file, 120)}:${at.line}`;
}

function compareLocations(a: Location, b: Location): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
