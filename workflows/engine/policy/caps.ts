import { anything, innerOf, type Limits, limitsOf, strictest } from "./limits.ts";

/** Which resources of a type a stack may manage. */
export interface NameCap {
  /** The stack's parameter that says so. */
  readonly parameter: string;
  /** A pattern in IAM's wildcards. */
  readonly pattern: string;
}

/** What a deployed stack allows at most, by its parameters: its roles allow no more. */
export interface Caps {
  /** Where parameters may stand that definitions refer to. */
  readonly secretPrefix: string;
  /** Where parameters may stand that ARNs are written to. */
  readonly exportPrefix: string;
  /** As many people beside its author have to approve a pull request, whatever the configuration says. */
  readonly approvals: number;
  /** By type; a type without an entry may have any names. */
  readonly names: Readonly<Record<string, NameCap>>;
}

/** What a configuration allows, and the stack does, too; null: there is no stack. */
export function allowedBy(config: Limits, caps: Caps | null): Limits {
  return strictest(limitsOf(config), caps === null ? anything : capLimits(caps));
}

/** How many people have to approve: as many as the strictest of a configuration, the reviewed policy and a stack asks. */
export function approvalsNeeded(config: Limits, reviewed: Limits | null, caps: Caps | null): number {
  return strictest(allowedBy(config, caps), reviewed ?? anything).approvals;
}

/** The prefixes as far as a stack allows them, in their order: hints propose the first. */
export function prefixesWithin(prefixes: readonly string[], caps: Caps | null): readonly string[] {
  if (caps === null) return prefixes;
  return prefixes.flatMap((prefix) => innerOf(prefix, asPrefix(caps.secretPrefix)) ?? []);
}

export function capLimits({ secretPrefix, exportPrefix, approvals }: Caps): Limits {
  return { ...anything, secretPrefixes: [asPrefix(secretPrefix)], exportPrefix: asPrefix(exportPrefix), approvals };
}

/** A role allows whatever begins with the text; a level that is cut in two is no prefix of ours. */
function asPrefix(text: string): string {
  return text.endsWith("/") ? text : `${text}/`;
}

/** What a stack's parameter says about a name that it does not allow; undefined: it allows it. */
export function nameCapFor({ names }: Caps, type: string, name: string): NameCap | undefined {
  const cap = Object.hasOwn(names, type) ? names[type] : undefined;
  return cap === undefined || matchesWildcards(name, cap.pattern) ? undefined : cap;
}

/**
 * Whether a text matches a pattern as IAM matches the resource of a statement: `*` stands for any characters, `?` for
 * exactly one, upper and lower case differ. A pattern is data of a stack, so no regular expression is made of it.
 */
export function matchesWildcards(text: string, pattern: string): boolean {
  let [at, expected] = [0, 0];
  // The newest `*`, and where what it stands for ends: it takes one character more whenever the rest does not fit.
  let [star, taken] = [-1, 0];
  while (at < text.length) {
    if (pattern[expected] === "*") {
      [star, taken] = [expected, at];
      expected += 1;
    } else if (pattern[expected] === "?" || pattern[expected] === text[at]) {
      at += 1;
      expected += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      expected = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(expected));
}
