export const MAX_LEVELS = 15;
/** Counted with the ARN in front of the name. */
const MAX_LENGTH = 1011;

export type NameFault = "long" | "characters" | "no-slash" | "empty-level" | "dots" | "levels" | "reserved";

/** Why Parameter Store would not take this name; null when it would. */
export function parameterNameFault(name: string, region: string | null): NameFault | null {
  const arn = `arn:aws:ssm:${region ?? "us-east-1"}:000000000000:parameter/`;
  if (arn.length + name.length > MAX_LENGTH) return "long";
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name)) return "characters";
  const levels = name.split("/");
  if (levels.length > 1 && levels[0] !== "") return "no-slash";
  const named = levels.length > 1 ? levels.slice(1) : levels;
  if (named.includes("")) return "empty-level";
  // Parameter Store gives them no meaning, but what a person reads as another parameter is not taken.
  if (named.includes(".") || named.includes("..")) return "dots";
  if (named.length > MAX_LEVELS) return "levels";
  if (/^(aws|ssm)/i.test(named[0] ?? "")) return "reserved";
  return null;
}

/** Whether a parameter stands below a prefix: `/a` is the prefix of `/a/b`, never of `/ab`. */
export function isBelow(name: string, prefix: string): boolean {
  return name.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

/**
 * Whether a name stands for a parameter of the pipeline, or would where slashes, dots or letter case are read loosely.
 * Parameter Store reads them exactly; the check does not depend on it.
 */
export function isSystemParameter(name: string, systemPrefix: string): boolean {
  const prefix = plainLevels(systemPrefix);
  const levels = plainLevels(name);
  return prefix.length > 0 && prefix.every((level, index) => levels[index] === level);
}

/** The allowed name that was probably meant, differing in slashes or in the prefix's letter case; null when none. */
export function nearAllowedName(name: string, prefixes: readonly string[], region: string | null): string | null {
  const candidate = `/${name.split("/").filter(Boolean).join("/")}`;
  const prefix = prefixes.find((each) => isBelow(candidate.toLowerCase(), each.toLowerCase()));
  if (prefix === undefined) return null;
  const corrected = prefix + candidate.slice(prefix.length);
  return corrected !== name && parameterNameFault(corrected, region) === null ? corrected : null;
}

function plainLevels(name: string): readonly string[] {
  const levels: string[] = [];
  for (const level of name.toLowerCase().split("/")) {
    if (level === "..") levels.pop();
    else if (level !== "" && level !== ".") levels.push(level);
  }
  return levels;
}
