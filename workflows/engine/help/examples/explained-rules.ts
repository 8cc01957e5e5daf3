import type { Severity } from "../../definition/diagnostic.ts";
import { evaluationRules } from "../../read/evaluation-rules.ts";
import { allowedSeverities, type Rule } from "../../definition/rule.ts";
import { rulesOf } from "../../interpret/rules.ts";
import type { Kinds } from "../../kinds/registry.ts";
import { planningRules } from "../../plan/planning-rules.ts";
import { credentialExamples } from "./credential-examples.ts";
import { destinationExamples } from "./destination-examples.ts";
import { evaluationExamples } from "./evaluation-examples.ts";
import { planningExamples } from "./planning-examples.ts";
import type { RuleExample, RulePage } from "./rule-example.ts";
import { structureExamples } from "./structure-examples.ts";

/** Everything that is known about a code. */
export interface ExplainedRule extends Rule {
  /** The severities that configuration can give it; one where it can change nothing. */
  readonly severities: readonly (Severity | "off")[];
  readonly title: string;
  readonly explanation: string;
  readonly example: RuleExample;
}

const pages: Readonly<Record<string, RulePage>> = {
  ...evaluationExamples,
  ...structureExamples,
  ...credentialExamples,
  ...destinationExamples,
  ...planningExamples,
};

/** Every code that a diagnostic can have, by its name. */
export function explainRules(kinds: Kinds): readonly ExplainedRule[] {
  return [
    ...[...evaluationRules, ...rulesOf(kinds)].map((rule) => explained(rule, allowedSeverities(rule))),
    ...planningRules.map((rule) => explained(rule, [rule.severity])),
  ].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

function explained(rule: Rule, severities: ExplainedRule["severities"]): ExplainedRule {
  const page = Object.hasOwn(pages, rule.code) ? pages[rule.code] : undefined;
  if (page === undefined) throw new Error(`${rule.code} has no page`);
  const { title, explanation, ...example } = page;
  return { ...rule, severities, title, explanation, example };
}
