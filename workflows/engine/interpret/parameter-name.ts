const MAX_LEVELS = 15;
/** Counted with the ARN in front of the name. */
const MAX_LENGTH = 1011;

/** Why Parameter Store would not take this name, in words that follow a colon; null when it would. */
export function parameterNameFault(name: string, region: string | null): string | null {
  const arn = `arn:aws:ssm:${region ?? "us-east-1"}:000000000000:parameter/`;
  if (arn.length + name.length > MAX_LENGTH) return "it is too long";
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name)) return "it may have letters, digits, `_`, `.`, `-` and `/` only";
  const levels = name.split("/");
  if (levels.length > 1 && levels[0] !== "") return "a name with levels begins with `/`";
  const named = levels.length > 1 ? levels.slice(1) : levels;
  if (named.includes("")) return "a level of it has no name";
  if (named.length > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
  if (/^(aws|ssm)/i.test(named[0] ?? "")) return "names that begin with `aws` or `ssm` are AWS's own";
  return null;
}

/** Whether a parameter stands below a prefix: `/a` is the prefix of `/a/b`, never of `/ab`. */
export function isBelow(name: string, prefix: string): boolean {
  return name.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}
