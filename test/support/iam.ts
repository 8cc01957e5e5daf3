/* As much of IAM as the stack's roles use. What they do not use is refused, so that nobody takes it for understood. */

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource?: readonly string[] | undefined;
  readonly NotResource?: readonly string[] | undefined;
  readonly Condition: Conditions;
}

/** Operator -> key -> values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One call, as AWS asks whether it is allowed. */
export interface Attempt {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the call, each with all its values; a key that is missing is one that the call has not. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Whether a role may: at least one statement allows it, and none denies it. */
export function isAllowed(statements: readonly Statement[], attempt: Attempt): boolean {
  const matching = statements.filter((statement) => isAbout(statement, attempt));
  return matching.some(({ Effect }) => Effect === "Allow") && !matching.some(({ Effect }) => Effect === "Deny");
}

/** Whether a statement says something about an attempt. */
export function isAbout(
  { Action, Resource, NotResource, Condition }: Statement,
  { action, resource, context = {} }: Attempt,
): boolean {
  if (!Action.some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase()))) return false;
  const isNamed = (Resource ?? NotResource ?? []).some((pattern) => isLike(resource, pattern));
  if (isNamed === (Resource === undefined)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => holds(operator, context[key] ?? [], patterns)),
  );
}

/** Of one key. Several patterns are alternatives, but for an operator that says "not", where none may match. */
function holds(operator: string, values: readonly string[], patterns: readonly string[]): boolean {
  const [value] = values;
  switch (operator) {
    case "StringEquals":
      return value !== undefined && patterns.includes(value);
    case "StringLike":
      return value !== undefined && patterns.some((pattern) => isLike(value, pattern));
    case "StringNotLike":
      return value === undefined || !patterns.some((pattern) => isLike(value, pattern));
    case "ForAllValues:StringLike":
      return values.every((each) => patterns.some((pattern) => isLike(each, pattern)));
    case "Null":
      return patterns.includes(String(value === undefined));
    default:
      throw new Error(`nobody here knows the condition operator ${operator}`);
  }
}

/** IAM's wildcards: `*` is any text, slashes included, and `?` one character. */
function isLike(text: string, pattern: string): boolean {
  let known = patterns.get(pattern);
  if (known === undefined) {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    known = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
    patterns.set(pattern, known);
  }
  return known.test(text);
}

const patterns = new Map<string, RegExp>();
