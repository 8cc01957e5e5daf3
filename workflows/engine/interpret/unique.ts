import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { type Key, keyText } from "../values/key.ts";
import type { Reference } from "../values/reference.ts";
import { plainText } from "../values/plain-text.ts";
import { severityOf, type Severities } from "../definition/rule.ts";
import { ruleOf, type RuleCode } from "./rules.ts";

/** What one definition claims for itself alone. */
export interface Claims {
  readonly at: Location;
  readonly id: string;
  /** Null when the definition has no usable name. */
  readonly resource: ClaimedResource | null;
  readonly exports: readonly { readonly parameter: string; readonly at: Location }[];
  readonly references: readonly Reference[];
}

interface ClaimedResource {
  readonly key: Key;
  readonly name: string;
  readonly noun: string;
  readonly at: Location;
}

interface Claim {
  /** As it is shown. */
  readonly text: string;
  /** What two definitions cannot share. */
  readonly key: string;
  readonly at: Location;
}

/** Reports what two definitions claim, over all files. The first in the order of files keeps it. */
export function validateUnique(all: readonly Claims[], severities: Severities): readonly Diagnostic[] {
  const sorted = all.toSorted((a, b) => compareLocations(a.at, b.at));
  const names = withoutRepeatedIds(sorted).flatMap(({ resource }) => resource ?? []);
  const exports = sorted.flatMap((claims) => claims.exports.map(({ parameter, at }) => claimOf(parameter, at)));
  const read = new Set(all.flatMap((claims) => claims.references.map((reference) => reference.path)));

  return [
    ...clashes(
      sorted.map(({ id, at }) => claimOf(id, at)),
      "duplicate-id",
      (claim, first) => `The id \`${shown(claim)}\` is taken by ${placeOf(first)}.`,
      "Ids are unique over all files: rename one of the two.",
    ),
    ...clashes(
      names.map(({ key, name, noun, at }) => ({ text: name, key: keyText(key), noun, at })),
      "duplicate-name",
      (claim, first) => `The ${claim.noun} \`${shown(claim)}\` is defined already by ${placeOf(first)}.`,
      "Rename one of the two, or remove it.",
    ),
    ...caseClashes(names),
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

function claimOf(text: string, at: Location): Claim {
  return { text, key: text, at };
}

/** Of definitions with one id and one name only the first counts: that the id stands twice says both. */
function withoutRepeatedIds(sorted: readonly Claims[]): readonly Claims[] {
  const seen = new Set<string>();
  return sorted.filter(({ id, resource }) => {
    const key = JSON.stringify([id, resource === null ? null : keyText(resource.key)]);
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

function clashes<Claimed extends Claim>(
  claims: readonly Claimed[],
  code: RuleCode,
  message: (claim: Claimed, first: Claimed) => string,
  hint: string,
): readonly Clash[] {
  const firsts = new Map<string, Claimed>();
  return claims.flatMap((claim) => {
    const first = firsts.get(claim.key);
    if (first !== undefined) return [{ code, message: message(claim, first), hint, at: claim.at }];
    firsts.set(claim.key, claim);
    return [];
  });
}

function caseClashes(names: readonly ClaimedResource[]): readonly Clash[] {
  const firsts = new Map<string, Claim>();
  return names.flatMap(({ key: { type }, name, at }) => {
    const claim = claimOf(name, at);
    const key = `${type}/${name.toLowerCase()}`;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, claim);
    if (first === undefined || first.text === claim.text) return [];
    const message = `\`${shown(claim)}\` and \`${shown(first)}\` (${placeOf(first)}) differ by case only.`;
    return [{ code: "name-case" as const, message, hint: "Give one of the two a different name.", at: claim.at }];
  });
}

function shown(claim: Pick<Claim, "text">): string {
  return plainText(claim.text, 64);
}

function placeOf({ at }: Pick<Claim, "at">): string {
  return `${plainText(at.file, 120)}:${at.line}`;
}

function compareLocations(a: Location, b: Location): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
