import type { Severity } from "./diagnostic.ts";

/**
 * What one code of diagnostics does. What it is called, why it is a problem, and an example stand in `examples/`, which
 * no deployed function has; `docs/diagnostics.md` is made of both.
 */
export interface Rule {
  /** Stable: people configure it and search for it. */
  readonly code: string;
  /** The severity without configuration. */
  readonly severity: Severity;
  /** How to fix it. Markdown, one paragraph. */
  readonly fix: string;
  /** Configuration cannot go below it. On rules that keep secrets safe, or without which there is no usable model. */
  readonly floor?: Severity;
}

/** Of a rule that is an error whatever is configured. */
export const always = { severity: "error", floor: "error" } as const;

export type Severities = Readonly<Record<string, Severity | "off">>;

const weight: Readonly<Record<Severity | "off", number>> = { off: 0, info: 1, warning: 2, error: 3 };

/** The severity that counts: the configured one where there is one, raised to the rule's floor. */
export function severityOf(rule: Rule, configured: Severities): Severity | "off" {
  const wanted = Object.hasOwn(configured, rule.code) ? (configured[rule.code] ?? rule.severity) : rule.severity;
  return rule.floor !== undefined && weight[wanted] < weight[rule.floor] ? rule.floor : wanted;
}

/** The severities that configuration can give a rule, the strictest first. */
export function allowedSeverities(rule: Rule): readonly (Severity | "off")[] {
  const all = ["error", "warning", "info", "off"] as const;
  return all.filter((severity) => severityOf(rule, { [rule.code]: severity }) === severity);
}

/** The code of a problem is its name, up to the variant. */
export function codeOf(name: string): string {
  const [code = name] = name.split("/", 1);
  return code;
}
