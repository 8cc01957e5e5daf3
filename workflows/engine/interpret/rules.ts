import { credentialRules } from "./credential-rules.ts";
import { destinationRules } from "./destination-rules.ts";
import type { Rule } from "../rule.ts";
import { structureRules } from "./structure-rules.ts";

const all = [...structureRules, ...credentialRules, ...destinationRules] as const;

export type RuleCode = (typeof all)[number]["code"];

/** Every rule of the interpretation of definitions, in the order of the documentation. */
export const rules: readonly Rule[] = all;

const byCode = new Map<string, Rule>(all.map((rule) => [rule.code, rule]));

export function ruleOf(code: RuleCode): Rule {
  const rule = byCode.get(code);
  if (rule === undefined) throw new Error(`no rule has the code ${code}`);
  return rule;
}
