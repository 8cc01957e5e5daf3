import { compareLocations, type Diagnostic, type Location } from "../definition/diagnostic.ts";
import { type Key, keyText } from "../values/key.ts";
import type { Reference } from "../values/reference.ts";
import { codeOf, severityOf } from "../definition/rule.ts";
import type { InterpretSettings } from "./context.ts";
import type { ClashFacts } from "./facts.ts";
import { ruleOf } from "./rules.ts";

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

/** Reports what two definitions claim, over all files. The first in the order of files keeps it. */
export function validateUnique(
  all: readonly Claims[],
  { severities, tell }: Pick<InterpretSettings, "severities" | "tell">,
): readonly Diagnostic[] {
  const sorted = all.toSorted((a, b) => compareLocations(a.at, b.at));
  const names = withoutRepeatedIds(sorted).flatMap(({ resource }) => resource ?? []);
  const exports = sorted.flatMap((claims) => claims.exports);
  const read = new Set(all.flatMap((claims) => claims.references.map((reference) => reference.path)));

  function report<Name extends keyof ClashFacts>(name: Name, facts: ClashFacts[Name], at: Location) {
    const rule = ruleOf(codeOf(name));
    const severity = severityOf(rule, severities);
    if (severity === "off") return [];
    const { message, hint } = tell.clash(name, facts);
    return [{ code: rule.code, severity, message, hint: hint ?? rule.fix, ...at }];
  }

  return [
    ...clashes(sorted, ({ id }) => id).flatMap(([{ id, at }, first]) =>
      report("duplicate-id", { claim: id, first: first.at }, at),
    ),
    ...clashes(names, ({ key }) => keyText(key)).flatMap(([{ name, noun, at }, first]) =>
      report("duplicate-name", { claim: name, noun, first: first.at }, at),
    ),
    ...clashes(names, ({ key: { type }, name }) => `${type}/${name.toLowerCase()}`)
      .filter(([{ name }, first]) => name !== first.name)
      .flatMap(([{ name, at }, first]) => report("name-case", { claim: name, other: first.name, first: first.at }, at)),
    ...exports
      .filter(({ parameter }) => read.has(parameter))
      .flatMap(({ parameter, at }) => report("export-arn/read", { claim: parameter }, at)),
  ];
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

/** What claims the same as one before it, with the first that claims it. */
function clashes<Claim>(
  claims: readonly Claim[],
  keyOf: (claim: Claim) => string,
): readonly (readonly [Claim, Claim])[] {
  const firsts = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const key = keyOf(claim);
    const first = firsts.get(key);
    if (first !== undefined) return [[claim, first] as const];
    firsts.set(key, claim);
    return [];
  });
}
