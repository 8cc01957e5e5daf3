import type { Severity } from "../diagnostic.ts";
import { evaluationRules } from "../evaluate/evaluation-rules.ts";
import { allowedSeverities, type Rule } from "../rule.ts";
import { rulesOf } from "../interpret/rules.ts";
import type { Kinds } from "../kinds/registry.ts";
import { planningRules } from "../planning-rules.ts";
import { credentialExamples } from "./credential-examples.ts";
import { destinationExamples } from "./destination-examples.ts";
import { evaluationExamples } from "./evaluation-examples.ts";
import { planningExamples } from "./planning-examples.ts";
import type { RuleExample } from "./rule-example.ts";
import { structureExamples } from "./structure-examples.ts";

/** Everything that is known about a code. */
export interface ExplainedRule extends Rule {
  /** The severities that configuration can give it; one where it can change nothing. */
  readonly severities: readonly (Severity | "off")[];
  readonly example: RuleExample;
}

const examples: Readonly<Record<string, RuleExample>> = {
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
  const example = Object.hasOwn(examples, rule.code) ? examples[rule.code] : undefined;
  if (example === undefined) throw new Error(`${rule.code} has no example`);
  return { ...rule, severities, example };
}
